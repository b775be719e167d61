package io.greenmim.train.bench;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.greenmim.train.loop.PhaseListener;
import io.greenmim.train.loop.StepPhase;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Times the phases of steps. */
final class PhaseClock implements PhaseListener {

  private static final double NANOS_PER_MILLI = 1e6;

  private final NDManager manager;
  private final Map<StepPhase, Long> nanos = new EnumMap<>(StepPhase.class);
  private final Map<StepPhase, List<Double>> millis = new EnumMap<>(StepPhase.class);
  private long since;

  /**
   * Makes a clock.
   *
   * @param manager names the device that the steps run on
   */
  PhaseClock(NDManager manager) {
    this.manager = manager;
    for (StepPhase phase : StepPhase.values()) {
      millis.put(phase, new ArrayList<>());
    }
  }

  /** A step begins. */
  void start() {
    nanos.clear();
    since = System.nanoTime();
  }

  @Override
  public void ended(StepPhase phase) {
    if (manager.getDevice().isGpu()) {
      // A value crosses to the host only once everything before it is done.
      try (NDArray value = manager.create(0f)) {
        value.getFloat();
      }
    }
    long now = System.nanoTime();
    nanos.merge(phase, now - since, Long::sum);
    since = now;
  }

  /** The step that began last counts. */
  void keep() {
    millis.forEach((phase, values) -> values.add(nanos.getOrDefault(phase, 0L) / NANOS_PER_MILLI));
  }

  /**
   * Returns the times of a phase.
   *
   * @param phase the phase
   * @return milliseconds of each step that counts
   */
  List<Double> millis(StepPhase phase) {
    return List.copyOf(millis.get(phase));
  }
}
