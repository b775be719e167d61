package io.greenmim.train.cli;

import io.greenmim.tensors.AtomicFiles;
import io.greenmim.weights.ConfigFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;
import picocli.CommandLine.Option;

/** What the benchmarks that compute have in common. */
final class BenchOptions {

  @Option(
      names = "--device",
      defaultValue = "auto",
      description = "auto (a GPU if there is one), cpu or gpu. Default: ${DEFAULT-VALUE}.")
  private String device;

  @Option(
      names = "--matrix",
      defaultValue = "2048",
      paramLabel = "SIDE",
      description =
          "Rows and columns of the matrices whose product gives the peak. Default:"
              + " ${DEFAULT-VALUE}.")
  private int matrix;

  @Option(names = "--json", paramLabel = "FILE", description = "Write the numbers to a file too.")
  private Path json;

  String device() {
    return device;
  }

  int matrix() {
    return matrix;
  }

  /** Prints a report, and writes it where the user wants it. */
  void finish(PrintWriter out, String text, Map<String, Object> values) throws IOException {
    finish(out, text, values, json);
  }

  /** Prints a report, and writes it to a file unless there is none. */
  static void finish(PrintWriter out, String text, Map<String, Object> values, Path file)
      throws IOException {
    out.print(text);
    out.flush();
    if (file != null) {
      AtomicFiles.writeText(file, ConfigFile.toJson(values) + "\n");
    }
  }
}
