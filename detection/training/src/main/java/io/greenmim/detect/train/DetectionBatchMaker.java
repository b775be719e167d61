package io.greenmim.detect.train;

import io.greenmim.detect.augment.DetectionSample;
import io.greenmim.detect.augment.PictureSize;
import io.greenmim.detect.augment.SampleAugmenter;
import io.greenmim.detect.coco.CocoDataset;
import io.greenmim.detect.train.DetectionBatch.Target;
import io.greenmim.detect.train.DetectionOrder.Slot;
import io.greenmim.image.RgbImage;
import io.greenmim.train.data.BatchMaker;
import io.greenmim.train.data.DataException;
import io.greenmim.train.data.UnreadableImageException;
import io.greenmim.train.data.UnreadableImages;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Makes the batches of a detector: reads, augments, pads. Thread-safe.
 *
 * <p>An image that cannot be read is recorded and replaced by the next readable one in the order of
 * the data set, so that a batch does not depend on which thread met the bad image first.
 */
public final class DetectionBatchMaker implements BatchMaker<DetectionBatch> {

  /** Sides of a batch are multiples of this: the stride of the coarsest map of the encoder. */
  static final int DIVISOR = 32;

  private final TrainingImages images;
  private final SampleReader reader;
  private final DetectionOrder order;
  private final Settings settings;
  private final UnreadableImages unreadable;

  /**
   * How samples become batches.
   *
   * @param augmenter changes the samples
   * @param least smallest size of a padded picture: the square of large-scale jitter, for example
   * @param seed the run's seed
   */
  public record Settings(SampleAugmenter augmenter, PictureSize least, long seed) {}

  /**
   * Makes a maker.
   *
   * @param images the images
   * @param reader reads them
   * @param order says which of them make up a batch
   * @param settings how samples become batches
   * @param unreadable where images that cannot be read are recorded; those in it are not tried
   */
  public DetectionBatchMaker(
      TrainingImages images,
      SampleReader reader,
      DetectionOrder order,
      Settings settings,
      UnreadableImages unreadable) {
    this.images = images;
    this.reader = reader;
    this.order = order;
    this.settings = settings;
    this.unreadable = unreadable;
  }

  /**
   * {@inheritDoc}
   *
   * @throws DataException if no image can be read
   */
  @Override
  public Optional<DetectionBatch> make(long step, BooleanSupplier cancelled) {
    int epoch = order.epochOf(step);
    List<DetectionSample> samples = new ArrayList<>();
    for (Slot slot : order.batch(step)) {
      Optional<DetectionSample> sample = firstReadable(slot.image(), cancelled);
      if (sample.isEmpty()) {
        return Optional.empty();
      }
      long imageId = sample.get().imageId();
      samples.add(
          settings
              .augmenter()
              .augment(
                  sample.get(),
                  SampleAugmenter.random(settings.seed(), epoch, imageId, slot.repetition())));
    }
    return Optional.of(batch(step, epoch, samples, settings.least()));
  }

  private Optional<DetectionSample> firstReadable(int index, BooleanSupplier cancelled) {
    for (int k = 0; k < images.size(); k++) {
      if (cancelled.getAsBoolean()) {
        return Optional.empty();
      }
      int place = images.place((index + k) % images.size());
      String name = images.dataset().images().get(place).fileName();
      if (unreadable.contains(name)) {
        continue;
      }
      try {
        return Optional.of(reader.read(place));
      } catch (UnreadableImageException e) {
        unreadable.add(name, e.reason());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    CocoDataset dataset = images.dataset();
    throw unreadable.nothingReadable(
        images.size(), "of " + dataset.file(), dataset.images().get(images.place(0)).fileName());
  }

  /** Pads samples to the largest of them, at least to a given size. */
  static DetectionBatch batch(
      long step, int epoch, List<DetectionSample> samples, PictureSize least) {
    int width = least.width();
    int height = least.height();
    List<Target> targets = new ArrayList<>();
    for (DetectionSample sample : samples) {
      PictureSize size = sample.size();
      width = Math.max(width, size.width());
      height = Math.max(height, size.height());
      targets.add(
          new Target(sample.imageId(), size, sample.boxes(), sample.classes(), sample.outlines()));
    }
    PictureSize padded = new PictureSize(width, height).roundedUp(DIVISOR);
    int bytes = RgbImage.CHANNELS * padded.width() * padded.height();
    byte[] pixels = new byte[Math.multiplyExact(samples.size(), bytes)];
    for (int i = 0; i < samples.size(); i++) {
      toPlanes(samples.get(i).image(), padded, pixels, i * bytes);
    }
    return new DetectionBatch(step, epoch, padded, pixels, targets);
  }

  /** HWC to CHW, at the upper left of the padded planes. */
  private static void toPlanes(RgbImage picture, PictureSize padded, byte[] pixels, int offset) {
    byte[] rgb = picture.rgb();
    int plane = padded.width() * padded.height();
    int from = 0;
    for (int y = 0; y < picture.height(); y++) {
      int to = offset + y * padded.width();
      for (int x = 0; x < picture.width(); x++) {
        pixels[to] = rgb[from];
        pixels[to + plane] = rgb[from + 1];
        pixels[to + 2 * plane] = rgb[from + 2];
        from += RgbImage.CHANNELS;
        to++;
      }
    }
  }
}
