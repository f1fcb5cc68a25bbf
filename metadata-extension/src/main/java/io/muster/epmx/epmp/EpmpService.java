package io.muster.epmx.epmp;

import io.muster.contract.avro.Envelope;
import io.muster.contract.error.Kind;
import io.muster.contract.error.Refusal;
import io.muster.contract.error.Refused;
import io.muster.contract.name.EndpointId;
import io.muster.epmx.repository.MetadataRepository;
import io.muster.epmx.whitelist.WhiteList;
import io.muster.epmx.whitelist.WhiteLists;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.kaaproject.ipc.esp.gen.v1.ClientData;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers one message of a device: finds the operation, checks, carries out, and turns every failure into an answer. */
final class EpmpService {

    private static final Logger LOG = LoggerFactory.getLogger(EpmpService.class);

    private final EpmpOperations operations;
    private final WhiteLists whiteLists;

    EpmpService(MetadataRepository repository, WhiteLists whiteLists) {
        this.operations = new EpmpOperations(repository);
        this.whiteLists = whiteLists;
    }

    /** The outcome of {@code request}; never throws. */
    Outcome answer(ClientData request) {
        try {
            return new Outcome.Done(perform(request));
        } catch (Refused refused) {
            LOG.debug("{} refused: {}", request.getResourcePath(), refused.getMessage());
            return new Outcome.Failed(refused.refusal());
        } catch (RuntimeException bug) {
            LOG.error("A message {} failed unexpectedly", Envelope.of(request), bug);
            return new Outcome.Failed(new Refusal(Kind.INTERNAL, Kind.INTERNAL.phrase()));
        }
    }

    private byte[] perform(ClientData request) {
        Operation operation = Operation.at(request.getResourcePath())
                .orElseThrow(() -> new Refused(Refusal.notFound("There is no resource \""
                        + Payload.shown(request.getResourcePath()) + "\" in 10/EPMP; there are " + Operation.paths())));
        EndpointId endpoint = request.getEndpointId()
                .map(EndpointId::of)
                .orElseThrow(() -> new Refused(
                        Refusal.malformed("The message names no endpoint; metadata always belongs to one")));
        EpmpRequest checked = operation.read(bytes(request.getPayload()));
        return operations.perform(endpoint, checked, list(request.getAppVersionName()));
    }

    private WhiteList list(String applicationVersion) {
        Optional<WhiteList> list = whiteLists.of(applicationVersion);
        return list.orElseThrow(
                () -> new Refused(Refusal.notFound("The application version is not known to the metadata extension")));
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }
}
