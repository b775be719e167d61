package io.greenmim.image;

import java.util.Objects;

/**
 * An image in host memory: samples of 8 or 16 bits in 1 to 16 channels. Those of a picture are grey
 * (1), grey and alpha (2), red, green and blue (3), or those and alpha (4); any other image has
 * channels of its own.
 *
 * <p>Immutable by contract: arrays are neither copied on the way in nor on the way out, and no code
 * writes to them once the image exists. Images may therefore be shared between threads.
 */
public final class PixelImage {

  /** Channels of a colour picture. */
  public static final int COLOURS = 3;

  /** The most channels that an image may have. */
  public static final int MOST_CHANNELS = 16;

  /** A sample of 8 bits as one of 16: its bits twice. */
  private static final int TWICE = 257;

  private final int width;
  private final int height;
  private final int channels;
  private final byte[] bytes;
  private final short[] shorts;

  private PixelImage(int width, int height, int channels, byte[] bytes, short[] shorts) {
    if (width < 1 || height < 1) {
      throw new IllegalArgumentException(
          "image size must be at least 1 x 1, got " + width + " x " + height);
    }
    if (channels < 1 || channels > MOST_CHANNELS) {
      throw new IllegalArgumentException(
          "image: expected 1 to %s channels, got %s".formatted(MOST_CHANNELS, channels));
    }
    long expected = (long) width * height * channels;
    int given = bytes != null ? bytes.length : shorts.length;
    if (given != expected) {
      throw new IllegalArgumentException(
          "an image of %s x %s with %s has %s %s, got %s"
              .formatted(
                  width,
                  height,
                  count(channels),
                  expected,
                  bytes != null ? "bytes" : "samples",
                  given));
    }
    this.width = width;
    this.height = height;
    this.channels = channels;
    this.bytes = bytes;
    this.shorts = shorts;
  }

  /**
   * Wraps a colour picture of 8 bits.
   *
   * @param width columns, at least 1
   * @param height rows, at least 1
   * @param rgb {@code height * width * 3} unsigned bytes, row-major, red, green and blue of a pixel
   *     side by side (HWC); not copied
   * @return the image
   * @throws IllegalArgumentException if a side is below 1 or the array has another length
   */
  public static PixelImage rgb(int width, int height, byte[] rgb) {
    return of(width, height, COLOURS, rgb);
  }

  /**
   * Wraps samples of 8 bits.
   *
   * @param width columns, at least 1
   * @param height rows, at least 1
   * @param channels channels, 1 to 16
   * @param bytes unsigned samples, row-major, those of a pixel side by side (HWC); not copied
   * @return the image
   * @throws IllegalArgumentException if the sizes do not fit
   */
  public static PixelImage of(int width, int height, int channels, byte[] bytes) {
    return new PixelImage(width, height, channels, Objects.requireNonNull(bytes, "bytes"), null);
  }

  /**
   * Wraps samples of 16 bits.
   *
   * @param width columns, at least 1
   * @param height rows, at least 1
   * @param channels channels, 1 to 16
   * @param shorts unsigned samples, row-major, those of a pixel side by side (HWC); not copied
   * @return the image
   * @throws IllegalArgumentException if the sizes do not fit
   */
  public static PixelImage of(int width, int height, int channels, short[] shorts) {
    return new PixelImage(width, height, channels, null, Objects.requireNonNull(shorts, "shorts"));
  }

  /** {@return columns, at least 1} */
  public int width() {
    return width;
  }

  /** {@return rows, at least 1} */
  public int height() {
    return height;
  }

  /** {@return channels a pixel, 1 to 16} */
  public int channels() {
    return channels;
  }

  /**
   * Says how many channels there are.
   *
   * @param channels number of channels
   * @return such as {@code 1 channel} or {@code 8 channels}
   */
  public static String count(int channels) {
    return channels == 1 ? "1 channel" : channels + " channels";
  }

  /** {@return bits a sample, 8 or 16} */
  public int bits() {
    return bytes != null ? 8 : 16;
  }

  /**
   * Returns the samples of an image of 8 bits.
   *
   * @return {@code height * width * channels} unsigned bytes in HWC order; the image's own array,
   *     read only
   * @throws IllegalStateException if it has 16 bits
   */
  public byte[] bytes() {
    if (bytes == null) {
      throw new IllegalStateException("expected samples of 8 bits, got " + this);
    }
    return bytes;
  }

  /**
   * Returns the samples of an image of 16 bits.
   *
   * @return {@code height * width * channels} unsigned numbers in HWC order; the image's own array,
   *     read only
   * @throws IllegalStateException if it has 8 bits
   */
  public short[] shorts() {
    if (shorts == null) {
      throw new IllegalStateException("expected samples of 16 bits, got " + this);
    }
    return shorts;
  }

  /**
   * Returns one sample.
   *
   * @param x column, 0 to {@code width - 1}
   * @param y row, 0 to {@code height - 1}
   * @param channel channel, from 0
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
   * Returns some of the channels.
   *
   * @param chosen channels from 0, in the order wanted; one may come several times
   * @return an image of these channels and the same bits; this one where they are all, in order
   * @throws IndexOutOfBoundsException if there is no such channel
   */
  public PixelImage select(int... chosen) {
    boolean all = chosen.length == channels;
    for (int c = 0; c < chosen.length; c++) {
      Objects.checkIndex(chosen[c], channels);
      all &= chosen[c] == c;
    }
    if (all) {
      return this;
    }
    PixelImage selected = blank(width, height, chosen.length);
    int to = 0;
    for (int from = 0; from < width * height * channels; from += channels) {
      for (int channel : chosen) {
        copySample(from + channel, selected, to++);
      }
    }
    return selected;
  }

  /**
   * Returns the image in three channels: the first three, or the first one three times where there
   * are fewer. So grey becomes a colour, and alpha is dropped.
   *
   * @return an image of the same bits
   */
  public PixelImage colours() {
    return channels < COLOURS ? select(0, 0, 0) : select(0, 1, 2);
  }

  /**
   * Returns the image as people see it: {@link #colours}, of which 16 bits are divided by 257 and
   * rounded.
   *
   * @return three channels of 8 bits; this image where it is so already
   */
  public PixelImage toRgb() {
    PixelImage colours = colours();
    if (colours.bytes != null) {
      return colours;
    }
    byte[] rgb = new byte[colours.shorts.length];
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = (byte) (((colours.shorts[i] & 0xffff) + TWICE / 2) / TWICE);
    }
    return rgb(width, height, rgb);
  }

  /**
   * Turns a stored picture upright.
   *
   * @param orientation how the picture is stored
   * @return the upright picture; the same object where nothing is to be done
   */
  public PixelImage upright(Orientation orientation) {
    if (orientation == Orientation.TOP_LEFT) {
      return this;
    }
    int newWidth = orientation.swapsSides() ? height : width;
    int newHeight = orientation.swapsSides() ? width : height;
    PixelImage turned = blank(newWidth, newHeight, channels);
    Orientation.Walk walk = orientation.walk(width, height);
    int to = 0;
    for (int y = 0; y < newHeight; y++) {
      int from = (walk.start() + y * walk.down()) * channels;
      for (int x = 0; x < newWidth; x++) {
        for (int c = 0; c < channels; c++) {
          copySample(from + c, turned, to++);
        }
        from += walk.right() * channels;
      }
    }
    return turned;
  }

  /**
   * Puts a part of the image on a canvas whose samples are 0.
   *
   * @param part the part
   * @param canvasWidth columns of the canvas
   * @param canvasHeight rows of the canvas
   * @param x place of the part's left column
   * @param y place of the part's top row
   * @return the canvas, or this image where it is all of it
   * @throws IllegalArgumentException if the part is not inside the image
   * @throws IndexOutOfBoundsException if it does not lie on the canvas
   */
  public PixelImage place(CropBox part, int canvasWidth, int canvasHeight, int x, int y) {
    part.requireInside(this);
    if (part.width() == canvasWidth
        && part.height() == canvasHeight
        && canvasWidth == width
        && canvasHeight == height) {
      return this;
    }
    Objects.checkFromIndexSize(x, part.width(), canvasWidth);
    PixelImage canvas = blank(canvasWidth, canvasHeight, channels);
    Object from = bytes != null ? bytes : shorts;
    Object to = bytes != null ? canvas.bytes : canvas.shorts;
    for (int row = 0; row < part.height(); row++) {
      System.arraycopy(
          from,
          ((part.y() + row) * width + part.x()) * channels,
          to,
          ((y + row) * canvasWidth + x) * channels,
          part.width() * channels);
    }
    return canvas;
  }

  /**
   * Cuts a rectangle out.
   *
   * @param box the rectangle
   * @return an image of its size
   * @throws IllegalArgumentException if it is not inside the image
   */
  public PixelImage crop(CropBox box) {
    return place(box, box.width(), box.height(), 0, 0);
  }

  private PixelImage blank(int newWidth, int newHeight, int newChannels) {
    int length = Math.multiplyExact(Math.multiplyExact(newWidth, newHeight), newChannels);
    return bytes != null
        ? of(newWidth, newHeight, newChannels, new byte[length])
        : of(newWidth, newHeight, newChannels, new short[length]);
  }

  private void copySample(int from, PixelImage target, int to) {
    if (bytes != null) {
      target.bytes[to] = bytes[from];
    } else {
      target.shorts[to] = shorts[from];
    }
  }

  @Override
  public String toString() {
    return "PixelImage[%s x %s, %s of %s bits]".formatted(width, height, count(channels), bits());
  }
}
