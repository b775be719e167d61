package io.greenmim.cli;

import io.greenmim.ops.Precision;
import io.greenmim.train.device.Devices;
import io.greenmim.train.device.Placement;
import picocli.CommandLine.Option;

/** The options that say what a model is trained on, and in which numbers. */
public final class PlacementArguments {

  @Option(
      names = "--device",
      defaultValue = "auto",
      description =
          "auto (a GPU if there is one), cpu, gpu, or gpu:0,1 for data parallel training."
              + " Default: ${DEFAULT-VALUE}.")
  private String device;

  @Option(
      names = "--precision",
      defaultValue = "fp32",
      description =
          "Numbers of forward and backward passes: fp32, bf16 (weights and optimiser stay in fp32)"
              + " or reference (fp32, operation by operation). Default: ${DEFAULT-VALUE}.")
  private Precision precision;

  @Option(
      names = "--recompute",
      description =
          "Run the stages again for the backward pass: less memory, about a third more time.")
  private boolean recompute;

  /** Made by picocli. */
  public PlacementArguments() {}

  /**
   * Finds the devices.
   *
   * @return devices, precision, and whether stages are run again
   * @throws IllegalArgumentException if a device is not there
   */
  public Placement resolve() {
    return new Placement(Devices.parse(device), precision, recompute);
  }
}
