package io.greenmim.bench;

import io.greenmim.image.PixelPlanes;
import io.greenmim.random.SplitMix64;
import io.greenmim.train.augment.ClassAugmentation;
import io.greenmim.train.data.AugmentedImages;
import io.greenmim.train.data.ImageDecoder;
import io.greenmim.train.data.ImageList;
import io.greenmim.train.data.Samples;
import java.io.IOException;
import java.nio.file.Path;

/** Pictures as training of classifiers draws them. */
record ChangedImages(
    AugmentedImages plain, ImageList images, ImageDecoder decoder, ClassAugmentation augmentation)
    implements Samples<byte[]> {

  private static final int CHANNELS = 3;

  @Override
  public int size() {
    return plain.size();
  }

  @Override
  public String name(int index) {
    return plain.name(index);
  }

  @Override
  public Path place() {
    return plain.place();
  }

  @Override
  public byte[] read(int index, int epoch, int draw) throws IOException {
    return PixelPlanes.of(
        augmentation.apply(
            decoder.decode(images.path(index), CHANNELS, augmentation.sufficientSide()),
            SplitMix64.of(0, 0, epoch, draw)),
        false);
  }
}
