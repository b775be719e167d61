package io.greenmim.train.classify;

import io.greenmim.image.PixelImage;
import io.greenmim.image.PixelPlanes;
import io.greenmim.random.SplitMix64;
import io.greenmim.train.augment.ClassAugmentation;
import io.greenmim.train.data.ImageDecoder;
import io.greenmim.train.data.Samples;
import io.greenmim.train.label.LabelledImage;
import io.greenmim.train.label.LabelledImages;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** Training pictures of labelled images, drawn and changed at random. */
final class LabelledPictures implements Samples<ClassifierSample> {

  private static final long PURPOSE = 4;

  private final LabelledImages images;
  private final ImageDecoder decoder;
  private final int channels;
  private final ClassAugmentation augmentation;
  private final long seed;

  /**
   * Makes the pictures.
   *
   * @param channels channels of the model
   * @param seed the run's seed
   */
  LabelledPictures(
      LabelledImages images,
      ImageDecoder decoder,
      int channels,
      ClassAugmentation augmentation,
      long seed) {
    this.images = images;
    this.decoder = decoder;
    this.channels = channels;
    this.augmentation = augmentation;
    this.seed = seed;
  }

  @Override
  public int size() {
    return images.size();
  }

  @Override
  public String name(int index) {
    return images.images().get(index).name();
  }

  /** Another label is as much another sample as another file. */
  @Override
  public long mark(int index) {
    LabelledImage image = images.images().get(index);
    return 31 * image.bytes() + images.classes().get(image.label()).hashCode();
  }

  @Override
  public String otherMark() {
    return "of another size or class";
  }

  @Override
  public Path place() {
    return images.place();
  }

  @Override
  public Map<String, String> unreachable() {
    return images.unreachable();
  }

  @Override
  public ClassifierSample read(int index, int epoch, int draw) throws IOException {
    LabelledImage image = images.images().get(index);
    PixelImage whole = decoder.decode(image.path(), channels, augmentation.sufficientSide());
    PixelImage picture = augmentation.apply(whole, SplitMix64.of(seed, PURPOSE, epoch, draw));
    return new ClassifierSample(image.name(), image.label(), PixelPlanes.of(picture, false));
  }
}
