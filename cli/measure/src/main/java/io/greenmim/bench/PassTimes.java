package io.greenmim.bench;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;

/** Times of passes: what the clock says, and what all threads of the virtual machine worked. */
public final class PassTimes {

  private static final double NANOS_PER_MILLI = 1e6;
  private static final OperatingSystemMXBean PROCESS =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

  private final List<Double> clock = new ArrayList<>();
  private final List<Double> processor = new ArrayList<>();

  /** Times of no passes yet. */
  public PassTimes() {}

  /**
   * A pass.
   *
   * @param <E> how it may fail
   */
  @FunctionalInterface
  public interface Pass<E extends Exception> {

    /**
     * Makes it.
     *
     * @throws E if it fails
     */
    void run() throws E;
  }

  /**
   * Makes a pass.
   *
   * @param <E> how it may fail
   * @param counts whether its times are kept
   * @param pass the pass
   * @throws E if the pass fails
   */
  public <E extends Exception> void take(boolean counts, Pass<E> pass) throws E {
    long used = PROCESS.getProcessCpuTime();
    long began = System.nanoTime();
    pass.run();
    if (counts) {
      clock.add((System.nanoTime() - began) / NANOS_PER_MILLI);
      processor.add((PROCESS.getProcessCpuTime() - used) / NANOS_PER_MILLI);
    }
  }

  /** {@return milliseconds of a pass} */
  public Spread clock() {
    return Spread.of(clock);
  }

  /**
   * Returns the time of the processor.
   *
   * @return milliseconds of a pass, all threads; a mean, for the system may count in steps of ten
   */
  public double processor() {
    return processor.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
  }
}
