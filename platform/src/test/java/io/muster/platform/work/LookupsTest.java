package io.muster.platform.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class LookupsTest {

    private static final long PATIENCE_SECONDS = 60;
    private static final Lookups.Settings ONE_LANE = new Lookups.Settings(1, 50, 1_000);

    private final Queue<List<Integer>> questions = new ConcurrentLinkedQueue<>();
    private final Semaphore answers = new Semaphore(0);

    @Test
    void everyCallerGetsItsOwn() throws Exception {
        Lookups<Integer, Integer> lookups = lookups(new Lookups.Settings(2, 50, 1_000), this::evenOnes);

        List<CompletableFuture<Optional<Integer>>> found =
                IntStream.range(0, 500).mapToObj(key -> ask(lookups, key)).toList();

        for (int key = 0; key < 500; key++) {
            assertThat(result(found.get(key))).isEqualTo(key % 2 == 0 ? Optional.of(key * 10) : Optional.empty());
        }
        assertThat(questions).allMatch(keys -> keys.size() <= 50);
    }

    @Test
    void thoseWhoComeMeanwhileAreReadTogetherAndOnce() throws Exception {
        Lookups<Integer, Integer> lookups = lookups(ONE_LANE, this::whenAllowed);
        List<CompletableFuture<Optional<Integer>>> found = askBehindOne(lookups, List.of(2, 4, 2, 6));

        answers.release(2);

        for (CompletableFuture<Optional<Integer>> each : found) {
            assertThat(result(each)).isPresent();
        }
        assertThat(questions).containsExactly(List.of(0), List.of(2, 4, 6));
    }

    /** Otherwise a caller could be told what was there before its own change was committed. */
    @Test
    void nobodyJoinsAQuestionThatHasLeft() throws Exception {
        Lookups<Integer, Integer> lookups = lookups(ONE_LANE, this::whenAllowed);
        List<CompletableFuture<Optional<Integer>>> found = askBehindOne(lookups, List.of(0));

        answers.release();
        assertThat(result(found.get(0))).contains(0);
        awaitQuestions(2);
        answers.release();

        assertThat(result(found.get(1))).contains(0);
        assertThat(questions).containsExactly(List.of(0), List.of(0));
    }

    @Test
    void aBadKeyDoesNotHarmItsNeighbours() throws Exception {
        Lookups<Integer, Integer> lookups = lookups(ONE_LANE, keys -> {
            Map<Integer, Integer> found = whenAllowed(keys);
            if (keys.contains(13)) {
                throw new IllegalArgumentException("13");
            }
            return found;
        });
        List<CompletableFuture<Optional<Integer>>> found = askBehindOne(lookups, List.of(2, 13, 4));

        answers.release(10);

        assertThat(result(found.get(1))).contains(20);
        assertThat(found.get(2)).failsWithin(PATIENCE_SECONDS, TimeUnit.SECONDS);
        assertThat(result(found.get(3))).contains(40);
        assertThat(result(ask(lookups, 8))).as("the lane is free again").contains(80);
    }

    @Test
    void aFailureOfAllIsNotTriedAgainForEach() throws Exception {
        Lookups<Integer, Integer> lookups = new Lookups<>(
                ONE_LANE, failure -> true, waiting -> new IllegalStateException(waiting + " wait"), keys -> {
                    whenAllowed(keys);
                    throw new IllegalStateException("away");
                });
        List<CompletableFuture<Optional<Integer>>> found = askBehindOne(lookups, List.of(2, 4));

        answers.release(10);

        assertThat(found).allSatisfy(each -> assertThat(each).failsWithin(PATIENCE_SECONDS, TimeUnit.SECONDS));
        assertThat(questions).containsExactly(List.of(0), List.of(2, 4));
    }

    @Test
    void refusesWhatItCannotHold() throws Exception {
        Lookups<Integer, Integer> lookups = lookups(new Lookups.Settings(1, 1, 2), this::whenAllowed);
        List<CompletableFuture<Optional<Integer>>> found = askBehindOne(lookups, List.of(2, 4));

        assertThatThrownBy(() -> lookups.find(6)).hasMessage("2 wait");

        answers.release(3);
        assertThat(result(found.get(2))).contains(40);
    }

    /** Asks for key 0, and for the others while that is being read. The first result is that of key 0. */
    private List<CompletableFuture<Optional<Integer>>> askBehindOne(
            Lookups<Integer, Integer> lookups, List<Integer> keys) throws InterruptedException {
        List<CompletableFuture<Optional<Integer>>> found = new ArrayList<>();
        found.add(ask(lookups, 0));
        awaitQuestions(1);
        for (int key : keys) {
            CompletableFuture<Optional<Integer>> result = new CompletableFuture<>();
            Thread caller = Thread.ofVirtual().start(() -> answer(lookups, key, result));
            found.add(result);
            awaitWaiting(caller);
        }
        return found;
    }

    private static CompletableFuture<Optional<Integer>> ask(Lookups<Integer, Integer> lookups, int key) {
        CompletableFuture<Optional<Integer>> result = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> answer(lookups, key, result));
        return result;
    }

    private static void answer(
            Lookups<Integer, Integer> lookups, int key, CompletableFuture<Optional<Integer>> result) {
        try {
            result.complete(lookups.find(key));
        } catch (RuntimeException failure) {
            result.completeExceptionally(failure);
        }
    }

    private Map<Integer, Integer> whenAllowed(List<Integer> keys) {
        questions.add(keys);
        answers.acquireUninterruptibly();
        return found(keys);
    }

    private Map<Integer, Integer> evenOnes(List<Integer> keys) {
        questions.add(keys);
        return found(keys);
    }

    private static Map<Integer, Integer> found(List<Integer> keys) {
        return keys.stream()
                .filter(key -> key % 2 == 0)
                .collect(Collectors.toMap(key -> key, key -> key * 10, (one, same) -> one, HashMap::new));
    }

    private void awaitQuestions(int number) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (questions.size() < number && System.nanoTime() < deadline) {
            Thread.sleep(1);
        }
        assertThat(questions).hasSize(number);
    }

    private static void awaitWaiting(Thread caller) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (caller.getState() != Thread.State.WAITING && System.nanoTime() < deadline) {
            Thread.sleep(1);
        }
        assertThat(caller.getState()).isEqualTo(Thread.State.WAITING);
    }

    private static Optional<Integer> result(CompletableFuture<Optional<Integer>> found) throws Exception {
        return found.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    private static Lookups<Integer, Integer> lookups(
            Lookups.Settings settings, Function<List<Integer>, Map<Integer, Integer>> read) {
        return new Lookups<>(settings, failure -> false, waiting -> new IllegalStateException(waiting + " wait"), read);
    }
}
