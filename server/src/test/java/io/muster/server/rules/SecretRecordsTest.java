package io.muster.server.rules;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.muster.platform.config.DatabaseUrl;
import io.muster.platform.config.Secret;
import java.lang.reflect.Constructor;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Records print all they hold unless they say otherwise. Every record of the program that holds a secret, by the name or
 * the type of a component however deep, is made with one and printed.
 */
final class SecretRecordsTest {
    private static final Map<Class<?>, Object> EMPTY =
            Map.of(Optional.class, Optional.empty(), Set.class, Set.of(), List.class, List.of(), Map.class, Map.of());
    private static final String SECRET = "tok3n-Vn8qZ2xR";
    private static final Pattern SECRET_NAME =
            Pattern.compile("(?i).*(password|secret|token|passphrase|bearer|topic)s?");
    private static final Pattern SECRET_RECORD = Pattern.compile(".*(Token|Secret|Password|Credentials)");
    private static final Set<String> WHAT_SECRET_RECORDS_HOLD = Set.of("value", "content", "text");

    /** Later ones are later, as validity demands. */
    private static final AtomicLong MOMENTS = new AtomicLong();

    private static final List<Class<?>> RECORDS = records();

    private static List<Class<?>> records() {
        return new ClassFileImporter()
                        .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                        .withImportOption(new DependencyRulesTest.NoTestJars())
                        .importPackages("io.muster")
                        .stream()
                        .filter(JavaClass::isRecord)
                        .filter(type -> !type.getPackageName().startsWith("io.muster.openapi"))
                        .<Class<?>>map(JavaClass::reflect)
                        .filter(SecretRecordsTest::holdsSecret)
                        .toList();
    }

    private static boolean holdsSecret(Class<?> type) {
        return Arrays.stream(type.getRecordComponents())
                .anyMatch(component -> isSecret(component) || holdsSecret(component.getGenericType(), type));
    }

    private static boolean holdsSecret(Type type, Class<?> within) {
        return switch (type) {
            case ParameterizedType generic ->
                Arrays.stream(generic.getActualTypeArguments()).anyMatch(argument -> holdsSecret(argument, within));
            case Class<?> plain when plain == Secret.class -> true;
            case Class<?> plain when plain.isRecord() && plain != within -> holdsSecret(plain);
            default -> false;
        };
    }

    private static boolean isSecret(RecordComponent component) {
        boolean text = component.getGenericType().getTypeName().contains("java.lang.String");
        return text
                && (SECRET_NAME.matcher(component.getName()).matches()
                        || SECRET_RECORD
                                        .matcher(component.getDeclaringRecord().getSimpleName())
                                        .matches()
                                && WHAT_SECRET_RECORDS_HOLD.contains(component.getName()));
    }

    @TestFactory
    Stream<DynamicTest> doesNotPrintIt() {
        return RECORDS.stream()
                .map(type -> DynamicTest.dynamicTest(type.getName(), () -> assertThat(
                                String.valueOf(sample(type)).toLowerCase(Locale.ROOT))
                        .as(type.getName())
                        .doesNotContain(SECRET.toLowerCase(Locale.ROOT))));
    }

    @Test
    void theKnownOnesAreAmongThem() {
        assertThat(RECORDS.stream().map(Class::getSimpleName).toList())
                .contains("EndpointToken", "NewToken", "ProvisionedToken", "Wish", "User", "Credentials");
    }

    private static Object sample(Class<?> type) {
        RecordComponent[] components = type.getRecordComponents();
        Object[] values = Arrays.stream(components)
                .map(component -> sample(component.getGenericType(), isSecret(component)))
                .toArray();
        try {
            Constructor<?> constructor = type.getDeclaredConstructor(
                    Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new));
            constructor.setAccessible(true);
            return constructor.newInstance(values);
        } catch (ReflectiveOperationException unmade) {
            throw new IllegalStateException(
                    "No sample of " + type.getName() + " can be made; teach this test to make one", unmade);
        }
    }

    private static @Nullable Object sample(Type type, boolean secret) {
        return switch (type) {
            case ParameterizedType generic -> container(generic, secret);
            case Class<?> plain -> simple(plain, secret);
            default -> null;
        };
    }

    private static @Nullable Object container(ParameterizedType type, boolean secret) {
        Class<?> raw = (Class<?>) type.getRawType();
        Type[] arguments = type.getActualTypeArguments();
        Object last = sample(arguments[arguments.length - 1], secret);
        if (last == null) {
            return EMPTY.get(raw);
        }
        if (raw == Optional.class) {
            return Optional.of(last);
        }
        if (raw == Set.class) {
            return Set.of(last);
        }
        if (raw == List.class) {
            return List.of(last);
        }
        if (raw == Map.class) {
            return Map.of(sample(arguments[0], false), last);
        }
        return null;
    }

    private static @Nullable Object simple(Class<?> type, boolean secret) {
        if (type == String.class) {
            return secret ? SECRET : "a";
        }
        if (type == Secret.class) {
            return new Secret(SECRET);
        }
        if (type == DatabaseUrl.class) {
            return DatabaseUrl.parse("postgresql://user:" + SECRET + "@host/name")
                    .orElseThrow();
        }
        if (type == int.class || type == Integer.class) {
            return 1;
        }
        if (type == long.class || type == Long.class) {
            return 1L;
        }
        if (type == boolean.class) {
            return true;
        }
        if (type == Duration.class) {
            return Duration.ofSeconds(1);
        }
        if (type == Instant.class) {
            return Instant.ofEpochSecond(MOMENTS.incrementAndGet());
        }
        if (type == UUID.class) {
            return new UUID(0, 1);
        }
        if (type == URI.class) {
            return URI.create("http://localhost");
        }
        if (type == Path.class) {
            return Path.of("a");
        }
        if (type.isEnum()) {
            return type.getEnumConstants()[0];
        }
        if (type == byte[].class) {
            return new byte[1];
        }
        if (type == ObjectNode.class) {
            return JsonNodeFactory.instance.objectNode();
        }
        if (type == OptionalInt.class) {
            return OptionalInt.of(1);
        }
        // What is no value has nothing to print.
        return type.isRecord() ? sample(type) : null;
    }
}
