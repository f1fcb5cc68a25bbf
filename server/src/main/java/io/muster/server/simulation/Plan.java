package io.muster.server.simulation;

import java.net.URI;
import java.time.Duration;
import java.util.List;

/**
 * What to simulate.
 *
 * @param url of the REST API, without a path
 * @param endpoints how many devices
 * @param applicationVersions versions that the devices run, chosen at random
 * @param rate requests per second of all devices together
 * @param duration how long they work
 * @param parallel requests under way at the same time
 * @param seed the same seed makes the same fleet
 */
public record Plan(
        URI url,
        String mqttHost,
        int mqttPort,
        int endpoints,
        List<String> applicationVersions,
        int rate,
        Duration duration,
        int parallel,
        long seed) {}
