package io.greenmim.detect.train;

import io.greenmim.detect.augment.DetectionSample;
import io.greenmim.detect.augment.SampleAugmenter;
import io.greenmim.detect.boxes.PixelSize;
import io.greenmim.detect.coco.CocoDataset;
import io.greenmim.detect.train.DetectionOrder.Slot;
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
  public record Settings(SampleAugmenter augmenter, PixelSize least, long seed) {}

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
    return Optional.of(DetectionBatch.of(samples, settings.least()));
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
}
