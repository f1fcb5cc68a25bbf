package io.muster.epr.batch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.contract.error.Refusal;
import io.muster.contract.error.Refused;
import io.muster.contract.json.Json;
import io.muster.epr.registration.Registration;
import io.muster.platform.trace.Correlation;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Registration and deletion of many endpoints: asks for jobs and tells how far they are. */
public final class Batches {

    private final BatchStore store;
    private final BatchWorker worker;
    private final Clock clock;

    /** Jobs that {@code worker} carries out. */
    public Batches(BatchWorker worker, Clock clock) {
        this.store = worker.store();
        this.worker = worker;
        this.clock = clock;
    }

    /**
     * How far a job is.
     *
     * @param finished whether every item is done or failed
     * @param done what succeeded
     * @param failed what did not
     */
    public record Progress(boolean finished, List<Result> done, List<Result> failed) {}

    /**
     * An endpoint that is wanted, unchecked: what is wrong with it becomes the result of this one item.
     *
     * @param endpointId its ID; absent to have one made
     * @param token its first token; absent to have one made
     * @param metadata initial metadata
     */
    public record Wish(Optional<String> endpointId, Optional<String> token, ObjectNode metadata) {

        /** Never the token: it is a secret. */
        @Override
        public String toString() {
            return "Wish[endpointId=" + endpointId + ", token=[hidden]]";
        }
    }

    /**
     * What became of one endpoint.
     *
     * @param endpointId its ID
     * @param request what was asked for: {@code metadata} and {@code endpointToken}, which a created endpoint always has
     * @param reason why it failed; empty else
     */
    public record Result(String endpointId, JsonNode request, String reason) {}

    /**
     * Stores a job that registers all of {@code wishes} and returns its ID at once.
     *
     * @param application application of {@code appVersion}
     */
    public String register(String application, String appVersion, List<Wish> wishes) {
        List<BatchItem> items = new ArrayList<>();
        for (Wish wish : wishes) {
            ObjectNode request = JsonNodeFactory.instance.objectNode();
            wish.token().ifPresent(token -> request.put("endpointToken", token));
            request.set("metadata", wish.metadata());
            items.add(item(items.size(), wish.endpointId().orElseGet(Registration::newId), request));
        }
        BatchTask task = task(BatchTask.Kind.REGISTER, application, appVersion);
        worker.submit(task, items);
        return task.id();
    }

    /** Deletes all these endpoints as a job, and returns when it is finished; should the program end before, it goes on later. */
    public Progress delete(List<String> endpointIds) {
        List<BatchItem> items = new ArrayList<>();
        for (String endpointId : endpointIds) {
            items.add(item(items.size(), endpointId, JsonNodeFactory.instance.objectNode()));
        }
        BatchTask task = task(BatchTask.Kind.DELETE, "", "");
        worker.carryOut(task, items);
        return progress(store.items(task));
    }

    /**
     * How far a registration job is.
     *
     * @throws Refused 404 when the application has no such job
     */
    public Progress status(String application, String taskId) {
        BatchTask task = store.find(taskId)
                .filter(found -> found.application().equals(application))
                .orElseThrow(() -> new Refused(Refusal.notFound(
                        "Batch task [%s] of application [%s] is not found".formatted(taskId, application))));
        return progress(store.items(task));
    }

    private static Progress progress(List<BatchItem> items) {
        return new Progress(
                items.stream().noneMatch(item -> item.state() == BatchItem.State.WAITING),
                results(items, BatchItem.State.DONE),
                results(items, BatchItem.State.FAILED));
    }

    private static List<Result> results(List<BatchItem> items, BatchItem.State state) {
        return items.stream()
                .filter(item -> item.state() == state)
                .map(item -> new Result(item.endpointId(), Json.stored(item.request()), item.reason()))
                .toList();
    }

    private BatchTask task(BatchTask.Kind kind, String application, String appVersion) {
        return new BatchTask(
                UUID.randomUUID().toString(), kind, application, appVersion, Correlation.current(), clock.instant());
    }

    private static BatchItem item(int position, String endpointId, JsonNode request) {
        return new BatchItem(position, endpointId, Json.text(request), BatchItem.State.WAITING, "", Optional.empty());
    }
}
