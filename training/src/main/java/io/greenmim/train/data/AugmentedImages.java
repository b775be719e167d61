package io.greenmim.train.data;

import io.greenmim.image.CropBox;
import io.greenmim.image.PixelImage;
import io.greenmim.image.Resampler;
import io.greenmim.image.read.ImageLimits;
import io.greenmim.random.SplitMix64;
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

  private static final long PURPOSE = 2;

  private final ImageList images;
  private final Augmentation augmentation;
  private final BatchShape shape;
  private final long seed;
  private final RandomResizedCrop crops;
  private final int minSide;
  private final ImageDecoder decoder;
  private final Resampler resampler;

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
    this.augmentation = augmentation;
    this.shape = shape;
    this.seed = seed;
    decoder = new ImageDecoder(limits);
    crops = new RandomResizedCrop(augmentation);
    resampler = new Resampler(augmentation.filter());
    minSide = augmentation.sufficientSide(shape.width(), shape.height());
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
    PixelImage image = decoder.decode(images.path(index), shape.channels(), minSide);
    SplitMix64 random = SplitMix64.of(seed, PURPOSE, epoch, draw);
    CropBox crop = crops.sample(image.width(), image.height(), random);
    boolean flip = random.nextDouble() < augmentation.flipProbability();
    return resampler.planesOfCrop(image, crop, shape.width(), shape.height(), flip);
  }
}
