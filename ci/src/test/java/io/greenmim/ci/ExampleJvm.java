package io.greenmim.ci;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * A program in a process of its own, without network and with a part of this build's class path.
 *
 * @param folder folder for what it prints
 * @param entries which entries of the class path it has, told by their place in a repository or a
 *     build
 * @param options options for the virtual machine
 * @param environment variables that it has besides this process's; empty values take a variable
 *     away
 */
record ExampleJvm(
    Path folder, Predicate<String> entries, List<String> options, Map<String, String> environment) {

  private static final long MINUTES = 5;

  /**
   * What a process left behind.
   *
   * @param exitCode its exit code
   * @param out what it printed
   * @param err what it printed to the error stream
   */
  record End(int exitCode, String out, String err) {}

  /** Runs a class, or the one in a source file, with arguments. */
  End run(String program, String... arguments) throws IOException, InterruptedException {
    return runAfter(List.of(), program, arguments);
  }

  /** Runs a class with entries of the class path that go before those of this build. */
  End runAfter(List<String> first, String program, String... arguments)
      throws IOException, InterruptedException {
    List<String> classPath = new ArrayList<>(first);
    classPath.addAll(classPath());
    Path out = folder.resolve("out.txt");
    Path err = folder.resolve("err.txt");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx1g");
    command.addAll(options);
    command.addAll(List.of("-cp", String.join(File.pathSeparator, classPath), program));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("DJL_OFFLINE", "true");
    builder.environment().remove("GREENMIM_ZOO");
    environment.forEach(
        (name, value) -> {
          if (value.isEmpty()) {
            builder.environment().remove(name);
          } else {
            builder.environment().put(name, value);
          }
        });
    Process process = builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start();
    try {
      assertTrue(process.waitFor(MINUTES, TimeUnit.MINUTES), "the program ends");
    } finally {
      process.destroyForcibly();
    }
    return new End(process.exitValue(), Files.readString(out).strip(), Files.readString(err));
  }

  /** Its part of the class path. */
  List<String> classPath() {
    String own =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    return Arrays.stream(own.split(File.pathSeparator, -1))
        .filter(entry -> entries.test(entry.replace('\\', '/')))
        .collect(Collectors.toList());
  }

  /** The source file of an example. */
  static String source(String example) {
    return ProjectSources.main()
        .root()
        .resolve("examples/src/main/java/io/greenmim/examples/" + example + ".java")
        .toString();
  }
}
