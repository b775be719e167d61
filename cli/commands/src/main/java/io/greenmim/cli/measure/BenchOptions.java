package io.greenmim.cli.measure;

import io.greenmim.bench.ChildJvm;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** What the benchmarks that compute have in common. */
final class BenchOptions {

  /** Options that picocli fills. */
  BenchOptions() {}

  @Option(
      names = "--device",
      defaultValue = "auto",
      description = "auto (a GPU if there is one), cpu or gpu. Default: ${DEFAULT-VALUE}.")
  private String device;

  @Option(
      names = "--matrix",
      defaultValue = "0",
      paramLabel = "SIDE",
      description =
          "Rows and columns of the matrices whose product gives the peak; 0 (the default) for 2048"
              + " on a processor and 8192 on a GPU.")
  private int matrix;

  @Mixin private JsonOption json;

  /**
   * Returns what measures in virtual machines of their own.
   *
   * @param command the command that measures
   * @return starts machines that run {@code greenmim bench case}
   */
  static ChildJvm child(CommandSpec command) {
    String main = command.root().userObject().getClass().getName();
    return new ChildJvm(main, "bench", BenchCaseCommand.NAME);
  }

  /** {@return name of the device} */
  public String device() {
    return device;
  }

  /** {@return the rows and columns of the matrices whose product gives the peak} */
  public int matrix() {
    return matrix;
  }

  /** {@return the file that the numbers go to besides, if there is one} */
  public JsonOption json() {
    return json;
  }
}
