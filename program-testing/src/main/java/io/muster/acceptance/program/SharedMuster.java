package io.muster.acceptance.program;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives tests a {@link RunningMuster} without configuration file, as a newcomer has it. All test classes share one, so
 * every test makes its own endpoints and names.
 */
public final class SharedMuster implements ParameterResolver {
    private static final ExtensionContext.Namespace HERE = ExtensionContext.Namespace.create(SharedMuster.class);

    private record Started(RunningMuster muster) implements AutoCloseable {
        @Override
        public void close() {
            muster.discard();
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext test) {
        return parameter.getParameter().getType() == RunningMuster.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext test) {
        return test.getRoot()
                .getStore(HERE)
                .getOrComputeIfAbsent("muster", key -> new Started(Setup.fresh().start()), Started.class)
                .muster();
    }
}
