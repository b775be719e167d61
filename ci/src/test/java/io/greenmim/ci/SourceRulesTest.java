package io.greenmim.ci;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class SourceRulesTest {

  private static final List<ParsedSource> SOURCES = ProjectSources.main().sources();

  @Test
  void sourcesAreFound() {
    assertFalse(SOURCES.isEmpty());
  }

  @Test
  void filesAndMethodsAreShort() {
    assertNone(SourceRules::sizes);
  }

  @Test
  void namesSayWhatTypesAre() {
    assertNone(SourceRules::names);
  }

  @Test
  void parametersAreFew() {
    assertNone(SourceRules::parameters);
  }

  @Test
  void nothingDependsOnTheDefaultLocale() {
    assertNone(LocaleRule::violations);
  }

  @Test
  void templatesOfNumbersAreFoundOut() {
    ParsedSource source =
        ProjectSources.parse(
            "Sample.java",
            """
            class Sample {
              String plain = "%s of %-3s%%".formatted(1, 2);
              String digits = ("a" + "%d").formatted(1);
              String named = TEMPLATE.formatted(1);
              String rooted = String.format(Locale.ROOT, "%.1f", 1.0);
              String local = String.format("%.1f", 1.0);
              String lower = "I".toLowerCase();
            }
            """);
    assertEquals(
        List.of(
            "Sample.java:3: formatted depends on the default locale",
            "Sample.java:4: formatted depends on the default locale",
            "Sample.java:6: format depends on the default locale",
            "Sample.java:7: toLowerCase depends on the default locale"),
        LocaleRule.violations(source));
  }

  @Test
  void libraryTextsNameNoOptions() {
    assertNone(OptionTextRule::violations);
  }

  @Test
  void optionsInTextsAreFoundOut() {
    String text =
        """
        class Sample {
          String option = "expected a file for --key";
          String joined = "expected " + "--data";
          String named = "'greenmim zoo list --json' lists them; expected a file -- any";
          record Settings(@Setting("Go on after --output.") boolean resume, @Other("--data") int data) {}
        }
        """;
    assertEquals(
        List.of(
            "training/Sample.java:2: names an option of the command line",
            "training/Sample.java:3: names an option of the command line",
            "training/Sample.java:5: names an option of the command line"),
        OptionTextRule.violations(ProjectSources.parse("training/Sample.java", text)));
    assertEquals(
        List.of(), OptionTextRule.violations(ProjectSources.parse("cli/commands/A.java", text)));
  }

  @Test
  void visibleCodeIsDocumented() {
    assertNone(JavadocRule::missing);
  }

  @Test
  void blocksAndOpsSayTheirShapes() {
    Set<String> blocks =
        new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("io.greenmim")
                .stream()
                .filter(type -> type.isAssignableTo("ai.djl.nn.Block"))
                .map(JavaClass::getName)
                .collect(Collectors.toSet());
    assertNone(source -> SourceRules.shapesOfBlocks(source, blocks));
    assertNone(SourceRules::shapesOfOps);
  }

  @Test
  void everyPackageIsDescribed() {
    Set<String> described = new TreeSet<>();
    for (ParsedSource source : SOURCES) {
      if (source.name().endsWith("/package-info.java")) {
        described.add(source.packageName());
      }
    }
    Set<String> undescribed = new TreeSet<>(ProjectSources.main().packages().keySet());
    undescribed.removeAll(described);
    assertEquals(Set.of(), undescribed, "packages without package-info.java");
  }

  @Test
  void noPackageSpansTwoModules() {
    List<String> split =
        ProjectSources.main().packages().entrySet().stream()
            .filter(entry -> entry.getValue().size() > 1)
            .map(Object::toString)
            .toList();
    assertEquals(List.of(), split);
  }

  @Test
  void rulesCatchTheirViolations() {
    String text =
        """
        package io.greenmim.ops;

        public class ShapeUtils extends AbstractBlock {
          public int a, b;
          public <T> int many(NDArray a, int b, int c, int d, int e, int f, int g, int h) throws java.io.IOException {
        %s    return 0;
          }
          int hidden(int a, int b, int c, int d, int e, int f, int g, int h) { return 0; }
          @Override public String toString() { return ""; }
          /** A record. */
          public record Pair(int left, int right) {
            public Pair {}
          }
        }
        %s\
        """
            .formatted("    // line\n".repeat(60), "\n".repeat(400));
    ParsedSource bad =
        ProjectSources.parse("m/src/main/java/io/greenmim/ops/ShapeUtils.java", text);
    String file = bad.name();

    assertEquals(
        List.of(file + ": 474 lines, at most 400", file + ":5: method of 63 lines, at most 60"),
        SourceRules.sizes(bad));
    assertEquals(
        List.of(file + ":3: ShapeUtils does not say what the type is"), SourceRules.names(bad));
    assertEquals(
        List.of(file + ":5: many has 8 parameters, at most 7"), SourceRules.parameters(bad));
    assertEquals(
        List.of(file + ":3: block without @shape in its Javadoc"),
        SourceRules.shapesOfBlocks(bad, Set.of("io.greenmim.ops.ShapeUtils")));
    assertEquals(List.of(file + ":5: many without @shape"), SourceRules.shapesOfOps(bad));
    String no = " in the Javadoc";
    assertEquals(
        List.of(
            file + ":3: no comment" + no,
            file + ":4: no comment" + no,
            file + ":4: no comment" + no,
            file + ":5: no @param <T>" + no),
        JavadocRule.missing(bad).subList(0, 4));
    assertEquals(
        List.of(
            file + ":5: no @return" + no,
            file + ":5: no @throws IOException" + no,
            file + ":5: no comment" + no,
            file + ":71: no @param left" + no,
            file + ":71: no @param right" + no,
            file + ":72: no comment" + no),
        JavadocRule.missing(bad).subList(12, 18));
  }

  @Test
  void completeSourceHasNoViolation() {
    ParsedSource good =
        ProjectSources.parse(
            "m/src/main/java/io/greenmim/ops/Good.java",
            """
            package io.greenmim.ops;

            /**
             * A pair.
             *
             * @param left one
             * @param <T> its type
             * @shape input (B, C), output (B, C)
             */
            public record Good<T>(T left) {
              /** Most. */
              public static final int MOST = 1;

              /**
               * Checks it.
               *
               * @throws IllegalArgumentException if it is bad
               */
              public Good {}

              /**
               * Adds.
               *
               * @param a one
               * @return the sum
               * @throws java.io.IOException never
               */
              public NDArray add(NDArray a) throws java.io.IOException {
                return a;
              }

              private int hidden(int x) {
                return x;
              }
            }
            """);

    assertEquals(List.of(), SourceRules.sizes(good));
    assertEquals(List.of(), SourceRules.names(good));
    assertEquals(List.of(), SourceRules.parameters(good));
    assertEquals(List.of(), SourceRules.shapesOfBlocks(good, Set.of("io.greenmim.ops.Good")));
    assertEquals(List.of(), SourceRules.shapesOfOps(good));
    assertEquals(List.of(), JavadocRule.missing(good));
  }

  private static void assertNone(Function<ParsedSource, List<String>> rule) {
    List<String> violations = SOURCES.stream().flatMap(s -> rule.apply(s).stream()).toList();
    assertEquals("", String.join("\n", violations));
  }
}
