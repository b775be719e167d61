package io.greenmim.detect.train;

import io.greenmim.detect.augment.DetectionSample;
import io.greenmim.detect.augment.SampleAugmenter;
import io.greenmim.download.FileDigest;
import io.greenmim.train.data.Samples;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/**
 * The images that a detector is trained on, with their objects, read and changed at random.
 *
 * @param images which images
 * @param place folder of the images
 * @param reader reads them
 * @param augmenter changes them
 * @param seed the run's seed
 * @param unreachable images that were left out before, with the reason
 */
record AnnotatedImages(
    TrainingImages images,
    Path place,
    SampleReader reader,
    SampleAugmenter augmenter,
    long seed,
    Map<String, String> unreachable)
    implements Samples<DetectionSample> {

  @Override
  public int size() {
    return images.size();
  }

  @Override
  public String name(int index) {
    return images.dataset().images().get(images.place(index)).fileName();
  }

  @Override
  public long mark(int index) {
    return images.dataset().annotations(images.place(index)).size();
  }

  @Override
  public String otherMark() {
    return "with another number of annotations";
  }

  /** That of the annotation file. */
  @Override
  public String digest() throws IOException {
    return FileDigest.of("SHA-256", images.dataset().file(), bytes -> {}).hex();
  }

  @Override
  public String where() {
    return "of " + images.dataset().file();
  }

  @Override
  public DetectionSample read(int index, int epoch, int draw) throws IOException {
    DetectionSample sample = reader.read(images.place(index));
    return augmenter.augment(sample, SampleAugmenter.random(seed, epoch, sample.imageId(), draw));
  }
}
