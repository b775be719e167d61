package io.greenmim.ci;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs a copy of the launcher in a project of one source file. The programs that it calls are
 * scripts that note how they were called, so nothing is built and no engine is loaded.
 */
class LauncherTest {

  private static final String FAKE_JAVA =
      """
      if [ "$1" = -version ]; then
        echo 'openjdk version "'"${FAKE_JAVA_VERSION:-17.0.1}"'" 2025-01-01' >&2
        exit 0
      fi
      echo "flavor=${PYTORCH_FLAVOR:-}"
      echo "mmap=${MALLOC_MMAP_MAX_:-} preload=${LD_PRELOAD:-}"
      echo "conf=${MALLOC_CONF:-}"
      echo "locale=${LC_ALL:-}"
      for word in "$@"; do echo "[$word]"; done
      exit ${FAKE_EXIT:-0}
      """;

  /** Writes the class path where it is asked to, as Maven's dependency plugin does. */
  private static final String FAKE_MAVEN =
      """
      echo "$*" >>"$FAKE_LOG"
      if [ -n "${FAKE_COMPILE_ERROR:-}" ]; then
        echo "[ERROR] COMPILATION ERROR : $FAKE_COMPILE_ERROR"
        echo "[ERROR] COMPILATION ERROR : $FAKE_COMPILE_ERROR"
        exit 1
      fi
      if [ -n "${FAKE_EMPTY_CACHE:-}" ] && [ "$1" = -o ]; then
        echo "[ERROR] Cannot access central in offline mode"; exit 1
      fi
      mkdir -p "$FAKE_PROJECT/cli/commands/target/classes"
      for word in "$@"; do
        case $word in
          -Dmdep.outputFile=*) printf '%s' "$FAKE_PROJECT/jar.jar" >"${word#*=}" ;;
        esac
      done
      """;

  /** What Maven is told to leave the native library for the CPU off the class path. */
  private static final String NOT_BUNDLED = "-DexcludeArtifactIds=pytorch-native-cpu";

  /** What one start of the launcher left behind. */
  private record Start(int exitCode, String out, String err) {}

  @TempDir private Path folder;
  private Path project;
  private Path bin;
  private Path mavenLog;
  private final Map<String, String> environment = new HashMap<>();

  @BeforeEach
  void makeProject() throws IOException {
    boolean isLinux = System.getProperty("os.name").startsWith("Linux");
    assumeTrue(isLinux, "the launcher's choice of native library is tested on Linux");
    boolean hasGpu = Files.exists(Path.of("/dev/nvidia0"));
    assumeTrue(!hasGpu, "a GPU is here, so that a machine without one cannot be played");
    project = Files.createDirectories(folder.toRealPath().resolve("my project"));
    bin = Files.createDirectories(folder.resolve("bin"));
    mavenLog = folder.resolve("maven.log");
    Files.copy(
        ProjectSources.main().root().resolve("greenmim"),
        project.resolve("greenmim"),
        StandardCopyOption.COPY_ATTRIBUTES);
    Files.createDirectories(project.resolve(".mvn"));
    write(project.resolve("pom.xml"), "");
    write(project.resolve("cli/commands/pom.xml"), "");
    write(project.resolve("cli/commands/src/main/java/A.java"), "");
    write(project.resolve("jar.jar"), "");
    program("java", FAKE_JAVA);
    program("mvn", FAKE_MAVEN);
    environment.put("PATH", bin + ":/usr/bin:/bin");
    environment.put("HOME", folder.toString());
    environment.put("FAKE_PROJECT", project.toString());
    environment.put("FAKE_LOG", mavenLog.toString());
  }

  @Test
  void buildsOnceAndThenOnlyWhatIsStale() throws Exception {
    Start first = start();
    assertEquals(new Start(0, first.out(), "greenmim: building...\n"), first);
    assertEquals(1, mavenRuns());
    assertTrue(
        first
            .out()
            .contains("[" + project + "/cli/commands/target/classes:" + project + "/jar.jar]"),
        first::toString);

    assertEquals(new Start(0, first.out(), ""), start());
    assertEquals(1, mavenRuns());

    int runs = 1;
    for (String changed :
        List.of("cli/commands/src/main/java/A.java", "pom.xml", "cli/commands/pom.xml")) {
      // The future, because the clock of the file system may be coarse.
      Instant later = Instant.now().plusSeconds(1);
      Files.setLastModifiedTime(project.resolve(changed), FileTime.from(later));
      assertEquals("greenmim: building...\n", start().err(), changed);
      assertEquals(++runs, mavenRuns(), changed);
      Files.setLastModifiedTime(project.resolve(changed), FileTime.fromMillis(0));
    }

    Files.delete(project.resolve("jar.jar"));
    start();
    assertEquals(++runs, mavenRuns(), "a jar is gone");
  }

  @Test
  void rebuildsAfterTheFolderMoved() throws Exception {
    start();
    Path moved = folder.toRealPath().resolve("moved");
    Files.move(project, moved);
    project = moved;
    environment.put("FAKE_PROJECT", moved.toString());

    Start start = start();

    assertEquals(2, mavenRuns());
    assertTrue(
        start.out().contains("[" + moved + "/cli/commands/target/classes:"), start::toString);
  }

  @Test
  void passesArgumentsOptionsAndExitCode() throws Exception {
    environment.put("JAVA_OPTS", "-Xmx1g -Da=b");
    environment.put("FAKE_EXIT", "2");
    environment.put("GREENMIM_LOG", "debug");

    Start start = start("pretrain", "--data", "a folder/*", "");

    assertEquals(2, start.exitCode());
    assertTrue(
        start.out().contains("[-Dorg.slf4j.simpleLogger.defaultLogLevel=debug]\n"), start.out());
    assertTrue(start.out().contains("[-Xmx1g]\n[-Da=b]\n[-cp]\n"), start.out());
    assertTrue(
        start
            .out()
            .endsWith("[io.greenmim.cli.GreenMim]\n[pretrain]\n[--data]\n[a folder/*]\n[]\n"),
        start.out());
  }

  @Test
  void keepsMemoryWhereSizesStayTheSame() throws Exception {
    environment.put("MALLOC_MMAP_MAX_", "");
    environment.put("GREENMIM_MALLOC", "system");
    assertTrue(start("pretrain").out().contains("mmap=0 preload=\n"));
    assertTrue(start("bench", "pretrain").out().contains("mmap=0 preload=\n"));
    assertTrue(start("detect", "predict").out().contains("mmap=0 preload=\n"));
    assertTrue(start("detect", "train").out().contains("mmap= preload=\n"));
  }

  @Test
  void loadsTheAllocatorThatIsAskedFor() throws Exception {
    environment.put("MALLOC_MMAP_MAX_", "");
    Path allocator = folder.resolve("liballoc.so");
    write(allocator, "");
    environment.put("GREENMIM_MALLOC", allocator.toString());
    for (String command : List.of("pretrain", "detect")) {
      String settings = "conf=oversize_threshold:0,background_thread:true\n";
      assertTrue(start(command).out().contains("mmap= preload=" + allocator + "\n" + settings));
    }
    environment.put("MALLOC_CONF", "narenas:1");
    assertTrue(start("detect").out().contains("conf=narenas:1\n"));
    environment.put("GREENMIM_MALLOC", "tcmalloc");
    Start start = start("detect", "train");
    assertEquals(1, start.exitCode());
    assertEquals(
        "greenmim: GREENMIM_MALLOC: expected auto, system or the file of an allocator, found"
            + " 'tcmalloc'\n",
        start.err());
  }

  @Test
  void loadsAnInstalledAllocatorButNotBesideAnotherLibrary() throws Exception {
    environment.put("MALLOC_MMAP_MAX_", "");
    String expected =
        Stream.of("libtcmalloc_minimal.so.4", "libjemalloc.so.2")
            .flatMap(LauncherTest::installed)
            .findFirst()
            .map(file -> "mmap= preload=" + file + "\n")
            .orElse("mmap=0 preload=\n");
    for (String command : List.of("pretrain", "detect")) {
      assertTrue(start(command).out().contains(expected), expected);
    }
    Path other = folder.resolve("libother.so");
    write(other, "");
    environment.put("LD_PRELOAD", other.toString());
    assertTrue(start("detect").out().contains("mmap=0 preload=" + other + "\n"));
  }

  private static Stream<Path> installed(String library) {
    String system = "/usr/lib/%s-linux-gnu".formatted(System.getProperty("os.arch"));
    return Stream.of(system.replace("amd64", "x86_64"), "/usr/lib64", "/usr/local/lib")
        .map(folder -> Path.of(folder, library))
        .filter(Files::isRegularFile);
  }

  @Test
  void collectsLargeArraysSoon() throws Exception {
    String collector =
        "[-XX:+UseParallelGC]\n[-XX:-UseAdaptiveSizePolicy]\n[-Xms160m]\n[-Xmn96m]\n";
    assertTrue(start("detect", "train").out().contains(collector));
    assertTrue(start("features").out().contains("[--enable-native-access=ALL-UNNAMED]\n"));
    assertTrue(start("pretrain").out().contains(collector));
    for (String own : List.of("-XX:+UseG1GC", "-Da=b -Xmx100m")) {
      environment.put("JAVA_OPTS", own);
      assertFalse(start("pretrain").out().contains("Parallel"), own);
    }
  }

  @Test
  void worksThroughSymbolicLinksAndFromAnyFolder() throws Exception {
    Path link = Files.createSymbolicLink(folder.resolve("link"), project.resolve("greenmim"));
    Files.createSymbolicLink(bin.resolve("greenmim"), Path.of("../link"));

    Start start = run(List.of(bin.resolve("greenmim").toString()));

    assertEquals(0, start.exitCode(), start.err());
    assertTrue(start.out().contains(project + "/cli/commands/target/classes"), start.out());
    assertTrue(Files.isSymbolicLink(link));
  }

  @Test
  void goesOnlineOnlyForWhatIsMissing() throws Exception {
    environment.put("FAKE_EMPTY_CACHE", "1");
    assertEquals("greenmim: building...\n", start().err());
    List<String> runs = Files.readAllLines(mavenLog);
    assertEquals(2, runs.size());
    assertTrue(runs.get(0).startsWith("-o "), runs.get(0));
    assertEquals(runs.get(0).substring("-o ".length()), runs.get(1));
  }

  @Test
  void showsACompileErrorWithoutTryingAgain() throws Exception {
    environment.put("FAKE_COMPILE_ERROR", "A.java:[1] bad");
    Start start = start();
    assertEquals(
        new Start(
            1,
            "",
            """
            greenmim: building...
            [ERROR] COMPILATION ERROR : A.java:[1] bad
            greenmim: the build failed
            """),
        start);
    assertEquals(1, mavenRuns());

    environment.remove("FAKE_COMPILE_ERROR");
    assertEquals(0, start().exitCode());
    assertEquals(2, mavenRuns());
  }

  @Test
  void takesTheBundledLibraryWithoutAGpu() throws Exception {
    Start start = start();
    assertTrue(start.out().startsWith("flavor=\n"), start.out());
    assertTrue(Files.readString(mavenLog).contains(" -Dlaunched.scope=runtime "));
    assertFalse(Files.readString(mavenLog).contains(NOT_BUNDLED));
  }

  @Test
  void leavesTheBundledLibraryOffWhereAGpuIs() throws Exception {
    environment.put("DJL_CACHE_DIR", folder.resolve("cache").toString());
    program("nvidia-smi", "echo 'GPU 0: NVIDIA H200 (UUID: GPU-1)'");

    Start first = start();
    assertTrue(first.out().startsWith("flavor=cu128\n"), first.out());
    assertTrue(first.err().contains("fetches its library for cu128"), first.err());
    assertTrue(Files.readString(mavenLog).contains(NOT_BUNDLED));

    // Once fetched, DJL finds the library's own CUDA runtime, which has an unusual name.
    Path runtime = folder.resolve("cache/pytorch/2.7.1-cu128-linux-x86_64/libcudart-1f.so.12");
    write(runtime, "");
    Start second = start();
    assertEquals("", second.err());
    Path known = project.resolve("target/launcher/cuda");
    assertTrue(second.out().contains("[-Djna.library.path=" + known + "]"), second.out());
    assertEquals(runtime, Files.readSymbolicLink(known.resolve("libcudart.so")));

    environment.put("PYTORCH_FLAVOR", "cpu");
    assertTrue(start().out().startsWith("flavor=cpu\n"));
    assertFalse(Files.readAllLines(mavenLog).get(1).contains(NOT_BUNDLED));
  }

  @Test
  void respectsAnInstalledLibtorch() throws Exception {
    Path libtorch = folder.resolve("libtorch");
    environment.put("PYTORCH_LIBRARY_PATH", "/nonexistent:" + libtorch);
    assertEquals(
        "greenmim: PYTORCH_LIBRARY_PATH: expected a folder with libtorch.so, found"
            + " '/nonexistent:"
            + libtorch
            + "'\n",
        start().err().replace("greenmim: building...\n", ""));

    write(libtorch.resolve("libtorch.so"), "");
    assertTrue(start().out().startsWith("flavor=cpu\n"));
    write(libtorch.resolve("libtorch_cuda.so"), "");
    assertTrue(start().out().startsWith("flavor=cu128\n"));
    environment.put("PYTORCH_FLAVOR", "cu129");
    assertTrue(start().out().startsWith("flavor=cu129\n"));
    assertTrue(Files.readString(mavenLog).contains(NOT_BUNDLED));
  }

  @Test
  void readsAndPrintsNamesAsUtf8() throws Exception {
    assertTrue(start().out().contains("locale=C.UTF-8\n"), "no locale at all");
    environment.put("LANG", "POSIX");
    assertTrue(start().out().contains("locale=C.UTF-8\n"));
    environment.put("LANG", "C.UTF-8");
    assertTrue(start().out().contains("locale=\n"), "a locale with UTF-8 stays");
    environment.put("LC_ALL", "C");
    assertTrue(start().out().contains("locale=C.UTF-8\n"));
    environment.put("LC_ALL", "xx_XX.UTF-8");
    assertTrue(start().out().contains("locale=C.UTF-8\n"), "one that is not installed");
    environment.put("LC_ALL", "C.utf8");
    assertTrue(start().out().contains("locale=C.utf8\n"));
  }

  @Test
  void needsNoHome() throws Exception {
    assertTrue(start().out().contains("[-Duser.home=" + folder + "]\n"));
    environment.remove("HOME");
    Start start = start();
    assertEquals(0, start.exitCode(), start.err());
    assertTrue(start.out().matches("(?s).*\\[-Duser.home=/.*?]\n.*"), start.out());

    environment.put("HOME", "/nonexistent");
    environment.put("TMPDIR", folder.toString());
    assertEquals(
        "greenmim: HOME: expected a folder that can be written, found '/nonexistent'; models and"
            + " native libraries go to "
            + folder
            + "/.djl.ai, unless DJL_CACHE_DIR names a folder\n",
        start().err());
    environment.put("DJL_CACHE_DIR", folder.toString());
    assertEquals("", start().err());
  }

  @Test
  void checksTheTemporaryFolder() throws Exception {
    environment.put("TMPDIR", folder.toString());
    assertTrue(start().out().contains("[-Djava.io.tmpdir=" + folder + "]\n"));
    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(0, files.filter(file -> file.toString().contains("greenmim.")).count());
    }
    // As the kernel answers where the file system is mounted with noexec.
    program("chmod", "");
    assertFailure(
        "temporary folder: expected one whose files may be executed, found '"
            + folder
            + "' (mounted with noexec?); set TMPDIR to another");
    environment.put("TMPDIR", "/nonexistent");
    assertFailure(
        "temporary folder: expected a folder, found none at '/nonexistent'; set TMPDIR to another");
    environment.put("JAVA_OPTS", "-Xmx1g -Djava.io.tmpdir=/none");
    assertFailure("temporary folder: expected a folder, found none at '/none'; change JAVA_OPTS");
    program("mktemp", "exit 1");
    environment.put("JAVA_OPTS", "-Djava.io.tmpdir=" + folder);
    assertFailure(
        "temporary folder: expected one that can be written, found '"
            + folder
            + "'; change JAVA_OPTS");
  }

  @Test
  void saysWhatIsMissing() throws Exception {
    environment.put("FAKE_JAVA_VERSION", "11.0.2");
    assertFailure("expected Java 17 or newer, found 11 (" + bin + "/java)");
    environment.put("FAKE_JAVA_VERSION", "1.8.0_292");
    assertFailure("expected Java 17 or newer, found 1 (" + bin + "/java)");
    environment.remove("FAKE_JAVA_VERSION");

    environment.put("JAVA_HOME", "/nonexistent");
    assertFailure("JAVA_HOME: expected a JDK, found no /nonexistent/bin/java");
    environment.remove("JAVA_HOME");

    environment.put("GREENMIM_LOG", "loud");
    start();
    assertFailure("GREENMIM_LOG: expected trace, debug, info, warn, error or off, found 'loud'");
  }

  private void assertFailure(String message) throws Exception {
    assertEquals(new Start(1, "", "greenmim: " + message + "\n"), start());
  }

  private int mavenRuns() throws IOException {
    return Files.readAllLines(mavenLog).size();
  }

  private Start start(String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of(project.resolve("greenmim").toString()));
    command.addAll(List.of(arguments));
    return run(command);
  }

  private Start run(List<String> command) throws IOException, InterruptedException {
    Path out = folder.resolve("out");
    Path err = folder.resolve("err");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(Path.of("/").toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().clear();
    builder.environment().putAll(environment);
    Process process = builder.start();
    assertTrue(process.waitFor(1, TimeUnit.MINUTES), "the launcher hangs");
    return new Start(process.exitValue(), Files.readString(out), Files.readString(err));
  }

  private void program(String name, String text) throws IOException {
    Path file = bin.resolve(name);
    write(file, "#!/bin/sh\n" + text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private static void write(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, text, StandardCharsets.UTF_8);
  }
}
