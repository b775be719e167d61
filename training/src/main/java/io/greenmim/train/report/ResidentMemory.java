package io.greenmim.train.report;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.lang.management.MemoryPoolMXBean;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The memory that this process holds.
 *
 * @param currentBytes memory held now, in bytes
 * @param peakBytes most memory ever held, in bytes; at least {@code currentBytes}
 * @param source what was measured
 */
public record ResidentMemory(long currentBytes, long peakBytes, Source source) {

  private static final Path STATUS = Path.of("/proc/self/status");

  /** Bytes of one unit of {@link StepMetrics#residentMegabytes()}. */
  private static final long MEGABYTE = 1_000_000;

  /** What was measured. */
  public enum Source {
    /** The resident set of the whole process, native memory included (Linux). */
    RESIDENT_SET("resident memory"),
    /** What the Java machine has committed for itself; the engine's native memory is missing. */
    JVM_COMMITTED("memory committed by the JVM, native memory of the engine not counted");

    private final String text;

    Source(String text) {
      this.text = text;
    }

    /**
     * Says in words what was measured.
     *
     * @return a phrase for a report
     */
    public String text() {
      return text;
    }
  }

  /**
   * Measures now.
   *
   * @return the memory of this process
   * @throws IOException if the system's status file is there but cannot be read
   */
  public static ResidentMemory measure() throws IOException {
    return Files.exists(STATUS)
        ? parse(Files.readString(STATUS, StandardCharsets.ISO_8859_1))
        : ofJvm();
  }

  /** {@return the memory held now, in units of 10^6 bytes as the metrics have it, rounded} */
  public long currentMegabytes() {
    return Math.round((double) currentBytes / MEGABYTE);
  }

  /** {@return the most memory ever held, in units of 10^6 bytes as the metrics have it, rounded} */
  public long peakMegabytes() {
    return Math.round((double) peakBytes / MEGABYTE);
  }

  /** Reads the resident set from the text of a Linux {@code status} file (proc(5)). */
  static ResidentMemory parse(String status) throws IOException {
    long current = kibibytes(status, "VmRSS") * 1024;
    // The kernel counts lazily: the mark may lag behind the current value by a few pages.
    long peak = Math.max(current, kibibytes(status, "VmHWM") * 1024);
    return new ResidentMemory(current, peak, Source.RESIDENT_SET);
  }

  static ResidentMemory ofJvm() {
    MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
    long current =
        memory.getHeapMemoryUsage().getCommitted() + memory.getNonHeapMemoryUsage().getCommitted();
    // The pools peak at different times, so their sum is an upper bound.
    long peak = 0;
    for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
      peak += pool.getPeakUsage().getCommitted();
    }
    return new ResidentMemory(current, Math.max(current, peak), Source.JVM_COMMITTED);
  }

  private static long kibibytes(String status, String field) throws IOException {
    Matcher matcher =
        Pattern.compile("^" + field + ":\\s*(\\d+) kB$", Pattern.MULTILINE).matcher(status);
    if (!matcher.find()) {
      throw new IOException(STATUS + ": expected a line '" + field + ": N kB', found none");
    }
    return Long.parseLong(matcher.group(1));
  }
}
