package io.greenmim.cli.measure;

import io.greenmim.bench.Report;
import io.greenmim.tensors.AtomicFiles;
import io.greenmim.weights.ConfigFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The file that a report's numbers go to, if the user names one. */
final class JsonOption {

  /** Options that picocli fills. */
  JsonOption() {}

  @Option(names = "--json", paramLabel = "FILE", description = "Write the numbers to a file too.")
  private Path file;

  /**
   * Looks whether the file can be written, before there is anything to write.
   *
   * @throws IllegalArgumentException if it is a folder or its folder is missing
   */
  public void check() {
    if (file == null) {
      return;
    }
    if (Files.isDirectory(file)) {
      throw new IllegalArgumentException("--json: expected a file, got the folder " + file);
    }
    Path folder = file.toAbsolutePath().getParent();
    if (!Files.isDirectory(folder)) {
      throw new IllegalArgumentException(
          "--json: expected a file in a folder that exists, got " + file);
    }
  }

  /**
   * Prints a report, and writes its numbers to the file.
   *
   * @param out takes the report
   * @param report the report
   * @throws IOException if the file cannot be written
   */
  public void finish(PrintWriter out, Report report) throws IOException {
    out.print(report.text());
    out.flush();
    if (file != null) {
      AtomicFiles.writeText(file, ConfigFile.toJson(report.values()) + "\n");
    }
  }
}
