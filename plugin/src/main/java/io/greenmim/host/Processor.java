package io.greenmim.host;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The processor of this machine.
 *
 * @param model its name as the system gives it, or the architecture where the system gives none
 * @param vendor who made it, as an x86 processor names itself, such as {@code AuthenticAMD}; empty
 *     where the system gives none
 * @param threads hardware threads that this process may use
 * @param features instruction sets that it has: with bf16 arithmetic, out of {@code amx_bf16},
 *     {@code avx512_bf16} (x86) and {@code bf16} (Arm), and such of 8-bit integers, out of {@code
 *     amx_int8} and {@code avx512_vnni}, {@code avx512f}, vectors of 512 bits, and {@code caches}
 *     if the system is told their sizes, which some virtual machines hide; empty if none is known
 */
public record Processor(String model, String vendor, int threads, Set<String> features) {

  private static final Path CPUINFO = Path.of("/proc/cpuinfo");
  private static final Set<String> BF16_FEATURES = Set.of("amx_bf16", "avx512_bf16", "bf16");
  private static final Set<String> INT8_FEATURES = Set.of("amx_int8", "avx512_vnni");
  private static final Set<String> X86 = Set.of("amd64", "x86_64");
  private static final String WIDE_VECTORS = "avx512f";
  private static final String CACHES = "caches";

  /** Linux has a folder here for each cache that the processor tells of. */
  private static final Path PROCESSORS = Path.of("/sys/devices/system/cpu");

  private static final Path FIRST_CACHE = PROCESSORS.resolve("cpu0/cache/index0");

  /**
   * Keeps an immutable copy of the features.
   *
   * @throws IllegalArgumentException if {@code threads} is not positive
   */
  public Processor {
    if (threads < 1) {
      throw new IllegalArgumentException("threads: expected at least 1, found " + threads);
    }
    features = Set.copyOf(features);
  }

  /** {@return those of the features that are for bf16} */
  public Set<String> bf16Features() {
    return among(BF16_FEATURES);
  }

  /** {@return those of the features that are for 8-bit integers} */
  public Set<String> int8Features() {
    return among(INT8_FEATURES);
  }

  /** {@return whether it computes with vectors of 512 bits} */
  public boolean wideVectors() {
    return features.contains(WIDE_VECTORS);
  }

  /** {@return whether software can ask it for the sizes of its caches} */
  public boolean tellsCaches() {
    return features.contains(CACHES);
  }

  /**
   * Tells whether this machine's processor is one of x86-64. The engine has oneDNN with all of
   * these; with others that depends on how it was built.
   *
   * @return whether it is
   */
  public static boolean isX86() {
    return X86.contains(System.getProperty("os.arch"));
  }

  private Set<String> among(Set<String> some) {
    return features.stream().filter(some::contains).collect(Collectors.toUnmodifiableSet());
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
    Processor known = parse(lines, Runtime.getRuntime().availableProcessors());
    return Files.exists(PROCESSORS) && !Files.exists(FIRST_CACHE) ? known : known.with(CACHES);
  }

  private Processor with(String feature) {
    Set<String> all = new TreeSet<>(features);
    all.add(feature);
    return new Processor(model, vendor, threads, all);
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
    features.removeIf(
        one ->
            !BF16_FEATURES.contains(one)
                && !INT8_FEATURES.contains(one)
                && !one.equals(WIDE_VECTORS));
    String vendor = firstValue(cpuinfo, "vendor_id", "");
    return new Processor(model, vendor, threads, features);
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
