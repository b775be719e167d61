package io.greenmim.train.classify;

import io.greenmim.config.Checks;
import io.greenmim.config.ImageSize;
import io.greenmim.config.Preprocessing;
import io.greenmim.train.augment.ClassAugmentation;
import io.greenmim.train.augment.Mixing;
import io.greenmim.train.augment.RandAugment;
import io.greenmim.train.augment.RandomErasing;
import io.greenmim.train.config.Setting;
import io.greenmim.train.data.Augmentation;
import java.util.Optional;

/**
 * How training changes images and labels. What is null gets the value of the recipe.
 *
 * @param minScale smallest share of an image's area that a random crop covers, in (0, 1]
 * @param randAugment RandAugment in timm's notation, or {@code none}
 * @param erasing probability that a part of an image is erased, 0 to 1
 * @param mixup parameter of Mixup's share; 0 for no Mixup
 * @param cutMix parameter of CutMix's share; 0 for no CutMix
 * @param mixProbability probability that images are mixed, 0 to 1
 * @param mixSwitch probability of CutMix where both are there, 0 to 1
 * @param mixMode what shares one draw
 * @param smoothing share of a label that goes to all classes alike, in [0, 1)
 */
public record ClassifierAugmentation(
    @Setting("Smallest share of an image in a random crop. Default: the recipe's.") Double minScale,
    @Setting(
            value =
                "Colours and shapes changed at random, such as rand-m9-mstd0.5-inc1, or none."
                    + " Default: the recipe's.",
            label = "POLICY")
        String randAugment,
    @Setting("Probability that a part of an image becomes noise. Default: the recipe's.")
        Double erasing,
    @Setting("Mixup's alpha; 0 for none. Default: the recipe's.") Double mixup,
    @Setting(value = "CutMix's alpha; 0 for none. Default: the recipe's.", name = "cutmix")
        Double cutMix,
    @Setting(value = "Probability that the images of a batch are mixed.", usual = "1")
        double mixProbability,
    @Setting(value = "Probability of CutMix where there is Mixup too.", usual = "0.5")
        double mixSwitch,
    @Setting(value = "What is mixed alike: " + Setting.VALUES + ".", usual = "batch")
        Mixing.Mode mixMode,
    @Setting("Share of a label that goes to all classes alike. Default: the recipe's.")
        Double smoothing) {

  /** Stands for no RandAugment. */
  static final String NONE = "none";

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if one is out of its range
   */
  public ClassifierAugmentation {
    Checks.that(
        minScale == null || (minScale > 0 && minScale <= 1),
        "minScale: expected a number in (0, 1], got %s",
        minScale);
    if (randAugment != null && !randAugment.equals(NONE)) {
      try {
        RandAugment.parse(randAugment);
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException("randAugment: " + e.getMessage(), e);
      }
    }
    Checks.that(
        erasing == null || (erasing >= 0 && erasing <= 1),
        "erasing: expected a number from 0 to 1, got %s",
        erasing);
    Checks.that(
        smoothing == null || (smoothing >= 0 && smoothing < 1),
        "smoothing: expected a number in [0, 1), got %s",
        smoothing);
    new Mixing(zero(mixup), zero(cutMix), mixProbability, mixSwitch, mixMode);
  }

  private static double zero(Double value) {
    return value == null ? 0 : value;
  }

  /** How the images of a batch are mixed; what is left open mixes nothing. */
  Mixing mixing() {
    return new Mixing(zero(mixup), zero(cutMix), mixProbability, mixSwitch, mixMode);
  }

  /** How a picture is drawn from an image; {@code minScale} has a value. */
  ClassAugmentation pictures(ImageSize size, Preprocessing preprocessing) {
    return new ClassAugmentation(
        Augmentation.PRETRAINING.withMinScale(minScale).withShape(size.width(), size.height()),
        randAugment == null || randAugment.equals(NONE)
            ? Optional.empty()
            : Optional.of(RandAugment.parse(randAugment)),
        zero(erasing) == 0 ? Optional.empty() : Optional.of(RandomErasing.of(erasing)),
        size,
        preprocessing);
  }
}
