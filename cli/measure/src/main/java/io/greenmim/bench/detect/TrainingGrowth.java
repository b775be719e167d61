package io.greenmim.bench.detect;

import io.greenmim.bench.Report;
import io.greenmim.bench.Spread;
import io.greenmim.bench.TextTable;
import io.greenmim.config.Checks;
import io.greenmim.config.RecordMapper;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a training run held and took, step by step.
 *
 * @param settings what was measured
 * @param megabytes memory after each step, in 10^6 bytes
 * @param millis milliseconds of each step, waiting for the loader counted in
 * @param what what the memory is
 * @param hardware the device, and how many threads work on it
 */
public record TrainingGrowth(
    TrainingBench settings,
    List<Integer> megabytes,
    List<Double> millis,
    String what,
    String hardware)
    implements Report {

  /**
   * Checks the lengths.
   *
   * @throws IllegalArgumentException if there is not a reading for each step
   */
  public TrainingGrowth {
    megabytes = List.copyOf(megabytes);
    millis = List.copyOf(millis);
    Checks.that(
        megabytes.size() == settings.steps() && millis.size() == settings.steps(),
        "expected the memory and the time of %d steps, got %d and %d",
        settings.steps(),
        megabytes.size(),
        millis.size());
  }

  /**
   * Some steps of the run.
   *
   * @param last number of the last of them, from 1
   * @param megabytes memory after it
   * @param millis milliseconds of a step
   */
  public record Window(int last, int megabytes, Spread millis) {}

  /**
   * Cuts the run into windows of equal length; what is left at the end is a shorter one.
   *
   * @return the windows in order
   */
  public List<Window> windows() {
    List<Window> windows = new ArrayList<>();
    for (int from = 0; from < settings.steps(); from += settings.window()) {
      int to = Math.min(settings.steps(), from + settings.window());
      windows.add(new Window(to, megabytes.get(to - 1), Spread.of(millis.subList(from, to))));
    }
    return windows;
  }

  /**
   * {@return how much the memory grew after the first window, at the worst of all later steps:
   * percent of the memory at the end of the first window; negative if it only shrank}
   */
  public double growthPercent() {
    int first = megabytes.get(settings.window() - 1);
    int most =
        megabytes.subList(settings.window(), megabytes.size()).stream()
            .mapToInt(Integer::intValue)
            .max()
            .orElseThrow();
    return 100.0 * (most - first) / first;
  }

  @Override
  public String text() {
    TextTable table = new TextTable().texts("step").values("MB", "%d").values("ms a step", "%.2f");
    for (Window window : windows()) {
      table.row(Integer.toString(window.last()), window.megabytes(), window.millis());
    }
    return TextTable.line(
            "Training of %s, sides %s, batch %d, %s, %d steps, %s",
            settings.model(),
            settings.shortSides(),
            settings.batchSize(),
            settings.precision().name().toLowerCase(Locale.ROOT),
            settings.steps(),
            hardware)
        + table.text()
        + TextTable.line(
            "largest growth after step %d: %.1f %% of its %s",
            settings.window(), growthPercent(), what);
  }

  @Override
  public Map<String, Object> values() {
    Map<String, Object> values = new LinkedHashMap<>(RecordMapper.write(this));
    values.put("growthPercent", growthPercent());
    return values;
  }
}
