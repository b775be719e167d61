package io.greenmim.train.device;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The memory allocator that was loaded into this process in place of the C library's. */
public final class LoadedAllocator {

  private static final Path MAPS = Path.of("/proc/self/maps");

  private static final Pattern FILE = Pattern.compile(".*/lib(tc|je|mi)malloc[^/]*\\.so[^/]*$");

  private LoadedAllocator() {}

  /**
   * Asks the system.
   *
   * @return file of tcmalloc, jemalloc or mimalloc; empty if the C library's allocator is used, or
   *     where there is no {@code /proc/self/maps} to tell
   * @throws IOException if {@code /proc/self/maps} exists and cannot be read
   */
  public static Optional<Path> find() throws IOException {
    return Files.exists(MAPS)
        ? find(Files.readAllLines(MAPS, StandardCharsets.UTF_8))
        : Optional.empty();
  }

  /**
   * Finds the allocator in the lines of Linux' {@code /proc/self/maps}.
   *
   * @param maps the lines, each ends with the file that is mapped, if there is one
   * @return the first allocator's file
   */
  static Optional<Path> find(List<String> maps) {
    return maps.stream()
        .filter(line -> line.indexOf('/') >= 0)
        .map(line -> FILE.matcher(line.substring(line.indexOf('/'))))
        .filter(Matcher::matches)
        .findFirst()
        .map(matcher -> Path.of(matcher.group()));
  }
}
