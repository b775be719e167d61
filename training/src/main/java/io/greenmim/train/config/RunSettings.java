package io.greenmim.train.config;

import io.greenmim.config.Checks;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What every run is told: where it goes, how long it may take, its seed.
 *
 * @param output folder of the run
 * @param resume whether to go on after the last checkpoint in it
 * @param maxSteps most optimiser steps; 0 for no limit
 * @param seed seed of weights, batches and masks
 * @param loaderThreads threads that decode and augment; null for one a core, at most 8
 * @param checkpointSteps optimiser steps between checkpoints; 0 for one at the end of each epoch
 * @param nonFinite what is done about a step whose loss or gradient is not finite
 * @param keep older checkpoints that are kept besides the last one
 * @param accumulate passes of each device before an optimiser step
 * @param maxHours most hours of one start of the run; 0 for no limit
 * @param patience validations in a row without a better one after which the run ends; 0 for never
 */
public record RunSettings(
    @Setting(value = "Folder of the run. Default: the next free runs/NAME-N.", label = "RUN")
        Path output,
    @Setting(value = "Go on after the last checkpoint in --output.", kept = false) boolean resume,
    @Setting(value = "Most optimiser steps; 0 for no limit.", usual = "0") long maxSteps,
    @Setting(value = "Seed of weights, batches and masks.", usual = "0") long seed,
    @Setting("Threads that decode and augment. Default: one a core, at most 8.")
        Integer loaderThreads,
    @Setting(value = "Steps between checkpoints; 0 for one each epoch.", usual = "0")
        long checkpointSteps,
    @Setting(
            value =
                "A step whose loss or gradient is not finite moves no weight. stop: the run ends,"
                    + " its last checkpoint stays; skip: it goes on, unless more than "
                    + NonFinitePolicy.MOST_IN_A_ROW
                    + " in a row or one in "
                    + NonFinitePolicy.ONE_OF
                    + " (at least "
                    + NonFinitePolicy.ALWAYS_ALLOWED
                    + ") are skipped.",
            usual = "stop")
        NonFinitePolicy nonFinite,
    @Setting(
            value = "Checkpoints before the last one that stay in the folder checkpoints.",
            usual = "1",
            label = "N")
        int keep,
    @Setting(value = "Passes before an optimiser step.", usual = "1") int accumulate,
    @Setting(
            value =
                "Most hours from this start on: then the run ends as by Ctrl-C, with a checkpoint,"
                    + " and --resume goes on. 0 for no limit. 90m, 1.5h, 1h30m and 4m30s are"
                    + " times too.",
            usual = "0",
            label = "HOURS",
            also = "time-budget",
            kept = false)
        double maxHours,
    @Setting(
            value =
                "End the run after so many validations in a row that were no better than the best;"
                    + " 0 for never.",
            usual = "0",
            label = "N")
        int patience) {

  private static final int MOST_LOADER_THREADS = 8;
  private static final double SIXTY = 60;
  private static final String NUMBER = "(?:\\d+\\.?\\d*|\\.\\d+)(?:[eE][-+]?\\d+)?";
  private static final Pattern TIME =
      Pattern.compile("(?:(" + NUMBER + ")h)?(?:(" + NUMBER + ")m)?(?:(" + NUMBER + ")s)?");

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if there is no folder or a value is out of its range
   */
  public RunSettings {
    Checks.that(output != null, "output: expected the folder of the run, got none");
    Checks.atLeast("maxSteps", maxSteps, 0);
    Checks.atLeast("loaderThreads", loaderThreads == null ? 1 : loaderThreads, 1);
    Checks.atLeast("checkpointSteps", checkpointSteps, 0);
    Checks.atLeast("keep", keep, 0);
    Checks.atLeast("accumulate", accumulate, 1);
    Checks.atLeastZero("maxHours", maxHours);
    Checks.atLeast("patience", patience, 0);
  }

  /**
   * Makes the settings of a run with the usual values.
   *
   * @param output folder of the run
   * @param others other values by component, such as {@code patience}
   * @return the settings
   * @throws IllegalArgumentException if a value is out of its range
   */
  public static RunSettings in(Path output, Map<String, ?> others) {
    Map<String, Object> given = new HashMap<>(others);
    given.put("output", output);
    return Settings.of(RunSettings.class).create(given);
  }

  /**
   * Reads a time, as {@code maxHours} has it.
   *
   * @param text a number of hours, or numbers with {@code h}, {@code m} and {@code s} behind them,
   *     in this order, such as {@code 90m} or {@code 1h30m}
   * @return hours
   * @throws IllegalArgumentException if it is none
   */
  public static double hours(String text) {
    if (text.matches(NUMBER)) {
      return Double.parseDouble(text);
    }
    Matcher parts = TIME.matcher(text);
    Checks.that(
        !text.isEmpty() && parts.matches(),
        "maxHours: expected hours, or a time such as 90m, 2h or 1h30m, got %s",
        text);
    return part(parts, 1) + part(parts, 2) / SIXTY + part(parts, 3) / (SIXTY * SIXTY);
  }

  private static double part(Matcher parts, int group) {
    return parts.group(group) == null ? 0 : Double.parseDouble(parts.group(group));
  }

  /**
   * Returns the number of threads that decode and augment.
   *
   * @return the number given, or one a core of this machine, at most 8
   */
  public int threads() {
    return loaderThreads == null
        ? Math.min(MOST_LOADER_THREADS, Runtime.getRuntime().availableProcessors())
        : loaderThreads;
  }
}
