package io.greenmim.train.probe;

import io.greenmim.config.ImageSize;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * What a result was found with.
 *
 * @param model what the user called the model
 * @param variant name of its variant
 * @param imageSize what images were cut to
 * @param channels numbers of a feature
 * @param classes number of classes
 * @param train images to learn from
 * @param validation images to judge by
 * @param guessedTop1 share of these that are right if the most frequent class is always answered
 * @param guessedTop5 likewise, if the five most frequent ones are
 */
public record ProbedImages(
    String model,
    String variant,
    ImageSize imageSize,
    int channels,
    int classes,
    int train,
    int validation,
    double guessedTop1,
    double guessedTop5) {

  /**
   * Tells what there is.
   *
   * @return one line
   */
  public String text() {
    return "%s (%s) at %s x %s pixels: %s images of %s classes to learn from, %s to judge by, features of %s numbers"
        .formatted(
            model,
            variant,
            imageSize.height(),
            imageSize.width(),
            train,
            classes,
            validation,
            channels);
  }

  /** What answering without looking comes to. */
  String guess() {
    String always = "always the most frequent";
    return classes > 5
        ? String.format(
            Locale.ROOT,
            "%s: top-1 %.1f %%, top-5 %.1f %%",
            always,
            100 * guessedTop1,
            100 * guessedTop5)
        : String.format(Locale.ROOT, "%s: top-1 %.1f %%", always, 100 * guessedTop1);
  }

  /** The values by name. */
  Map<String, Object> values() {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("model", model);
    values.put("variant", variant);
    values.put("imageSize", imageSize.toString());
    values.put("channels", channels);
    values.put("classes", classes);
    values.put("trainImages", train);
    values.put("validationImages", validation);
    values.put("guessedTop1", guessedTop1);
    values.put("guessedTop5", guessedTop5);
    return values;
  }
}
