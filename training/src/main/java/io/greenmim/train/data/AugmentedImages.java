package io.greenmim.train.data;

import io.greenmim.image.PixelPlanes;
import io.greenmim.image.read.ImageLimits;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/**
 * Training pictures drawn from images: decoded, cropped, resized and mirrored at random.
 *
 * <p>A sample is {@code channels x height x width} unsigned bytes, row-major; of a file of 16 bits
 * the upper bytes of all channels, then the lower ones.
 */
public final class AugmentedImages implements Samples<byte[]> {

  private final ImageList images;
  private final DrawnCrops crops;

  /**
   * Makes the pictures of images.
   *
   * @param images the images
   * @param limits how large they may be
   * @param augmentation how a picture is drawn from an image
   * @param shape tells the channels and the size of a picture
   * @param seed the run's seed
   */
  public AugmentedImages(
      ImageList images,
      ImageLimits limits,
      Augmentation augmentation,
      BatchShape shape,
      long seed) {
    this.images = images;
    crops = new DrawnCrops(limits, augmentation, shape, seed);
  }

  @Override
  public int size() {
    return images.size();
  }

  @Override
  public String name(int index) {
    return images.files().get(index).name();
  }

  @Override
  public long mark(int index) {
    return images.files().get(index).bytes();
  }

  @Override
  public Path place() {
    return images.root();
  }

  @Override
  public Map<String, String> unreachable() {
    return images.passedOver().unreachable();
  }

  @Override
  public byte[] read(int index, int epoch, int draw) throws IOException {
    DrawnCrops.Drawn drawn = crops.draw(images.path(index), epoch, draw);
    return PixelPlanes.of(drawn.picture(), drawn.mirrored());
  }
}
