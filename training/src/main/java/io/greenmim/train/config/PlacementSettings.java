package io.greenmim.train.config;

import io.greenmim.ops.Precision;

/**
 * What a model is trained on, and how its passes are computed there.
 *
 * @param device {@code auto}, {@code cpu}, {@code gpu}, or {@code gpu:0,1}
 * @param precision numbers of the forward and backward passes
 * @param recompute whether stages are run again for the backward pass
 */
public record PlacementSettings(
    @Setting(
            value =
                "auto (a GPU if there is one), cpu, gpu, or gpu:0,1 for data parallel training.",
            usual = "auto")
        String device,
    @Setting(
            value =
                "Numbers of forward and backward passes: fp32, bf16 (weights and optimiser stay in"
                    + " fp32) or reference (fp32, operation by operation).",
            usual = "fp32")
        Precision precision,
    @Setting("Run the stages again for the backward pass: less memory, about a third more time.")
        boolean recompute) {

  /**
   * Returns the number of devices.
   *
   * @return how many the text names, whether they are there or not; at least one
   */
  public int devices() {
    return device.split(",", -1).length;
  }
}
