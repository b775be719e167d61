package io.greenmim.train.data;

import io.greenmim.image.CropBox;
import io.greenmim.image.PixelImage;
import io.greenmim.image.Resampler;
import io.greenmim.image.read.ImageLimits;
import io.greenmim.random.SplitMix64;
import java.io.IOException;
import java.nio.file.Path;

/** Draws training pictures from image files: decoded, cropped, resized, perhaps to be mirrored. */
public final class DrawnCrops {

  private static final long PURPOSE = 2;

  private final Augmentation augmentation;
  private final BatchShape shape;
  private final long seed;
  private final RandomResizedCrop crops;
  private final int minSide;
  private final ImageDecoder decoder;
  private final Resampler resampler;

  /**
   * Prepares the drawing.
   *
   * @param limits how large images may be
   * @param augmentation how a picture is drawn from an image
   * @param shape tells the channels and the size of a picture
   * @param seed the run's seed
   */
  public DrawnCrops(ImageLimits limits, Augmentation augmentation, BatchShape shape, long seed) {
    this.augmentation = augmentation;
    this.shape = shape;
    this.seed = seed;
    decoder = new ImageDecoder(limits);
    crops = new RandomResizedCrop(augmentation);
    resampler = new Resampler(augmentation.filter());
    minSide = augmentation.sufficientSide(shape.width(), shape.height());
  }

  /**
   * A picture that was drawn.
   *
   * @param picture the picture, as it lies in the image
   * @param mirrored whether training sees it mirrored
   */
  public record Drawn(PixelImage picture, boolean mirrored) {}

  /**
   * Draws a picture, as the arguments alone say.
   *
   * @param file the image's file
   * @param epoch the epoch that it is drawn for, from 0
   * @param draw tells it from the other pictures of the epoch
   * @return the picture
   * @throws UnreadableImageException if the file is no whole image
   * @throws IOException if the thread was interrupted while it read
   */
  public Drawn draw(Path file, int epoch, int draw) throws IOException {
    PixelImage image = decoder.decode(file, shape.channels(), minSide);
    SplitMix64 random = SplitMix64.of(seed, PURPOSE, epoch, draw);
    CropBox crop = crops.sample(image.width(), image.height(), random);
    boolean flip = random.nextDouble() < augmentation.flipProbability();
    return new Drawn(resampler.resizeCrop(image, crop, shape.width(), shape.height()), flip);
  }
}
