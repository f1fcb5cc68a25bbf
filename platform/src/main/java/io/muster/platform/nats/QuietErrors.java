package io.muster.platform.nats;

import io.nats.client.Connection;
import io.nats.client.Consumer;
import io.nats.client.ErrorListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reports trouble of the NATS client as log lines, without the stack traces of its default listener. */
final class QuietErrors implements ErrorListener {

    private static final Logger LOG = LoggerFactory.getLogger(Bus.class);

    @Override
    public void errorOccurred(Connection connection, String error) {
        LOG.warn("NATS reports: {}", error);
    }

    @Override
    public void exceptionOccurred(Connection connection, Exception failure) {
        LOG.debug("NATS connection trouble", failure);
    }

    @Override
    public void slowConsumerDetected(Connection connection, Consumer consumer) {
        LOG.warn("Messages arrive faster than they are handled; {} were dropped so far", consumer.getDroppedCount());
    }
}
