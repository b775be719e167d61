package io.greenmim.train.augment;

import io.greenmim.config.Checks;
import io.greenmim.config.ImageSize;
import io.greenmim.image.CropBox;
import io.greenmim.random.SplitMix64;
import io.greenmim.train.augment.MixingPlan.Share;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * Mixup (Zhang et al., 2017, arXiv 1710.09412) and CutMix (Yun et al., 2019, arXiv 1905.04899) as
 * timm carries them out. The share of an image is a beta number whose parameters are both {@code
 * mixup} or {@code cutMix}.
 *
 * @param mixup parameter of Mixup's share; 0 for no Mixup
 * @param cutMix parameter of CutMix's share; 0 for no CutMix
 * @param probability probability that images are mixed at all, 0 to 1
 * @param switchProbability probability of CutMix where both are there, 0 to 1
 * @param mode what shares one draw
 */
public record Mixing(
    double mixup, double cutMix, double probability, double switchProbability, Mode mode) {

  /** No mixing. */
  public static final Mixing NONE = new Mixing(0, 0, 0, 0, Mode.BATCH);

  /** The published recipes of Swin, Twins and ConvNeXt V2: one of both, for every batch. */
  public static final Mixing USUAL = new Mixing(0.8, 1, 1, 0.5, Mode.BATCH);

  /** What shares one draw of kind, share and rectangle. */
  public enum Mode {
    /** All images of a batch. */
    BATCH,
    /** An image and its partner. */
    PAIR,
    /** Nothing: each image has its own. */
    ELEMENT
  }

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if one is out of its range
   */
  public Mixing {
    Checks.atLeastZero("mixup", mixup);
    Checks.atLeastZero("cutMix", cutMix);
    Checks.that(
        probability >= 0 && probability <= 1,
        "mixing: expected a probability from 0 to 1, got %s",
        probability);
    Checks.that(
        switchProbability >= 0 && switchProbability <= 1,
        "mixing: expected a probability of CutMix from 0 to 1, got %s",
        switchProbability);
    Checks.that(mode != null, "mixing: expected batch, pair or element, got nothing");
  }

  /**
   * Draws how a batch is mixed.
   *
   * @param images images of the batch
   * @param size size of an image
   * @param random the source of randomness, seeded for this batch
   * @return the plan
   */
  public MixingPlan plan(int images, ImageSize size, SplitMix64 random) {
    return new MixingPlan(
        size,
        switch (mode) {
          case BATCH -> Collections.nCopies(images, draw(size, random));
          case ELEMENT -> draws(images, size, random);
          case PAIR -> {
            List<Share> first = draws((images + 1) / 2, size, random);
            List<Share> all = new ArrayList<>(first);
            for (int i = all.size(); i < images; i++) {
              all.add(first.get(images - 1 - i));
            }
            yield all;
          }
        });
  }

  private List<Share> draws(int count, ImageSize size, SplitMix64 random) {
    List<Share> shares = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      shares.add(draw(size, random));
    }
    return shares;
  }

  private Share draw(ImageSize size, SplitMix64 random) {
    boolean mixed = random.nextDouble() < probability;
    boolean cut = cutMix > 0 && (mixup == 0 || random.nextDouble() < switchProbability);
    if (!mixed || (mixup == 0 && cutMix == 0)) {
      return Share.WHOLE;
    }
    double own = Distributions.beta(cut ? cutMix : mixup, random);
    return cut
        ? cut(own, size, random.nextInt(size.height()), random.nextInt(size.width()))
        : new Share(own, Optional.empty());
  }

  /**
   * Cuts a rectangle out of an image: of both sides the root of what the image does not keep, about
   * a centre, as far as it lies inside.
   *
   * @param own the share that the image should keep
   * @param size size of the image
   * @param y row of the centre
   * @param x column of the centre
   * @return the rectangle with the share that it really leaves
   */
  public static Share cut(double own, ImageSize size, int y, int x) {
    double side = Math.sqrt(1 - own);
    int halfHeight = (int) (size.height() * side) / 2;
    int halfWidth = (int) (size.width() * side) / 2;
    int top = Math.max(0, y - halfHeight);
    int left = Math.max(0, x - halfWidth);
    int height = Math.min(size.height(), y + halfHeight) - top;
    int width = Math.min(size.width(), x + halfWidth) - left;
    if (height < 1 || width < 1) {
      return Share.WHOLE;
    }
    double area = (double) height * width;
    return new Share(
        1 - area / ((double) size.height() * size.width()),
        Optional.of(new CropBox(left, top, width, height)));
  }
}
