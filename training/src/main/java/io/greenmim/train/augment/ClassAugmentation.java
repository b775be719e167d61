package io.greenmim.train.augment;

import io.greenmim.config.ImageSize;
import io.greenmim.config.Preprocessing;
import io.greenmim.image.CropBox;
import io.greenmim.image.Orientation;
import io.greenmim.image.PixelImage;
import io.greenmim.image.Resampler;
import io.greenmim.random.SplitMix64;
import io.greenmim.train.data.Augmentation;
import io.greenmim.train.data.RandomResizedCrop;
import java.util.Optional;

/**
 * How the training picture of a classifier is drawn from an image: a random rectangle, resized,
 * perhaps mirrored, changed by RandAugment, part of it erased, in this order, which is timm's.
 *
 * <p>Immutable; used by several threads at once.
 */
public final class ClassAugmentation {

  private final Augmentation crop;
  private final Optional<RandAugment> policy;
  private final Optional<RandomErasing> erasing;
  private final ImageSize size;
  private final Preprocessing preprocessing;
  private final RandomResizedCrop crops;
  private final Resampler resampler;

  /**
   * Makes an augmentation.
   *
   * @param crop the rectangle, its mirroring, and the kernel, which RandAugment turns and shears
   *     with too
   * @param policy RandAugment; empty for none
   * @param erasing random erasing; empty for none
   * @param size size of the picture
   * @param preprocessing mean and deviation of each channel: RandAugment fills with the mean, noise
   *     is normal once it is normalised
   */
  public ClassAugmentation(
      Augmentation crop,
      Optional<RandAugment> policy,
      Optional<RandomErasing> erasing,
      ImageSize size,
      Preprocessing preprocessing) {
    this.crop = crop;
    this.policy = policy;
    this.erasing = erasing;
    this.size = size;
    this.preprocessing = preprocessing;
    crops = new RandomResizedCrop(crop);
    resampler = new Resampler(crop.filter());
  }

  /**
   * Returns how large an image must be decoded.
   *
   * @return length of either side in pixels below which a crop would be enlarged
   */
  public int sufficientSide() {
    return crop.sufficientSide(size.width(), size.height());
  }

  /**
   * Draws a picture.
   *
   * @param image an image, upright, with as many channels as the preprocessing has means
   * @param random the source of randomness, seeded for this image in this epoch
   * @return a picture of the size, with the image's channels and bits
   */
  public PixelImage apply(PixelImage image, SplitMix64 random) {
    CropBox box = crops.sample(image.width(), image.height(), random);
    boolean mirrored = random.nextDouble() < crop.flipProbability();
    PixelImage picture = resampler.resizeCrop(image, box, size.width(), size.height());
    if (mirrored) {
      picture = picture.upright(Orientation.TOP_RIGHT);
    }
    if (policy.isPresent()) {
      picture =
          policy.get().apply(picture, Filling.with(crop.filter(), preprocessing, picture), random);
    }
    return erasing.isPresent() ? erasing.get().apply(picture, preprocessing, random) : picture;
  }
}
