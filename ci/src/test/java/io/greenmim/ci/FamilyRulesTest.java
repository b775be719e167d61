package io.greenmim.ci;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FamilyRulesTest {

  private static final ProjectSources MAIN = ProjectSources.main();

  @TempDir private Path folder;

  @Test
  void nothingNamesAFamilyButItself() {
    List<String> violations = new ArrayList<>(FamilyRules.resources(MAIN.root()));
    MAIN.sources().forEach(source -> violations.addAll(FamilyRules.names(source)));
    assertEquals("", String.join("\n", violations));
  }

  @Test
  void nobodyLooksIntoAPlanButItsMaker() {
    Map<String, String> plans =
        new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("io.greenmim")
                .stream()
                .filter(type -> !type.isInterface())
                .filter(type -> type.isAssignableTo("io.greenmim.model.MaskPlan"))
                .collect(Collectors.toMap(JavaClass::getSimpleName, JavaClass::getPackageName));
    assertTrue(plans.containsValue("io.greenmim.swin"), plans::toString);
    List<String> violations = new ArrayList<>();
    MAIN.sources().forEach(source -> violations.addAll(FamilyRules.casts(source, plans)));
    assertEquals("", String.join("\n", violations));
  }

  @Test
  void rulesCatchTheirViolations() throws IOException {
    ParsedSource source =
        ProjectSources.parse(
            "Sample.java",
            """
            package io.greenmim.zoo;

            /** Not Swin Transformers, but {@code swin_tiny}. */
            class Sample {
              SwinConfig config;
              int[] cells(MaskPlan plan) {
                return plan instanceof RiverPlan river ? river.cells() : ((RiverPlan) plan).cells();
              }
            }
            """);
    assertEquals(
        List.of(
            "Sample.java:3: /** Not Swin Transformers, but {@code swin_tiny}. */",
            "Sample.java:5: SwinConfig config;"),
        FamilyRules.names(source));
    assertEquals(
        List.of(
            "Sample.java:7: looks into RiverPlan, a plan of org.example",
            "Sample.java:7: looks into RiverPlan, a plan of org.example"),
        FamilyRules.casts(source, Map.of("RiverPlan", "org.example")));
    assertEquals(List.of(), FamilyRules.casts(source, Map.of("RiverPlan", "io.greenmim.zoo")));

    for (String name :
        List.of("m/src/main/resources/mlrepo/a.json", "m/src/main/resources/b.txt")) {
      Path file = folder.resolve(name);
      Files.createDirectories(file.getParent());
      Files.writeString(file, "one\nswin_tiny\n");
    }
    assertEquals(List.of("m/src/main/resources/b.txt:2: swin_tiny"), FamilyRules.resources(folder));
  }
}
