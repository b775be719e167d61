package io.greenmim.ci;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.greenmim.ci.ProjectPom.Dependency;
import java.io.File;
import java.io.IOException;
import java.lang.module.ModuleFinder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
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
import org.junit.jupiter.params.provider.MethodSource;

/** What an application gets that names a module, and what README.md tells it to write. */
class ApplicationPomTest {

  private static final Path ROOT = ProjectSources.main().root();

  /** Modules that are published, by their folders, and their names in modular applications. */
  private static final Map<String, String> NAMES =
      Map.of(
          "zoo-metadata", "io.greenmim.mlrepo",
          "plugin", "io.greenmim",
          "plugin/search", "io.greenmim.search",
          "plugin/text", "io.greenmim.text",
          "training", "io.greenmim.train",
          "training/text", "io.greenmim.train.align",
          "detection/core", "io.greenmim.detect",
          "detection/training", "io.greenmim.detect.train",
          "cli/measure", "io.greenmim.measure",
          "cli/commands", "io.greenmim.cli");

  /** What an application gets that serves models: DJL, what DJL needs, and small readers. */
  private static final Set<String> SERVING =
      Set.of(
          "io.greenmim:greenmim-plugin",
          "io.greenmim:greenmim-zoo-metadata",
          "ai.djl:api",
          "ai.djl:model-zoo",
          "ai.djl.pytorch:pytorch-engine",
          "ai.djl.pytorch:pytorch-jni",
          "com.google.code.gson:gson",
          "com.google.errorprone:error_prone_annotations",
          "net.java.dev.jna:jna",
          "org.apache.commons:commons-compress",
          "commons-codec:commons-codec",
          "commons-io:commons-io",
          "org.slf4j:slf4j-api",
          "com.twelvemonkeys.imageio:imageio-core",
          "com.twelvemonkeys.imageio:imageio-metadata",
          "com.twelvemonkeys.imageio:imageio-tiff",
          "com.twelvemonkeys.imageio:imageio-webp",
          "com.twelvemonkeys.common:common-image",
          "com.twelvemonkeys.common:common-io",
          "com.twelvemonkeys.common:common-lang");

  @TempDir private Path folder;

  static Set<String> modules() {
    return NAMES.keySet();
  }

  /** As Maven resolves it, written when the module was built. */
  @Test
  void whoServesDetectorsGetsDjlAndSmallReadersAlone() throws IOException {
    Path list = ROOT.resolve("detection/core/target/application.txt");
    Set<String> brought = new TreeSet<>();
    Matcher artifact =
        Pattern.compile("([\\w.-]+:[\\w.-]+):jar:[^\\s]*:(?:compile|runtime)")
            .matcher(Files.readString(list));
    while (artifact.find()) {
      brought.add(artifact.group(1));
    }
    assertTrue(brought.contains("io.greenmim:greenmim-plugin"), brought::toString);
    brought.removeAll(SERVING);
    assertEquals(Set.of(), brought, "what an application would get besides");
  }

  @ParameterizedTest
  @MethodSource("modules")
  void everyModuleHasANameForModularApplications(String module) throws IOException {
    Map<String, String> properties =
        ProjectPom.read(ROOT.resolve(module).resolve("pom.xml"), Map.of()).properties();
    assertEquals(NAMES.get(module), properties.get("module.name"));
  }

  /** As {@code jar --describe-module} has it; without jars there is nothing to describe. */
  @Test
  void jarsHaveTheirNamesAndNoPackageOfAnother() throws IOException {
    Map<String, String> found = new TreeMap<>();
    Map<String, String> packages = new TreeMap<>();
    for (String module : NAMES.keySet()) {
      Path pom = ROOT.resolve(module).resolve("pom.xml");
      try (Stream<Path> files = Files.list(ROOT.resolve(module).resolve("target"))) {
        Path jar =
            files
                .filter(
                    file -> file.toString().matches(".*greenmim-[a-z-]*-[0-9.]+(-SNAPSHOT)?.jar"))
                .filter(file -> isNewer(file, pom))
                .findFirst()
                .orElse(null);
        assumeTrue(jar != null, module + " is not packed: run mvn verify");
        ModuleFinder.of(jar)
            .findAll()
            .forEach(
                one -> {
                  found.put(module, one.descriptor().name());
                  for (String name : one.descriptor().packages()) {
                    assertNull(packages.put(name, module), name + " is in two jars");
                  }
                });
      }
    }
    assertEquals(new TreeMap<>(NAMES), found);
  }

  private static boolean isNewer(Path file, Path than) {
    return file.toFile().lastModified() >= than.toFile().lastModified();
  }

  /** Each application has its own native library of the engine, and its own logger. */
  @ParameterizedTest
  @MethodSource("modules")
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
