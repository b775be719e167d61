package io.greenmim.train.classify;

import io.greenmim.config.Checks;
import io.greenmim.config.ImageSize;
import io.greenmim.ops.InferencePrecision;
import io.greenmim.train.config.ImageLimitSettings;
import io.greenmim.train.config.Setting;
import io.greenmim.train.config.SettingTexts;
import io.greenmim.train.label.LabelSettings;
import io.greenmim.train.predict.RunWeights;
import java.nio.file.Path;

/**
 * Which classifier is judged, and by which images.
 *
 * @param model folder of a run or a model, id of a model in the zoo, or an address
 * @param weights of a run: those of its best validation, the last ones or their average; null for
 *     the best if it kept them
 * @param data folder of class folders, or with {@code val}, or of what the list names
 * @param labels list of files and labels; null for class folders
 * @param prompt of a model that was aligned with sentences: what is said of a class, whose name
 *     stands for <code>{}</code>; null for a classifier
 * @param imageSize what images are cut to; null for the model's own size
 * @param batchSize images of a pass
 * @param predictors passes at the same time
 * @param precision what the model computes with
 * @param device where it runs: {@code auto}, {@code cpu}, {@code gpu} or {@code gpu:N}
 * @param limits how large images may be
 */
public record EvaluationSettings(
    @Setting(value = ClassifierSource.DESCRIPTION, label = "RUN|ARTIFACT", required = true)
        String model,
    @Setting(RunWeights.DESCRIPTION) RunWeights.Kind weights,
    @Setting(
            value =
                "Labelled images: class folders, such as cat/1.jpg, or a folder with such folders"
                    + " in val. With --labels, the folder that the paths of the list count from.",
            label = "DIR")
        Path data,
    @Setting(value = SettingTexts.LABELS, label = "FILE") Path labels,
    @Setting(
            value =
                "Of a model that was aligned with sentences: what is said of a class, whose name"
                    + " stands for {}, such as 'a photo of a {}'; the mean of several with |"
                    + " between them.",
            label = "TEXT")
        String prompt,
    @Setting(value = SettingTexts.SHOWN_SIZE, label = "SIDE|HxW") ImageSize imageSize,
    @Setting(value = "Images of a pass.", usual = "32") int batchSize,
    @Setting(value = SettingTexts.PREDICTORS, usual = "1", label = "N") int predictors,
    @Setting(value = SettingTexts.PRECISION, usual = "fp32") InferencePrecision precision,
    @Setting(value = SettingTexts.DEVICE, usual = "auto") String device,
    ImageLimitSettings limits) {

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if one is missing or out of its range
   */
  public EvaluationSettings {
    Checks.that(model != null, "model: expected a folder, an id or an address, got none");
    Checks.atLeast("batchSize", batchSize, 1);
    new LabelSettings(data, labels, null, null);
  }

  /** Where the images are. */
  LabelSettings labelled() {
    return new LabelSettings(data, labels, null, null);
  }
}
