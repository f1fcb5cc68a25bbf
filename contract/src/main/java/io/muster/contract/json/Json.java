package io.muster.contract.json;

import com.fasterxml.jackson.core.ErrorReportConfiguration;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.muster.contract.error.Refusal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * JSON from outside, read strictly: UTF-8 only, one value with nothing behind it, no member twice, numbers kept exactly
 * as written, and nothing that the database could not store. Every limit is named in the refusal.
 */
public final class Json {
    /** Deepest nesting any document may have; a caller may set a lower limit. */
    public static final int MAX_DEPTH = 200;

    /** Longest number text that is looked at; how many digits and which exponent it may have is checked later. */
    private static final int MAX_NUMBER_LENGTH = 2_100;

    /** Longest text in characters; the size of the whole body is limited where it is received. */
    private static final int MAX_TEXT_LENGTH = 16 * 1024 * 1024;

    /** Its messages name the place and never repeat what stands there: that may be a password. */
    private static final ObjectMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MAX_DEPTH)
                            .maxNumberLength(MAX_NUMBER_LENGTH)
                            .maxStringLength(MAX_TEXT_LENGTH)
                            .maxNameLength(64 * 1024)
                            .build())
                    .errorReportConfiguration(ErrorReportConfiguration.builder()
                            .maxErrorTokenLength(0)
                            .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                    .build())
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    /** What the parser says about its own classes and switches, which callers cannot see. */
    private static final Pattern ADVICE_TO_PROGRAMMERS = Pattern.compile(
            ", from `[^`]*`|: enable `[^`]*` to allow| \\(bound as `[^`]*`\\)(?:: not allowed as per `[^`]*`)?");

    private static final ObjectReader FOREIGN = MAPPER.reader();

    /** Without the search for members that come twice: what the database holds has been through it. */
    private static final ObjectReader STORED = MAPPER.reader()
            .without(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .without(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY);

    private Json() {}

    /** The shared mapper, for writing and for building trees. Foreign input goes through {@code parse}. */
    public static ObjectMapper mapper() {
        return MAPPER;
    }

    /**
     * Reads one JSON value in UTF-8.
     *
     * @param maxDepth how deep arrays and objects may be nested, at most {@link #MAX_DEPTH}
     * @throws io.muster.contract.error.Refused naming place and rule, for anything that is not acceptable
     */
    public static JsonNode parse(byte[] utf8, int maxDepth) {
        return parse(decoded(utf8), maxDepth);
    }

    /** Reads one JSON value; see {@link #parse(byte[], int)}. */
    public static JsonNode parse(String text, int maxDepth) {
        JsonNode node = tree(FOREIGN, text);
        Storable.problem(node, Math.min(maxDepth, MAX_DEPTH)).ifPresent(problem -> {
            throw malformed("is not acceptable at " + problem.place() + ": " + problem.rule());
        });
        return node;
    }

    /**
     * Reads one JSON value that went through {@link #parse} before it was stored. The rules for foreign input are not
     * applied again: the database writes numbers without exponent, which may take more digits than a caller may send.
     */
    public static JsonNode stored(String text) {
        return tree(STORED, text);
    }

    private static JsonNode tree(ObjectReader reader, String text) {
        try (JsonParser parser = reader.createParser(text)) {
            if (parser.nextToken() == null) {
                throw malformed("is empty: one JSON value is expected");
            }
            try {
                return reader.readTree(parser);
            } catch (NumberFormatException e) {
                throw malformed("exceeds a limit" + place(parser.currentLocation())
                        + ": a number's power of ten has too many digits");
            }
        } catch (StreamConstraintsException e) {
            throw malformed("exceeds a limit" + place(e.getLocation()) + ": " + reason(e));
        } catch (JsonProcessingException e) {
            throw malformed("is not well-formed" + place(e.getLocation()) + ": " + reason(e));
        } catch (IOException e) {
            throw new UncheckedIOException("a text in memory can always be read", e);
        }
    }

    /** Writes the value in UTF-8 without white space. */
    public static byte[] bytes(JsonNode node) {
        return text(node).getBytes(StandardCharsets.UTF_8);
    }

    /** Writes the value without white space. */
    public static String text(JsonNode node) {
        try {
            return MAPPER.writeValueAsString(node);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a JSON tree can always be written", e);
        }
    }

    private static String decoded(byte[] utf8) {
        ByteBuffer bytes = ByteBuffer.wrap(utf8);
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
        } catch (CharacterCodingException e) {
            throw malformed("is not UTF-8 at byte " + bytes.position());
        }
    }

    private static String place(@Nullable JsonLocation at) {
        return at == null ? "" : " at line " + at.getLineNr() + ", column " + at.getColumnNr();
    }

    private static String reason(JsonProcessingException e) {
        String first = e.getOriginalMessage().lines().findFirst().orElse("");
        return ADVICE_TO_PROGRAMMERS.matcher(first).replaceAll("");
    }

    private static RuntimeException malformed(String fault) {
        return Refusal.malformed("The JSON " + fault).refused();
    }
}
