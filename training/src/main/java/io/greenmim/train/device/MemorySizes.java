package io.greenmim.train.device;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The memory of this machine, in bytes. In a container it is the container's.
 *
 * @param physical all of it
 * @param available what a new program could get without swapping
 * @param heapLimit what Java objects may take in this process; arrays of the engine live outside of
 *     it
 */
public record MemorySizes(long physical, long available, long heapLimit) {

  private static final Path MEMINFO = Path.of("/proc/meminfo");
  private static final String AVAILABLE = "MemAvailable:";
  private static final long KIB = 1L << 10;

  /**
   * Asks the system.
   *
   * @return the sizes now
   * @throws IOException if {@code /proc/meminfo} exists and cannot be read
   */
  public static MemorySizes current() throws IOException {
    OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    List<String> lines =
        Files.exists(MEMINFO) ? Files.readAllLines(MEMINFO, StandardCharsets.UTF_8) : List.of();
    long physical = system.getTotalMemorySize();
    // Java counts the file cache as used; Linux knows how much of it would be given up.
    long available = available(lines, system.getFreeMemorySize());
    return new MemorySizes(
        physical, Math.min(available, physical), Runtime.getRuntime().maxMemory());
  }

  /**
   * Finds the available memory in the lines of Linux' {@code /proc/meminfo}.
   *
   * @param meminfo the lines, {@code key: number kB}
   * @param absent what to return if the line is missing
   * @return bytes
   */
  static long available(List<String> meminfo, long absent) {
    for (String line : meminfo) {
      if (line.startsWith(AVAILABLE)) {
        String[] words = line.substring(AVAILABLE.length()).strip().split(" ", 2);
        return Long.parseLong(words[0]) * KIB;
      }
    }
    return absent;
  }
}
