package io.muster.platform.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.encoder.EncoderBase;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs go to standard error: lines for people on a terminal, JSON for machines otherwise. The correlation ID of the
 * request at hand is in every line.
 */
public final class Logging {

    private static final String LINE =
            "%d{HH:mm:ss.SSS} %-5level %-16logger{0} %replace(%X{correlationId}){'^(.+)$','[$1] '}%msg%n%ex{12}";

    private Logging() {}

    /** How a line looks. */
    public enum Format {
        /** Lines on a terminal, JSON otherwise. */
        AUTO,
        /** Lines for people. */
        TEXT,
        /** One JSON object per line. */
        JSON
    }

    /** Applies format and level; called once, before anything is logged. */
    public static void configure(Format format, String level) {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        context.reset();
        boolean text = format == Format.TEXT || (format == Format.AUTO && System.console() != null);
        ConsoleAppender<ILoggingEvent> appender = new ConsoleAppender<>();
        appender.setContext(context);
        appender.setTarget("System.err");
        appender.setEncoder(text ? lines(context) : json(context));
        appender.start();
        ch.qos.logback.classic.Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
        root.setLevel(Level.WARN);
        root.addAppender(appender);
        context.getLogger("io.muster").setLevel(Level.toLevel(level, Level.INFO));
    }

    /** Leaves out what a library logs and the caller tells in its own words; to be called after {@link #configure}. */
    public static void silence(String logger) {
        ((LoggerContext) LoggerFactory.getILoggerFactory()).getLogger(logger).setLevel(Level.OFF);
    }

    private static Encoder<ILoggingEvent> lines(LoggerContext context) {
        PatternLayoutEncoder encoder = new PatternLayoutEncoder();
        encoder.setPattern(LINE);
        return started(encoder, context);
    }

    private static Encoder<ILoggingEvent> json(LoggerContext context) {
        JsonEncoder encoder = new JsonEncoder();
        encoder.setWithSequenceNumber(false);
        encoder.setWithContext(false);
        encoder.setWithNanoseconds(false);
        encoder.setWithMessage(false);
        encoder.setWithArguments(false);
        encoder.setWithFormattedMessage(true);
        return started(encoder, context);
    }

    private static <E extends EncoderBase<ILoggingEvent>> E started(E encoder, LoggerContext context) {
        encoder.setContext(context);
        encoder.start();
        return encoder;
    }
}
