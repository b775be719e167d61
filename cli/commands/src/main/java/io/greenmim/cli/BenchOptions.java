package io.greenmim.cli;

import io.greenmim.bench.ChildJvm;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What the benchmarks that compute have in common. */
public final class BenchOptions {

  /** Options that picocli fills. */
  public BenchOptions() {}

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

  /**
   * Returns what measures in virtual machines of their own.
   *
   * @return starts machines that run {@code greenmim bench case}
   */
  public static ChildJvm child() {
    return new ChildJvm(GreenMim.class.getName(), "bench", BenchCaseCommand.NAME);
  }

  /**
   * Returns the device.
   *
   * @return name of the device
   */
  public String device() {
    return device;
  }

  /**
   * Returns the size of the matrices whose product gives the peak.
   *
   * @return rows and columns
   */
  public int matrix() {
    return matrix;
  }

  /**
   * Returns where the numbers go besides.
   *
   * @return the file, if there is one
   */
  public JsonOption json() {
    return json;
  }
}
