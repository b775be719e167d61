package io.greenmim.ci;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.EvaluationResult;
import io.greenmim.ci.fixture.ops.Chatty;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

  private static final String ROOT = "io.greenmim";
  private static final JavaClasses PROJECT =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages(ROOT);

  private static final String FIXTURE = Chatty.class.getPackageName().replace(".ops", "");
  private static final JavaClasses BROKEN = new ClassFileImporter().importPackages(FIXTURE);

  /** Rules over nothing hold: the classes must be those of the packages in the source folders. */
  @Test
  void everyPackageOfTheSourcesIsImported() {
    Set<String> imported =
        PROJECT.stream()
            .map(JavaClass::getPackageName)
            .collect(Collectors.toCollection(TreeSet::new));

    assertFalse(imported.isEmpty());
    assertEquals(new TreeSet<>(ProjectSources.main().packages().keySet()), imported);
  }

  @Test
  void orderOfPackages() {
    new Architecture(ROOT).order().check(PROJECT);
  }

  @Test
  void packagesWithoutArraysDoNotKnowDjl() {
    new Architecture(ROOT).engineFree().check(PROJECT);
  }

  @Test
  void onlyOpsKnowsTheEngine() {
    new Architecture(ROOT).engineOnlyInOps().check(PROJECT);
  }

  @Test
  void onlyTheCommandLineEndsTheProcess() {
    new Architecture(ROOT).exitOnlyInCommandLine().check(PROJECT);
  }

  @Test
  void onlyTheCommandLineKnowsItsLibraries() {
    new Architecture(ROOT).commandLineLibrariesOnlyInCommandLine().check(PROJECT);
  }

  @Test
  void whatServesDoesNotUseWhatTrains() {
    new Architecture(ROOT).servingKnowsNoTraining().check(PROJECT);
  }

  @Test
  void trainingReadsArraysOnlyWhereListed() {
    new Architecture(ROOT).hostReadsOnlyWhereListed().check(PROJECT);
  }

  @Test
  void passesBringNumbersToADeviceOnlyWhereListed() {
    new Architecture(ROOT).uploadsOnlyWhereListed().check(PROJECT);
  }

  @Test
  void nobodyKnowsAFamily() {
    new Architecture(ROOT).familiesAreKnownByNobody().check(PROJECT);
  }

  @Test
  void noCyclesOfPackages() {
    new Architecture(ROOT).noCycles().check(PROJECT);
  }

  @Test
  void rulesCatchTheirViolations() {
    Architecture rules = new Architecture(FIXTURE);

    assertBroken(rules.order(), "grouping must not use", "Upward", "Chatty");
    assertBroken(rules.order(), "Stranger", "has no place in the order of packages");
    assertBroken(rules.engineFree(), "Upward", "ai.djl.Device");
    assertBroken(rules.engineOnlyInOps(), "Settings", "ai.djl.pytorch.engine.PtEngine");
    assertBroken(rules.exitOnlyInCommandLine(), "Chatty", "System.exit");
    assertBroken(rules.commandLineLibrariesOnlyInCommandLine(), "Lesson", "picocli.CommandLine");
    assertBroken(rules.servingKnowsNoTraining(), "Settings", "Lesson");
    assertBroken(rules.familiesAreKnownByNobody(), "Lesson", "Family.stages");
    assertBroken(rules.noCycles(), "grouping", "ops");
    assertBroken(rules.hostReadsOnlyWhereListed(), "Chatty", "getFloat");
    assertBroken(rules.uploadsOnlyWhereListed(), "Chatty", "mul");
  }

  private static void assertBroken(ArchRule rule, String... parts) {
    EvaluationResult result = rule.evaluate(BROKEN);
    assertTrue(result.hasViolation(), rule::getDescription);
    boolean found =
        result.getFailureReport().getDetails().stream()
            .anyMatch(
                line -> {
                  for (String part : parts) {
                    if (!line.contains(part)) {
                      return false;
                    }
                  }
                  return true;
                });
    assertTrue(found, () -> String.join(" .. ", parts) + " not in " + result.getFailureReport());
  }
}
