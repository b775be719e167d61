package io.greenmim.image.read;

import io.greenmim.image.Orientation;
import io.greenmim.image.RgbImage;
import java.util.Objects;

/**
 * The samples of an image, (H, W, C), of 8 or 16 bits: 1 channel is grey, 2 are grey and alpha, 3
 * red, green and blue, 4 those and alpha.
 *
 * <p>Immutable by contract: arrays are not copied, and nobody writes to them once the samples
 * exist.
 */
public final class ImageSamples {

  private static final int COLOURS = 3;
  private static final int UPPER_BYTE = 257;

  private final int width;
  private final int height;
  private final int channels;
  private final byte[] bytes;
  private final short[] shorts;

  private ImageSamples(int width, int height, int channels, byte[] bytes, short[] shorts) {
    long length = (long) width * height * channels;
    int given = bytes != null ? bytes.length : shorts.length;
    if (width < 1 || height < 1 || channels < 1 || channels > 4 || given != length) {
      throw new IllegalArgumentException(
          "samples: expected at least 1 x 1 pixels of 1 to 4 channels, %s samples; got %s x %s x %s"
                  .formatted(length, height, width, channels)
              + " and %s samples".formatted(given));
    }
    this.width = width;
    this.height = height;
    this.channels = channels;
    this.bytes = bytes;
    this.shorts = shorts;
  }

  /**
   * Wraps samples of 8 bits.
   *
   * @param width columns, at least 1
   * @param height rows, at least 1
   * @param channels channels, 1 to 4
   * @param bytes unsigned samples, (H, W, C); not copied
   * @return the samples
   * @throws IllegalArgumentException if the sizes do not fit
   */
  public static ImageSamples of(int width, int height, int channels, byte[] bytes) {
    return new ImageSamples(width, height, channels, Objects.requireNonNull(bytes), null);
  }

  /**
   * Wraps samples of 16 bits.
   *
   * @param width columns, at least 1
   * @param height rows, at least 1
   * @param channels channels, 1 to 4
   * @param shorts unsigned samples, (H, W, C); not copied
   * @return the samples
   * @throws IllegalArgumentException if the sizes do not fit
   */
  public static ImageSamples of(int width, int height, int channels, short[] shorts) {
    return new ImageSamples(width, height, channels, null, Objects.requireNonNull(shorts));
  }

  /**
   * Takes an image.
   *
   * @param image the image
   * @return its samples, three channels of 8 bits; shared
   */
  public static ImageSamples of(RgbImage image) {
    return of(image.width(), image.height(), COLOURS, image.rgb());
  }

  /**
   * Returns the width.
   *
   * @return columns, at least 1
   */
  public int width() {
    return width;
  }

  /**
   * Returns the height.
   *
   * @return rows, at least 1
   */
  public int height() {
    return height;
  }

  /** {@return channels a pixel, 1 to 4} */
  public int channels() {
    return channels;
  }

  /** {@return bits a sample, 8 or 16} */
  public int bits() {
    return bytes != null ? 8 : 16;
  }

  /**
   * Returns one sample.
   *
   * @param x column
   * @param y row
   * @param channel channel
   * @return the value, 0 to 255 or 65535
   * @throws IndexOutOfBoundsException if a coordinate is outside
   */
  public int sample(int x, int y, int channel) {
    Objects.checkIndex(x, width);
    Objects.checkIndex(y, height);
    Objects.checkIndex(channel, channels);
    int at = (y * width + x) * channels + channel;
    return bytes != null ? bytes[at] & 0xff : shorts[at] & 0xffff;
  }

  /**
   * Returns the image as others than readers see it: 8 bits, red, green and blue. Grey is repeated,
   * alpha dropped, 16 bits are divided by 257 and rounded.
   *
   * @return the image; it shares the samples where they are what is wanted
   */
  public RgbImage rgb() {
    if (bytes != null && channels == COLOURS) {
      return new RgbImage(width, height, bytes);
    }
    byte[] rgb = new byte[Math.multiplyExact(width * height, COLOURS)];
    int green = channels < COLOURS ? 0 : 1;
    int to = 0;
    for (int from = 0; to < rgb.length; from += channels) {
      rgb[to++] = eightBits(from);
      rgb[to++] = eightBits(from + green);
      rgb[to++] = eightBits(from + 2 * green);
    }
    return new RgbImage(width, height, rgb);
  }

  private byte eightBits(int at) {
    return bytes != null
        ? bytes[at]
        : (byte) (((shorts[at] & 0xffff) + UPPER_BYTE / 2) / UPPER_BYTE);
  }

  /**
   * Turns a stored picture upright.
   *
   * @param orientation how the picture is stored
   * @return the upright picture; the same object where nothing is to be done
   */
  public ImageSamples upright(Orientation orientation) {
    if (orientation == Orientation.TOP_LEFT) {
      return this;
    }
    int newWidth = orientation.swapsSides() ? height : width;
    int newHeight = orientation.swapsSides() ? width : height;
    ImageSamples turned = blank(newWidth, newHeight);
    Orientation.Walk walk = orientation.walk(width, height);
    for (int y = 0; y < newHeight; y++) {
      int from = walk.start() + y * walk.down();
      int to = y * newWidth;
      for (int x = 0; x < newWidth; x++) {
        copyPixel(from, turned, to++);
        from += walk.right();
      }
    }
    return turned;
  }

  private void copyPixel(int from, ImageSamples target, int to) {
    for (int c = 0; c < channels; c++) {
      if (bytes != null) {
        target.bytes[to * channels + c] = bytes[from * channels + c];
      } else {
        target.shorts[to * channels + c] = shorts[from * channels + c];
      }
    }
  }

  private ImageSamples blank(int newWidth, int newHeight) {
    int length = Math.multiplyExact(Math.multiplyExact(newWidth, newHeight), channels);
    return bytes != null
        ? of(newWidth, newHeight, channels, new byte[length])
        : of(newWidth, newHeight, channels, new short[length]);
  }

  /**
   * Puts the picture on a larger one whose samples are 0.
   *
   * @param canvasWidth columns of the larger picture
   * @param canvasHeight rows of the larger picture
   * @param x place of the left column
   * @param y place of the top row
   * @return the larger picture; the same object where it is not larger
   */
  ImageSamples onCanvas(int canvasWidth, int canvasHeight, int x, int y) {
    if (canvasWidth == width && canvasHeight == height) {
      return this;
    }
    ImageSamples canvas = blank(canvasWidth, canvasHeight);
    Object from = bytes != null ? bytes : shorts;
    Object to = bytes != null ? canvas.bytes : canvas.shorts;
    for (int row = 0; row < height; row++) {
      int start = ((y + row) * canvasWidth + x) * channels;
      System.arraycopy(from, row * width * channels, to, start, width * channels);
    }
    return canvas;
  }
}
