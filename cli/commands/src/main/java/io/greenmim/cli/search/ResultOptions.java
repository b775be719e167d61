package io.greenmim.cli.search;

import io.greenmim.config.RecordMapper;
import io.greenmim.tensors.AtomicFiles;
import io.greenmim.weights.ConfigFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;

/** Where what was found goes, besides the screen. */
final class ResultOptions {

  @Option(
      names = "--sheet",
      paramLabel = "FILE",
      description = "Write the pictures that were found to a PNG file.")
  private Path sheet;

  @Option(names = "--json", paramLabel = "FILE", description = "Write what was found to a file.")
  private Path json;

  /** Options that picocli fills. */
  ResultOptions() {}

  /** The file of the pictures; null for none. */
  Path sheet() {
    return sheet;
  }

  /**
   * Looks whether the files can be written, before there is anything to write.
   *
   * @throws IllegalArgumentException if one is a folder or its folder is missing
   */
  void check() {
    check("sheet", sheet);
    check("json", json);
  }

  private static void check(String option, Path file) {
    boolean fits =
        file == null
            || (!Files.isDirectory(file) && Files.isDirectory(file.toAbsolutePath().getParent()));
    if (!fits) {
      throw new IllegalArgumentException(
          "%s: expected a file in a folder that exists, got %s".formatted(option, file));
    }
  }

  /** Writes values, records among them, if the user named a file. */
  void write(Map<String, Object> values) throws IOException {
    if (json == null) {
      return;
    }
    Map<String, Object> plain = new LinkedHashMap<>(values);
    plain.replaceAll(
        (name, value) ->
            value instanceof List<?> list
                ? list.stream().map(entry -> RecordMapper.write((Record) entry)).toList()
                : value);
    AtomicFiles.writeText(json, ConfigFile.toJson(plain) + "\n");
  }
}
