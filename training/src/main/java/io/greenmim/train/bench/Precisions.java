package io.greenmim.train.bench;

import java.util.List;

/** The numbers that passes can be computed with. */
public final class Precisions {

  /** Their names, the reference of the ratios first. */
  public static final List<String> NAMES = List.of("fp32");

  private Precisions() {}

  static void check(String name) {
    if (!NAMES.contains(name)) {
      throw new IllegalArgumentException(
          "--precision: expected one of %s, got %s".formatted(String.join(", ", NAMES), name));
    }
  }
}
