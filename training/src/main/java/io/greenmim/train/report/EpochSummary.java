package io.greenmim.train.report;

import io.greenmim.config.Checks;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The mean losses of a run's epochs: whether it learned, in two numbers.
 *
 * @param epochs mean of each epoch that has steps, epochs ascending; at least one
 */
public record EpochSummary(List<EpochMean> epochs) {

  /**
   * Checks the order of the epochs.
   *
   * @throws IllegalArgumentException if there is no epoch or one is out of order
   */
  public EpochSummary {
    epochs = List.copyOf(epochs);
    Checks.that(!epochs.isEmpty(), "epochs: expected at least one, got none");
    for (int i = 1; i < epochs.size(); i++) {
      Checks.that(
          epochs.get(i).epoch() > epochs.get(i - 1).epoch(),
          "epochs: expected ascending numbers, got %s after %s",
          epochs.get(i).epoch(),
          epochs.get(i - 1).epoch());
    }
  }

  /**
   * Averages the losses of each epoch.
   *
   * @param metrics metrics of at least one step, in any order
   * @return the summary
   * @throws IllegalArgumentException if there is no step
   */
  public static EpochSummary of(List<StepMetrics> metrics) {
    List<EpochMean> means = new ArrayList<>();
    metrics.stream()
        .collect(
            Collectors.groupingBy(
                StepMetrics::epoch, TreeMap::new, Collectors.summarizingDouble(StepMetrics::loss)))
        .forEach(
            (epoch, losses) ->
                means.add(new EpochMean(epoch, losses.getCount(), losses.getAverage())));
    return new EpochSummary(means);
  }

  /** {@return the mean of the first epoch} */
  public EpochMean first() {
    return epochs.get(0);
  }

  /** {@return the mean of the last epoch, which may have fewer steps than the others} */
  public EpochMean last() {
    return epochs.get(epochs.size() - 1);
  }

  /**
   * {@return the change of the mean loss from the first epoch to the last: percent of the first
   * epoch's mean, negative if the loss fell; empty if there is one epoch only or the first mean is
   * not positive}
   */
  public OptionalDouble changePercent() {
    if (epochs.size() == 1 || first().loss() <= 0) {
      return OptionalDouble.empty();
    }
    return OptionalDouble.of(100 * (last().loss() - first().loss()) / first().loss());
  }

  /**
   * Formats the summary for the end of a command.
   *
   * @return one line without a line break
   */
  public String text() {
    if (epochs.size() == 1) {
      return "mean loss: " + text(first());
    }
    OptionalDouble change = changePercent();
    return "mean loss: "
        + text(first())
        + ", "
        + text(last())
        + (change.isPresent()
            ? String.format(Locale.ROOT, ": %+.1f %%", change.getAsDouble())
            : "");
  }

  private static String text(EpochMean mean) {
    return String.format(
        Locale.ROOT,
        "epoch %d %.4f over %d %s",
        mean.epoch(),
        mean.loss(),
        mean.steps(),
        mean.steps() == 1 ? "step" : "steps");
  }
}
