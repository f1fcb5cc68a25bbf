package io.muster.server.transfer;

import io.muster.contract.name.EndpointToken;
import io.muster.epr.transfer.ImportRun;
import io.muster.epr.transfer.ImportRuns;
import io.muster.epr.transfer.PrefixHash;
import io.muster.platform.postgres.Database;
import io.muster.platform.postgres.DatabaseFailure;
import io.muster.server.StartFailure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Registers the endpoints of a file, beside any number of replicas or none.
 *
 * <p>A batch of lines is one transaction: endpoints with their change records, tokens, and how far the import is. Made
 * tokens and refused lines are on disk before it commits; their files are cut back to what is committed when an import
 * goes on. So nothing comes twice and nothing is lost wherever it is killed. The file is known again by the hash of its
 * beginning: lines may be corrected or added behind what is done.
 *
 * <p>The change records make the replicas publish and match the new endpoints as any others. While the next batch is
 * read and checked, PostgreSQL works on the present one.
 */
public final class Import {

    private static final int ATTEMPTS = 5;

    private final ImportGround ground;
    private final ImportPlan plan;
    private final ImportRuns runs;
    private final ImportListener listener;

    /** Imports by {@code plan}; nothing happens before {@link #run}. */
    public Import(ImportGround ground, ImportPlan plan, ImportListener listener) {
        this.ground = ground;
        this.plan = plan;
        this.runs = new ImportRuns(ground.register());
        this.listener = listener;
    }

    /**
     * Does it.
     *
     * @throws StartFailure when it cannot begin or go on, for instance because another one is at work
     * @throws DatabaseFailure when the database fails; the import can be run again
     */
    public ImportOutcome run() {
        return ImportLock.holding(ground.register(), () -> {
            try (OutputFile tokens = new OutputFile(plan.tokens(), Writing.tokenHead(plan.form()));
                    OutputFile errors = new OutputFile(plan.errors(), Writing.errorHead(plan.form()))) {
                ImportOutcome outcome = run(tokens, errors);
                look(outcome);
                return outcome;
            } catch (IOException | UncheckedIOException broken) {
                throw new StartFailure(
                        "a file could not be read or written (" + broken.getMessage() + ")",
                        "run the import again, which goes on where it stopped");
            }
        });
    }

    /**
     * Until PostgreSQL has looked by itself, it plans for the table as it was before, and searches look through what still
     * waits to be worked into the index.
     */
    private void look(ImportOutcome outcome) {
        if (outcome.run().registered() > outcome.before().registered()) {
            ground.register().query("SELECT gin_clean_pending_list('endpoint_metadata')");
            ground.register().query("ANALYZE endpoint");
        }
    }

    private ImportOutcome run(OutputFile tokens, OutputFile errors) throws IOException {
        ImportRun begin = begin();
        if (begin.read() == 0) {
            tokens.mustBeNew("--tokens");
        }
        long size = Files.size(plan.file());
        FeedPace pace = new FeedPace(ground.register(), plan.mostWaiting(), listener);
        ExecutorService reading = Executors.newSingleThreadExecutor(
                Thread.ofPlatform().name("import-reader").daemon().factory());
        try (Preparation preparation = new Preparation(plan.file(), plan.form(), begin, ground, plan.batch())) {
            ImportRun run = begin;
            Future<Batch> next = reading.submit(preparation::next);
            while (true) {
                Batch batch = taken(next);
                if (!batch.last()) {
                    next = reading.submit(preparation::next);
                }
                Step step = stepped(run, batch, tokens, errors);
                run = step.run();
                listener.at(run, size);
                if (step.stop().isPresent()) {
                    errors.append(step.stop().get().text(plan.form()));
                    errors.force();
                    return new ImportOutcome(run, begin, true);
                }
                if (batch.last()) {
                    return new ImportOutcome(run, begin, false);
                }
                pace.keep();
            }
        } finally {
            reading.shutdownNow();
        }
    }

    /** The run that has dealt with the beginning of this file; the one that is furthest, if there are several. */
    private ImportRun begin() throws IOException {
        for (ImportRun known : runs.all()) {
            Optional<PrefixHash> present = Preparation.hash(plan.file(), known.read());
            if (known.read() > 0 && present.equals(Optional.of(known.prefixHash()))) {
                if (!plan.restart()) {
                    return known;
                }
                runs.forget(known);
            }
        }
        return ImportRun.fresh(
                UUID.randomUUID(), Preparation.hash(plan.file(), 0).orElseThrow());
    }

    private static Batch taken(Future<Batch> future) throws IOException {
        try {
            return future.get();
        } catch (ExecutionException failed) {
            switch (failed.getCause()) {
                case IOException broken -> throw broken;
                case RuntimeException bug -> throw bug;
                case null, default -> throw new IllegalStateException(failed.getCause());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StartFailure("the import was interrupted", "run it again, which goes on where it stopped");
        }
    }

    /** How far it is, and the refused line that ends it, if that was wished for. */
    private record Step(ImportRun run, Optional<Writing.Refused> stop) {}

    private Step stepped(ImportRun run, Batch batch, OutputFile tokens, OutputFile errors) throws IOException {
        try {
            return new Step(stored(run, batch, tokens, errors), Optional.empty());
        } catch (RefusedLine refused) {
            Line line = refused.first.line();
            List<Line> before = batch.lines().subList(0, batch.lines().indexOf(line));
            Batch shorter = new Batch(
                    before,
                    line.begin(),
                    line.number() - 1,
                    Preparation.hash(plan.file(), line.begin()).orElseThrow(),
                    true);
            return new Step(stored(run, shorter, tokens, errors), Optional.of(refused.first));
        }
    }

    private ImportRun stored(ImportRun run, Batch batch, OutputFile tokens, OutputFile errors) {
        if (batch.end() == run.read()) {
            return run;
        }
        for (int attempt = 1; ; attempt++) {
            try {
                return ground.register().inTransaction(tx -> {
                    ImportLock.inBatch(tx);
                    // Plans that are made while tables are empty would read them as a whole when they are full.
                    tx.script("SET LOCAL enable_seqscan = off");
                    return stored(tx, run, batch, tokens, errors);
                });
            } catch (DatabaseFailure failure) {
                if (!failure.retryable() || attempt >= ATTEMPTS) {
                    throw failure;
                }
            }
        }
    }

    private ImportRun stored(
            Database.Transaction tx, ImportRun run, Batch batch, OutputFile tokens, OutputFile errors) {
        try {
            tokens.cutTo(run.tokensLength());
            errors.cutTo(run.errorsLength());
            Writing.Outcome outcome = new Writing(ground.tokens()).carryOut(tx, batch.lines(), run.attempt());
            if (plan.stopAtError() && !outcome.refused().isEmpty()) {
                throw new RefusedLine(outcome.refused().getFirst());
            }
            for (Line line : batch.lines()) {
                if (line instanceof Line.Wanted wanted && wanted.incomplete()) {
                    Optional<EndpointToken> made =
                            Optional.ofNullable(outcome.made().get(wanted));
                    made.ifPresent(token -> tokens.append(Writing.made(plan.form(), wanted, token)));
                }
            }
            outcome.refused().forEach(refused -> errors.append(refused.text(plan.form())));
            ImportRun after = new ImportRun(
                    run.id(),
                    batch.end(),
                    batch.hash(),
                    batch.linesBefore(),
                    run.registered() + outcome.registered(),
                    run.refused() + outcome.refused().size(),
                    tokens.force(),
                    errors.force());
            if (!ImportRuns.advance(tx, run, after)) {
                throw new StartFailure(
                        "another process has continued this import", "run it again to see how far it is");
            }
            return after;
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /** Ends a transaction in which a line was refused after which nothing is to be registered. */
    private static final class RefusedLine extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final transient Writing.Refused first;

        RefusedLine(Writing.Refused first) {
            super("A line was refused", null, false, false);
            this.first = first;
        }
    }
}
