package io.greenmim.bench;

import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Times the phases of steps.
 *
 * @param <P> the phases
 */
public final class PhaseClock<P extends Enum<P>> {

  private static final double NANOS_PER_MILLI = 1e6;

  private final NDManager manager;
  private final Map<P, Long> nanos;
  private final Map<P, List<Double>> millis;
  private long since;

  /**
   * Makes a clock.
   *
   * @param manager names the device that the steps run on
   * @param phases the phases
   */
  public PhaseClock(NDManager manager, Class<P> phases) {
    this.manager = manager;
    nanos = new EnumMap<>(phases);
    millis = new EnumMap<>(phases);
    for (P phase : phases.getEnumConstants()) {
      millis.put(phase, new ArrayList<>());
    }
  }

  /** A step begins. */
  public void start() {
    nanos.clear();
    since = System.nanoTime();
  }

  /**
   * A phase has ended, and the next begins. A GPU may still be at work for it: its time is then
   * that of the host alone, and that of the last phase, for which {@link #done} waits, more.
   *
   * @param phase the phase; one that ends more than once in a step takes all its times together
   */
  public void ended(P phase) {
    long now = System.nanoTime();
    nanos.merge(phase, now - since, Long::sum);
    since = now;
  }

  /**
   * A phase has ended, and the next begins once the device is done with it.
   *
   * @param phase as {@link #ended} takes it
   */
  public void done(P phase) {
    SingleDevice.await(manager);
    ended(phase);
  }

  /** What was done since the last phase belongs to none. */
  public void skip() {
    SingleDevice.await(manager);
    since = System.nanoTime();
  }

  /** The step that began last counts. */
  public void keep() {
    millis.forEach((phase, values) -> values.add(nanos.getOrDefault(phase, 0L) / NANOS_PER_MILLI));
  }

  /**
   * Returns the times of a phase.
   *
   * @param phase the phase
   * @return milliseconds of each step that counts
   */
  public List<Double> millis(P phase) {
    return List.copyOf(millis.get(phase));
  }
}
