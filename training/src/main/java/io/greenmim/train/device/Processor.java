package io.greenmim.train.device;

import io.greenmim.config.Checks;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * The processor of this machine.
 *
 * @param model its name as the system gives it, or the architecture where the system gives none
 * @param threads hardware threads that this process may use
 * @param bf16Features instruction sets with bf16 arithmetic that it has, out of {@code amx_bf16},
 *     {@code avx512_bf16} (x86) and {@code bf16} (Arm); empty if none is known
 */
public record Processor(String model, int threads, Set<String> bf16Features) {

  private static final Path CPUINFO = Path.of("/proc/cpuinfo");
  private static final Set<String> BF16_FEATURES = Set.of("amx_bf16", "avx512_bf16", "bf16");

  /**
   * Keeps an immutable copy of the features.
   *
   * @throws IllegalArgumentException if {@code threads} is not positive
   */
  public Processor {
    Checks.that(threads >= 1, "threads: expected at least 1, found %s", threads);
    bf16Features = Set.copyOf(bf16Features);
  }

  /**
   * Asks the system. Only Linux tells the model and the features; elsewhere the model is the
   * architecture.
   *
   * @return the processor of this machine
   * @throws IOException if {@code /proc/cpuinfo} exists and cannot be read
   */
  public static Processor current() throws IOException {
    List<String> lines =
        Files.exists(CPUINFO) ? Files.readAllLines(CPUINFO, StandardCharsets.UTF_8) : List.of();
    return parse(lines, Runtime.getRuntime().availableProcessors());
  }

  /**
   * Reads the lines of Linux' {@code /proc/cpuinfo}; the first entry of a kind counts.
   *
   * @param cpuinfo the lines, {@code key : value}
   * @param threads hardware threads that the process may use
   * @return the processor
   */
  static Processor parse(List<String> cpuinfo, int threads) {
    String model = firstValue(cpuinfo, "model name", System.getProperty("os.arch"));
    String flags = firstValue(cpuinfo, "flags", firstValue(cpuinfo, "Features", ""));
    Set<String> features = new TreeSet<>(Arrays.asList(flags.split(" ")));
    features.retainAll(BF16_FEATURES);
    return new Processor(model, threads, features);
  }

  private static String firstValue(List<String> lines, String key, String absent) {
    for (String line : lines) {
      int colon = line.indexOf(':');
      if (colon > 0 && line.substring(0, colon).strip().equals(key)) {
        return line.substring(colon + 1).strip();
      }
    }
    return absent;
  }
}
