package io.greenmim.bench;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A core that a program can be kept on.
 *
 * @param taskset the program that does so
 * @param number number of the core
 */
public record PinnedCore(Path taskset, int number) {

  private static final Path STATUS = Path.of("/proc/self/status");
  private static final Pattern ALLOWED =
      Pattern.compile("^Cpus_allowed_list:\\s*(\\d+)", Pattern.MULTILINE);

  /**
   * Looks for the first core that this process may use.
   *
   * @return the core; empty where the program {@code taskset} or Linux's process files are missing
   * @throws IOException if the process's status cannot be read
   */
  public static Optional<PinnedCore> find() throws IOException {
    String path = System.getenv().getOrDefault("PATH", "");
    for (String folder : path.split(File.pathSeparator, -1)) {
      Path program = Path.of(folder, "taskset");
      if (Files.isExecutable(program) && Files.exists(STATUS)) {
        String status = Files.readString(STATUS, StandardCharsets.ISO_8859_1);
        return first(status).map(core -> new PinnedCore(program, core));
      }
    }
    return Optional.empty();
  }

  /** Reads the first allowed core from the text of a Linux {@code status} file (proc(5)). */
  static Optional<Integer> first(String status) {
    Matcher matcher = ALLOWED.matcher(status);
    return matcher.find() ? Optional.of(Integer.parseInt(matcher.group(1))) : Optional.empty();
  }

  /** {@return the words to put before a command: the program and its arguments} */
  public List<String> prefix() {
    return List.of(taskset.toString(), "-c", Integer.toString(number));
  }
}
