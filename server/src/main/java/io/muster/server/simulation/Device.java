package io.muster.server.simulation;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.contract.json.Json;
import java.util.List;
import java.util.Random;

/**
 * A made-up device.
 *
 * @param endpointId its ID in the register
 * @param token what it presents
 * @param applicationVersion what runs on it
 * @param metadata how it is registered
 */
public record Device(String endpointId, String token, String applicationVersion, ObjectNode metadata) {

    private static final List<String> KINDS = List.of("thermostat", "water-meter", "kettle", "gateway", "ev-charger");
    private static final List<Place> PLACES = List.of(
            new Place("Lviv", 49.84, 24.03),
            new Place("Kyiv", 50.45, 30.52),
            new Place("Odesa", 46.48, 30.73),
            new Place("Warsaw", 52.23, 21.01),
            new Place("Vienna", 48.21, 16.37),
            new Place("Lisbon", 38.72, -9.14));
    private static final List<String> FIRMWARES = List.of("1.4.2", "1.5.0", "2.0.0", "2.0.1", "2.1.0-rc1");

    private record Place(String city, double latitude, double longitude) {}

    /**
     * The device number {@code index} of the fleet that {@code seed} stands for: the same arguments make the same
     * device.
     */
    static Device of(long seed, int index, List<String> applicationVersions) {
        Random random = new Random(seed * 1_000_003 + index);
        String serial = "%05d".formatted(index);
        String kind = pick(KINDS, random);
        Place place = pick(PLACES, random);
        ObjectNode metadata = Json.mapper().createObjectNode();
        metadata.put("kind", kind)
                .put("serial", kind.substring(0, 2).toUpperCase(java.util.Locale.ROOT) + "-" + seed + "-" + serial)
                .put("city", place.city())
                .put("floor", random.nextInt(12))
                .put("firmware", pick(FIRMWARES, random))
                .put("battery", 20 + random.nextInt(80));
        metadata.putObject("location")
                .put("lat", Math.round((place.latitude() + random.nextDouble(-0.1, 0.1)) * 1e5) / 1e5)
                .put("lon", Math.round((place.longitude() + random.nextDouble(-0.1, 0.1)) * 1e5) / 1e5);
        String name = "sim-" + Long.toString(seed, 36) + "-" + serial;
        return new Device(name, name + "-token", pick(applicationVersions, random), metadata);
    }

    /** Not the token, which it presents to a real installation. */
    @Override
    public String toString() {
        return "Device[endpointId=" + endpointId + ", applicationVersion=" + applicationVersion + "]";
    }

    /** The body that registers it. */
    byte[] registration() {
        ObjectNode body = Json.mapper().createObjectNode();
        body.putObject("appVersion").put("name", applicationVersion);
        body.put("endpointId", endpointId).put("endpointToken", token).set("metadata", metadata);
        return Json.bytes(body);
    }

    /** What it reports now and then; sometimes it has got new firmware or has been moved. */
    byte[] report(Random random) {
        ObjectNode report = Json.mapper().createObjectNode();
        report.put("battery", random.nextInt(101)).put("temperature", random.nextInt(150, 350) / 10.0);
        if (random.nextInt(20) == 0) {
            report.put("firmware", pick(FIRMWARES, random));
        }
        if (random.nextInt(50) == 0) {
            report.put("city", pick(PLACES, random).city());
        }
        return Json.bytes(report);
    }

    private static <T> T pick(List<T> choices, Random random) {
        return choices.get(random.nextInt(choices.size()));
    }
}
