package io.muster.cm.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.MockClock;
import io.micrometer.core.instrument.simple.SimpleConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.muster.contract.error.Kind;
import io.muster.contract.error.Refused;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PasswordHashTest {
    private static final PasswordParameters CHEAP = new PasswordParameters(64, 1, 1);

    @Test
    void fitsItsPasswordOnly() {
        PasswordHash hash = PasswordHash.of("open sesame", CHEAP);
        assertThat(hash.text()).startsWith("$argon2id$v=19$m=64,t=1,p=1$").doesNotContain("sesame");
        assertThat(hash.fits("open sesame")).isTrue();
        assertThat(hash.fits("open sesam")).isFalse();
        assertThat(hash.parameters()).isEqualTo(CHEAP);
        assertThat(PasswordHash.of("open sesame", CHEAP).text()).isNotEqualTo(hash.text());
        assertThat(hash.toString()).isEqualTo("[hidden]");
    }

    /** The clock of the figures is read on the hashing thread, before the hash. */
    @Test
    void moreThanMayWaitAreRefused() {
        CountDownLatch held = new CountDownLatch(1);
        SimpleMeterRegistry metrics = new SimpleMeterRegistry(SimpleConfig.DEFAULT, new MockClock() {
            @Override
            public long monotonicTime() {
                if (Thread.currentThread().getName().startsWith("cm-password")) {
                    hold(held);
                }
                return super.monotonicTime();
            }
        });
        try (PasswordHasher hasher = new PasswordHasher(CHEAP, 1, 1, metrics)) {
            List<CompletableFuture<PasswordHash>> admitted = Stream.of("first", "second")
                    .map(password ->
                            CompletableFuture.supplyAsync(() -> hasher.hash(password), Thread::startVirtualThread))
                    .toList();
            while (metrics.get("muster.cm.password.waiting").gauge().value() < 1) {
                Thread.onSpinWait();
            }
            assertThatThrownBy(() -> hasher.hash("third")).isInstanceOfSatisfying(Refused.class, refused -> assertThat(
                            refused.refusal().kind())
                    .isEqualTo(Kind.UNAVAILABLE));
            assertThat(metrics.get("muster.cm.password.refused").counter().count())
                    .isEqualTo(1);
            held.countDown();
            assertThat(admitted)
                    .allSatisfy(hash -> assertThat(hash.join().text()).startsWith("$argon2id$"));
        }
    }

    private static void hold(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Computed with the reference implementation: {@code echo -n password | argon2 somesalt -id -t 2 -m 16 -p 1}. */
    @Test
    void agreesWithTheReferenceImplementation() {
        PasswordHash reference = new PasswordHash(
                "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc");
        assertThat(reference.fits("password")).isTrue();
        assertThat(reference.fits("Password")).isFalse();
    }

    @Test
    void twoPasswordsBesideEachOtherCostOneHash() {
        SimpleMeterRegistry metrics = new SimpleMeterRegistry();
        try (PasswordHasher hasher = new PasswordHasher(CHEAP, 1, 1, metrics)) {
            PasswordHash first = hasher.hash("first");
            PasswordHash second = hasher.hashBeside(first, "second");
            assertThat(second.sharesSalt(first)).isTrue();
            assertThat(second.sharesSalt(hasher.hash("second"))).isFalse();
            assertThat(hasher.fitting(List.of(second, first), "first")).contains(first);
            assertThat(hasher.fitting(List.of(second, first), "second")).contains(second);
            assertThat(hasher.fitting(List.of(second, first), "third")).isEmpty();
            assertThat(hasher.fitting(List.of(second, hasher.hash("strange")), "strange"))
                    .isPresent();
        }
    }
}
