package io.greenmim.ops;

import ai.djl.Device;
import io.greenmim.host.Processor;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a model computes with that only answers. Its parameters stay float32; what is made of them
 * for the other precisions follows them.
 */
public enum InferencePrecision {
  /** Float32, as in training. */
  FP32(Set.of()),
  /**
   * Matrix products in bfloat16, of weights that are rounded and put into the processor's order
   * once; normalisation, softmax and residual connections in float32.
   */
  BF16(Set.of("amx_bf16", "avx512_bf16")),
  /**
   * Matrix products of 8-bit integers where they are the faster ones, the others as in {@link
   * #BF16}: a scale for each output of a weight, one for all inputs of a product, chosen anew each
   * time.
   */
  INT8(Set.of("amx_int8", "avx512_vnni"));

  private final Set<String> features;

  InferencePrecision(Set<String> features) {
    this.features = features;
  }

  /**
   * Reads a name.
   *
   * @param name {@code fp32}, {@code bf16} or {@code int8}, in letters of any case
   * @return the precision
   * @throws IllegalArgumentException if it is none of these
   */
  public static InferencePrecision parse(String name) {
    return Arrays.stream(values())
        .filter(one -> one.name().equalsIgnoreCase(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "precision: expected fp32, bf16 or int8, got " + name));
  }

  /**
   * Tells whether a processor has the instructions.
   *
   * @param processor the processor
   * @return whether it computes so faster than in float32
   */
  public boolean supportedBy(Processor processor) {
    // What is not worth 8-bit integers is computed in bfloat16.
    boolean half =
        features.isEmpty() || BF16.features.stream().anyMatch(processor.features()::contains);
    return half
        && (features.isEmpty() || features.stream().anyMatch(processor.features()::contains));
  }

  /**
   * Refuses what a device cannot do.
   *
   * @param device the device
   * @param processor the processor of this machine
   * @throws IllegalArgumentException if the device cannot compute so; the message names it
   */
  public void require(Device device, Processor processor) {
    if (device.isGpu()) {
      if (this == INT8) {
        throw new IllegalArgumentException(
            "precision: int8 needs a processor, got the device " + device);
      }
      return;
    }
    if (!supportedBy(processor)) {
      throw new IllegalArgumentException(
          "precision: %s needs a processor with %s, this one is %s"
              .formatted(this, String.join(" or ", new TreeSet<>(features)), processor.model()));
    }
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
