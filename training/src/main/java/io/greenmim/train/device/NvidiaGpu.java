package io.greenmim.train.device;

import io.greenmim.config.Checks;
import java.util.List;

/**
 * One NVIDIA GPU, as its driver describes it.
 *
 * @param index the driver's number of it, from 0
 * @param name the product name
 * @param totalMemory its memory in bytes
 * @param freeMemory the part of it that no process holds, in bytes
 * @param computeCapability the generation of its instruction set, such as {@code 9.0}
 * @param driverVersion the version of the driver
 */
public record NvidiaGpu(
    int index,
    String name,
    long totalMemory,
    long freeMemory,
    String computeCapability,
    String driverVersion) {

  /**
   * The columns to ask {@code nvidia-smi --query-gpu} for, in the order that {@link #parse} reads.
   */
  static final String QUERY = "index,name,memory.total,memory.free,compute_cap,driver_version";

  private static final List<String> COLUMNS = List.of(QUERY.split(","));
  private static final int BF16_MAJOR = 8;
  private static final long MIB = 1L << 20;

  /**
   * Reads one line of {@code nvidia-smi --format=csv,noheader,nounits}, memory in MiB.
   *
   * @param line the values of {@link #QUERY}, separated by commas
   * @return the GPU
   * @throws IllegalArgumentException if the line has other columns or a number is none
   */
  static NvidiaGpu parse(String line) {
    String[] values = line.split("\\s*,\\s*", -1);
    Checks.that(
        values.length == COLUMNS.size(),
        "nvidia-smi: expected the columns %s, found '%s'",
        QUERY,
        line);
    try {
      return new NvidiaGpu(
          Integer.parseInt(values[0].strip()),
          values[1],
          Long.parseLong(values[2]) * MIB,
          Long.parseLong(values[3]) * MIB,
          values[4],
          values[5].strip());
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "nvidia-smi: expected numbers for index and memory, found '" + line + "'", e);
    }
  }

  /**
   * Tells whether the GPU computes bf16 in hardware, which began with compute capability 8.0
   * (Ampere).
   *
   * @return whether it does
   */
  public boolean hasBf16() {
    String major = computeCapability.split("\\.", 2)[0];
    return major.chars().allMatch(Character::isDigit)
        && !major.isEmpty()
        && Integer.parseInt(major) >= BF16_MAJOR;
  }
}
