package io.muster.server.rules;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Which part of the program may use which. */
@AnalyzeClasses(
        packages = "io.muster",
        importOptions = {ImportOption.DoNotIncludeTests.class, DependencyRulesTest.NoTestJars.class})
final class DependencyRulesTest {

    @ArchTest
    static final ArchRule DEPENDENCIES_POINT_ONE_WAY = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .layer("contract")
            .definedBy("io.muster.contract..", "org.kaaproject..")
            .layer("platform")
            .definedBy("io.muster.platform..")
            .layer("embedded")
            .definedBy("io.muster.embedded..")
            .layer("services")
            .definedBy("io.muster.epr..", "io.muster.cm..", "io.muster.epmx..", "io.muster.kpc..")
            .layer("server")
            .definedBy("io.muster.server..")
            .whereLayer("server")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("services")
            .mayOnlyBeAccessedByLayers("server")
            .whereLayer("embedded")
            .mayOnlyBeAccessedByLayers("server")
            .whereLayer("platform")
            .mayOnlyBeAccessedByLayers("services", "server")
            .whereLayer("contract")
            .mayOnlyBeAccessedByLayers("platform", "services", "server");

    @ArchTest
    static final ArchRule SERVICES_DO_NOT_KNOW_EACH_OTHER =
            slices().matching("io.muster.(epr|cm|epmx|kpc)..").should().notDependOnEachOther();

    @ArchTest
    static final ArchRule THE_CONTRACT_DOES_NO_INPUT_OR_OUTPUT = noClasses()
            .that()
            .resideInAPackage("io.muster.contract..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.net..", "java.nio.file..", "java.sql..", "io.vertx..", "io.nats..", "io.netty..");

    @ArchTest
    static final ArchRule NO_CIRCLES_BETWEEN_PACKAGES_OF_A_SERVICE =
            slices().matching("io.muster.(*).(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule NOBODY_WRITES_TO_STANDARD_OUTPUT_BUT_COMMANDS = noClasses()
            .that()
            .resideOutsideOfPackages("io.muster.server..")
            .should()
            .accessField(System.class, "out")
            .orShould()
            .accessField(System.class, "err");

    /** Leaves out suites that a module offers to the tests of others. */
    static final class NoTestJars implements ImportOption {
        @Override
        public boolean includes(Location location) {
            return !location.contains("-tests.jar");
        }
    }
}
