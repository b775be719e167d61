package io.greenmim.train.probe;

import io.greenmim.config.Checks;
import io.greenmim.config.ImageSize;
import io.greenmim.ops.InferencePrecision;
import io.greenmim.train.config.ImageLimitSettings;
import io.greenmim.train.config.Setting;
import io.greenmim.train.config.SettingTexts;
import io.greenmim.train.label.LabelSettings;
import io.greenmim.train.predict.ModelSource;
import java.nio.file.Path;

/**
 * Which encoder is probed, and by which images.
 *
 * @param model folder of a model or a run, id of a model in the zoo, or an address
 * @param labels the labelled images
 * @param seed seed of what is split, held out or drawn
 * @param imageSize what images are cut to; null for the model's own size
 * @param batchSize images of a pass through the encoder
 * @param predictors passes at the same time
 * @param precision what the model computes with
 * @param device where it runs: {@code auto}, {@code cpu}, {@code gpu} or {@code gpu:N}
 * @param cache folder that features are kept in; null to compute them anew
 * @param limits how large images may be
 */
public record ProbeSettings(
    @Setting(value = ModelSource.DESCRIPTION, label = "RUN|ARTIFACT", required = true) String model,
    LabelSettings labels,
    @Setting(value = "Seed of what is split, held out or drawn.", usual = "0") long seed,
    @Setting(value = SettingTexts.SHOWN_SIZE, label = "SIDE|HxW") ImageSize imageSize,
    @Setting(value = "Images of a pass through the encoder.", usual = "32") int batchSize,
    @Setting(value = SettingTexts.PREDICTORS, usual = "1", label = "N") int predictors,
    @Setting(value = SettingTexts.PRECISION, usual = "fp32") InferencePrecision precision,
    @Setting(value = SettingTexts.DEVICE, usual = "auto") String device,
    @Setting(
            value =
                "Folder to keep features in: they are read from there while model, image size and"
                    + " images are the same. Default: they are not kept.",
            label = "DIR")
        Path cache,
    ImageLimitSettings limits) {

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if one is missing or out of its range
   */
  public ProbeSettings {
    Checks.that(model != null, "model: expected a folder, an id or an address, got none");
    Checks.atLeast("batchSize", batchSize, 1);
  }
}
