package io.muster.platform.tekton;

import io.muster.platform.config.ApplicationVersion;
import io.muster.platform.config.Applications;
import io.muster.platform.config.Service;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Makes one out of the trees of the instances in this process: every version that any of them has, the white list of
 * metadata keys as EPMX has it, the allowed extensions as KPC has them. A version that EPMX or KPC does not know is as
 * open as one that is configured with nothing.
 */
final class MergedApplications {
    private final Map<Service, Applications> parts;
    private final Map<String, Map<String, ApplicationVersion>> merged = new LinkedHashMap<>();
    private final Map<String, String> owners = new LinkedHashMap<>();

    private MergedApplications(Map<Service, Applications> parts) {
        this.parts = parts;
    }

    /** @throws TektonFailure when two instances know a version of the same name as of different applications */
    static Applications of(Map<Service, Applications> parts) {
        return new MergedApplications(parts).merge();
    }

    private Applications merge() {
        for (Applications part : parts.values()) {
            for (String application : part.names()) {
                Map<String, ApplicationVersion> versions =
                        merged.computeIfAbsent(application, name -> new LinkedHashMap<>());
                part.versions(application)
                        .forEach(version -> versions.put(version.name(), merged(application, version.name())));
            }
        }
        return new Applications(merged);
    }

    private ApplicationVersion merged(String application, String version) {
        String owner = owners.putIfAbsent(version, application);
        if (owner != null && !owner.equals(application)) {
            throw new TektonFailure("Tekton has the version " + version + " in both applications " + owner + " and "
                    + application + "; a version name must be unique over all applications");
        }
        return new ApplicationVersion(
                application,
                version,
                of(Service.EPMX, application, version).flatMap(ApplicationVersion::metadataKeys),
                of(Service.KPC, application, version).flatMap(ApplicationVersion::allowedExtensionInstances));
    }

    private Optional<ApplicationVersion> of(Service service, String application, String version) {
        List<ApplicationVersion> versions =
                Optional.ofNullable(parts.get(service)).map(part -> part.versions(application)).stream()
                        .flatMap(List::stream)
                        .toList();
        return versions.stream().filter(each -> each.name().equals(version)).findFirst();
    }
}
