package io.muster.epmx.repository;

import io.muster.contract.name.EndpointId;

/** The repository that other tests stand on keeps to the contract as well. */
final class InMemoryRepositoryTest implements MetadataRepositoryContract {

    private final InMemoryRepository repository = new InMemoryRepository();

    @Override
    public MetadataRepository repository() {
        return repository;
    }

    @Override
    public EndpointId registered(String json) {
        repository.with("endpoint", json);
        return EndpointId.of("endpoint");
    }
}
