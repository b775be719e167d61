package io.greenmim.ci;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.greenmim.ci.ProjectPom.Dependency;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an application gets that names a module, and what README.md tells it to write. */
class ApplicationPomTest {

  private static final Path ROOT = ProjectSources.main().root();

  @TempDir private Path folder;

  /** Each application has its own native library of the engine, and its own logger. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "zoo-metadata",
        "plugin",
        "training",
        "detection/core",
        "detection/training",
        "cli/measure",
        "cli/commands"
      })
  void noModuleBringsWhatIsForTheApplicationToChoose(String module) throws IOException {
    ProjectPom parent = ProjectPom.read(ROOT.resolve("pom.xml"), Map.of());
    ProjectPom pom = ProjectPom.read(ROOT.resolve(module).resolve("pom.xml"), parent.properties());
    List<String> brought =
        pom.dependencies().stream()
            .filter(ApplicationPomTest::isForTheApplicationToChoose)
            .map(each -> each.under(parent.managed()))
            .filter(each -> !each.scope().equals("test"))
            .map(each -> each.artifact() + " in scope " + each.scope())
            .toList();
    assertEquals(List.of(), brought);
  }

  private static boolean isForTheApplicationToChoose(Dependency dependency) {
    return dependency.artifact().startsWith("pytorch-native")
        || List.of("slf4j-simple", "logback-classic", "slf4j-jdk14")
            .contains(dependency.artifact());
  }

  /** XChart can draw for print, with libraries that bring JUnit along; plots are PNG files. */
  @Test
  void plotsBringNoLibrariesForPrint() {
    for (String name :
        List.of(
            "org.apache.pdfbox.pdmodel.PDDocument",
            "de.rototor.pdfbox.graphics2d.PdfBoxGraphics2D",
            "de.erichseifert.vectorgraphics2d.VectorGraphics2D")) {
      assertThrows(ClassNotFoundException.class, () -> Class.forName(name), name);
    }
    String own =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    assertFalse(own.contains("/junit/junit/"), own);
  }

  /** A file of settings speaks for the whole application that has the module on its class path. */
  @Test
  void noModuleSetsTheApplicationsLog() throws IOException {
    try (Stream<Path> files = Files.walk(ROOT, 6)) {
      List<Path> settings =
          files
              .filter(file -> file.getParent().endsWith("src/main/resources"))
              .filter(file -> file.toString().matches(".*log[^/]*[.](properties|xml)"))
              .toList();
      assertEquals(List.of(), settings);
    }
  }

  @Test
  void readmeNamesTheVersionsOfThisBuild() throws IOException {
    String readme = Files.readString(ROOT.resolve("README.md"));
    ProjectPom parent = ProjectPom.read(ROOT.resolve("pom.xml"), Map.of());
    Path file = Files.writeString(folder.resolve("pom.xml"), block(readme, "xml"));
    ProjectPom application = ProjectPom.read(file, Map.of());

    Dependency library =
        parent.managed().stream()
            .filter(each -> each.artifact().equals("pytorch-native-cpu"))
            .findFirst()
            .orElseThrow();
    assertEquals(
        List.of(
            new Dependency("io.greenmim", "greenmim-plugin", parent.version(), "", ""),
            new Dependency(
                library.group(),
                library.artifact(),
                library.version(),
                library.classifier(),
                "runtime")),
        application.dependencies());

    String gradle = block(readme, "groovy");
    for (Dependency each : application.dependencies()) {
      String line = "'" + String.join(":", each.group(), each.artifact(), each.version());
      line += each.classifier().isEmpty() ? "'" : ":" + each.classifier() + "'";
      assertTrue(gradle.contains(line), line);
    }
    String djl = parent.properties().get("djl.version");
    assertTrue(readme.contains("(" + djl + " comes along)"), "DJL " + djl);
  }

  /** The one thing of README.md's application that its own build would not tell. */
  @Test
  void readmesApplicationCompilesAgainstThePlugin() throws IOException {
    String readme = Files.readString(ROOT.resolve("README.md"));
    Path source = Files.writeString(folder.resolve("App.java"), block(readme, "java"));
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    DiagnosticCollector<JavaFileObject> faults = new DiagnosticCollector<>();
    String own =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    String plugin =
        Stream.of(own.split(File.pathSeparator, -1))
            .filter(entry -> entry.matches(".*(/plugin/target/|/ai/djl/).*"))
            .reduce("", (all, entry) -> all + File.pathSeparator + entry);
    List<String> options = List.of("-cp", plugin, "-d", folder.toString(), "-proc:none");
    compiler
        .getTask(
            null,
            null,
            faults,
            options,
            null,
            compiler.getStandardFileManager(null, null, null).getJavaFileObjects(source))
        .call();
    assertEquals(List.of(), faults.getDiagnostics());
  }

  private static String block(String readme, String language) {
    Matcher matcher =
        Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL).matcher(readme);
    assertTrue(matcher.find(), language);
    return matcher.group(1);
  }
}
