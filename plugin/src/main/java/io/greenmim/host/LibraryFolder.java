package io.greenmim.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A folder that native libraries are unpacked into and loaded from. It must let itself be written,
 * and the file system must let its files be executed.
 *
 * @param name what names the folder, such as a system property
 * @param path the folder
 * @param remedy what to do when it will not do
 */
public record LibraryFolder(String name, Path path, String remedy) {

  private static final Path MOUNTS = Path.of("/proc/self/mounts");

  /**
   * The temporary folder of this virtual machine.
   *
   * @return the folder
   */
  public static LibraryFolder temporary() {
    return new LibraryFolder(
        "temporary folder",
        Path.of(System.getProperty("java.io.tmpdir")),
        "start Java with -Djava.io.tmpdir=FOLDER");
  }

  /**
   * The folder that the engine's library is unpacked into; it is made when it is needed.
   *
   * @param path the folder
   * @return the folder
   */
  public static LibraryFolder ofEngine(Path path) {
    Path existing = path.toAbsolutePath();
    while (!Files.exists(existing) && existing.getParent() != null) {
      existing = existing.getParent();
    }
    return new LibraryFolder(
        "folder for the engine's library", existing, "set DJL_CACHE_DIR to another");
  }

  /**
   * Says whether libraries can be unpacked and loaded here.
   *
   * @return what is wrong and the remedy, one line; or empty
   */
  public Optional<String> fault() {
    return fault(MOUNTS);
  }

  Optional<String> fault(Path mounts) {
    if (!Files.isDirectory(path)) {
      return Optional.of(line("a folder", "none at " + path));
    }
    if (!Files.isWritable(path)) {
      return Optional.of(line("one that can be written", path.toString()));
    }
    return isNoExec(mounts)
        ? Optional.of(
            line("one whose files may be executed", path + ", which is mounted with noexec"))
        : Optional.empty();
  }

  private String line(String expected, String found) {
    return "%s: expected %s, found %s; %s".formatted(name, expected, found, remedy);
  }

  /** Where the system does not list its file systems (it is not Linux) nothing is known of this. */
  private boolean isNoExec(Path mounts) {
    List<String> lines;
    Path real;
    try {
      real = path.toRealPath();
      lines = Files.isReadable(mounts) ? Files.readAllLines(mounts) : List.of();
    } catch (IOException e) {
      return false;
    }
    String[] best = {"", "/", "", ""};
    for (String each : lines) {
      // What is mounted, where, type, options; of two at one place the later hides the earlier.
      String[] fields = each.split(" ", -1);
      if (fields.length >= best.length) {
        fields[1] = fields[1].replace("\\040", " ");
        boolean deeper = Path.of(fields[1]).getNameCount() >= Path.of(best[1]).getNameCount();
        if (deeper && real.startsWith(fields[1])) {
          best = fields;
        }
      }
    }
    return List.of(best[3].split(",", -1)).contains("noexec");
  }
}
