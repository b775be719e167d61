package io.greenmim.ops;

import ai.djl.Device;
import io.greenmim.host.Processor;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What a model computes with that only answers. Its parameters stay float32; what is made of them
 * for the other precisions follows them.
 */
public enum InferencePrecision {
  /**
   * Float32, as in training up to the order in which products are added up: on x86-64 of weights
   * that are put into the processor's order once.
   */
  FP32,
  /**
   * Matrix products in bfloat16, of weights that are rounded and put into the processor's order
   * once; normalisation, softmax and residual connections in float32.
   */
  BF16,
  /**
   * Matrix products of 8-bit integers where they are the faster ones, the others as in {@link
   * #BF16}: a scale for each output of a weight, one for all inputs of a product, chosen anew each
   * time.
   */
  INT8;

  /** Instruction sets, one of each of which is needed. */
  private List<List<String>> needed() {
    List<String> half = List.of("amx_bf16", "avx512_bf16");
    return switch (this) {
      case FP32 -> List.of();
      case BF16 -> List.of(half);
      // What is not worth 8-bit integers is computed in bfloat16.
      case INT8 -> List.of(half, List.of("amx_int8", "avx512_vnni"));
    };
  }

  private Optional<List<String>> missing(Processor processor) {
    return needed().stream()
        .filter(some -> some.stream().noneMatch(processor.features()::contains))
        .findFirst();
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
    return missing(processor).isEmpty();
  }

  /**
   * Lists what a device can do.
   *
   * @param device the device
   * @param processor the processor of this machine
   * @return those that {@link #require} lets pass, float32 first
   */
  public static List<InferencePrecision> known(Device device, Processor processor) {
    return Arrays.stream(values())
        .filter(one -> device.isGpu() ? one != INT8 : one.supportedBy(processor))
        .toList();
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
    missing(processor)
        .ifPresent(
            some -> {
              throw new IllegalArgumentException(
                  "precision: %s needs a processor with %s, this one is %s"
                      .formatted(this, String.join(" or ", some), processor.model()));
            });
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
