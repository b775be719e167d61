package io.greenmim.train.cli;

import picocli.CommandLine.Mixin;
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

  @Mixin private JsonOption json;

  String device() {
    return device;
  }

  int matrix() {
    return matrix;
  }

  JsonOption json() {
    return json;
  }
}
