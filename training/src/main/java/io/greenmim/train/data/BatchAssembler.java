package io.greenmim.train.data;

import io.greenmim.image.CropBox;
import io.greenmim.image.Resampler;
import io.greenmim.image.RgbImage;
import io.greenmim.random.SplitMix64;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Makes the pixels of any batch: decodes, crops, resizes and mirrors; thread-safe.
 *
 * <p>An image that cannot be read is recorded and replaced by the next readable one in the order of
 * the data set, so that a batch does not depend on which thread met the bad image first.
 */
final class BatchAssembler {

  private static final long PURPOSE = 2;

  private final LoaderSettings settings;
  private final EpochSampler sampler;
  private final UnreadableImages unreadable;
  private final RandomResizedCrop crops;
  private final int minSide;
  private final ImageDecoder decoder;
  private final Resampler resampler;

  BatchAssembler(LoaderSettings settings, UnreadableImages unreadable) {
    this.settings = settings;
    this.unreadable = unreadable;
    decoder = new ImageDecoder(settings.limits());
    BatchShape shape = settings.shape();
    sampler =
        new EpochSampler(
            /* images= */ settings.images().size(),
            /* batchSize= */ shape.images(),
            settings.seed());
    crops = new RandomResizedCrop(settings.augmentation());
    resampler = new Resampler(settings.augmentation().filter());
    minSide = settings.augmentation().sufficientSide(shape.width(), shape.height());
  }

  /**
   * Makes a batch.
   *
   * @param step index of the batch, from 0
   * @param cancelled asked before every image
   * @return the batch, or nothing if it was cancelled
   * @throws DataException if no image can be read
   */
  Optional<PixelBatch> assemble(long step, BooleanSupplier cancelled) {
    BatchShape shape = settings.shape();
    byte[] pixels = new byte[shape.bytes()];
    int epoch = sampler.epochOf(step);
    for (int i = 0; i < shape.images(); i++) {
      Optional<RgbImage> image = firstReadable(sampler.indexOf(step, i), cancelled);
      if (image.isEmpty()) {
        return Optional.empty();
      }
      SplitMix64 random =
          SplitMix64.of(settings.seed(), PURPOSE, epoch, sampler.positionInEpoch(step, i));
      augment(image.get(), random, pixels, i * shape.bytesPerImage());
    }
    return Optional.of(new PixelBatch(step, epoch, shape, pixels));
  }

  private Optional<RgbImage> firstReadable(int index, BooleanSupplier cancelled) {
    ImageList images = settings.images();
    for (int k = 0; k < images.size(); k++) {
      if (cancelled.getAsBoolean()) {
        return Optional.empty();
      }
      int candidate = (index + k) % images.size();
      String name = images.files().get(candidate).name();
      if (unreadable.contains(name)) {
        continue;
      }
      try {
        return Optional.of(decoder.decode(images.path(candidate), minSide));
      } catch (UnreadableImageException e) {
        unreadable.add(name, e.reason());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    throw unreadable.nothingReadable(
        images.size(), "under " + images.root(), images.files().get(0).name());
  }

  private void augment(RgbImage image, SplitMix64 random, byte[] pixels, int offset) {
    CropBox crop = crops.sample(image.width(), image.height(), random);
    boolean flip = random.nextDouble() < settings.augmentation().flipProbability();
    BatchShape shape = settings.shape();
    RgbImage picture = resampler.resizeCrop(image, crop, shape.width(), shape.height());
    picture.toPlanes(pixels, offset, shape.width(), shape.width() * shape.height(), flip);
  }
}
