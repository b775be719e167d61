package io.greenmim.train.task;

import ai.djl.ndarray.NDManager;
import io.greenmim.train.data.UnreadableImages;
import io.greenmim.train.report.ValidationScore;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** Looks at data that is not trained on with a model under training. */
public interface Validation {

  /**
   * What a validation found.
   *
   * @param loss mean loss of what could be read, finite
   * @param statistics other numbers by name; may be none
   * @param unreadable samples that could not be read
   * @param note what the user is told of these, behind the numbers; empty for nothing
   */
  record Outcome(double loss, Map<String, Double> statistics, int unreadable, String note) {}

  /**
   * Looks at the data with the weights that the model has now.
   *
   * @param manager a manager on the weights' device
   * @param unreadable takes the samples that cannot be read
   * @param stop whether to end before the last sample, asked now and then
   * @return what was found; empty if it was stopped
   * @throws IOException if the data cannot be read, or the thread was interrupted while it read
   * @throws DivergedException if a loss is not finite
   */
  Optional<Outcome> run(NDManager manager, UnreadableImages unreadable, BooleanSupplier stop)
      throws IOException;

  /**
   * Says how good a validation is: the weights of the best one are kept. Without another definition
   * the lower loss is the better.
   *
   * @param score a validation of this run
   * @return a number that is higher for better weights
   */
  default double merit(ValidationScore score) {
    return -score.loss();
  }

  /**
   * Tells the number that {@link #merit} goes by.
   *
   * @param score a validation of this run
   * @return a text such as {@code loss 0.4321}
   */
  default String best(ValidationScore score) {
    return String.format(Locale.ROOT, "loss %.4f", score.loss());
  }

  /**
   * Tells the statistics.
   *
   * @param score a validation of this run
   * @return a text behind the loss, such as {@code , accuracy 0.9000}; may be empty
   */
  default String text(ValidationScore score) {
    StringBuilder text = new StringBuilder();
    score
        .statistics()
        .forEach(
            (name, value) -> text.append(String.format(Locale.ROOT, ", %s %.4f", name, value)));
    return text.toString();
  }
}
