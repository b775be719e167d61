package io.greenmim.image.read;

import io.greenmim.image.PixelImage;
import io.greenmim.image.read.JpegFrame.Colours;
import java.awt.image.Raster;
import java.io.IOException;
import javax.imageio.event.IIOReadWarningListener;

/**
 * Decodes JPEG files with the JDK's decoder, which delivers the components as they are coded, and
 * converts their colours as the Independent JPEG Group's library does: so CMYK, Adobe's RGB and
 * files with quarrelsome metadata come out as other decoders show them.
 */
final class JpegPixels {

  private static final PlatformCodec CODEC = PlatformCodec.ofJava("jpeg");
  private static final int SCALE_BITS = 16;
  private static final int HALF = 1 << (SCALE_BITS - 1);

  // The inverse of ITU-R BT.601 over the full range (JFIF 1.02), in fixed point.
  private static final int RED_OF_CR = fixed(1.40200);
  private static final int GREEN_OF_CB = fixed(0.34414);
  private static final int GREEN_OF_CR = fixed(0.71414);
  private static final int BLUE_OF_CB = fixed(1.77200);

  private JpegPixels() {}

  private static int fixed(double factor) {
    return (int) (factor * (1 << SCALE_BITS) + 0.5);
  }

  static PixelImage decode(byte[] file) throws MalformedImageException {
    JpegStructure structure = new JpegStructure(file);
    JpegFrame frame = structure.frame();
    boolean checked = frame.severalScans() || frame.components() == JpegScanCheck.CMYK;
    Raster raster =
        checked
            ? JpegScanCheck.wholeRaster(structure, 1)
            : raster(structure.bare(), 1, (source, warning) -> {});
    int width = raster.getWidth();
    int height = raster.getHeight();
    int components = raster.getNumBands();
    if (components != frame.components()) {
      throw new MalformedImageException(
          "damaged: expected %s JPEG components, decoded %s"
              .formatted(frame.components(), components));
    }
    byte[] samples =
        (byte[])
            raster.getDataElements(
                raster.getMinX(),
                raster.getMinY(),
                width,
                height,
                new byte[Math.multiplyExact(Math.multiplyExact(width, height), components)]);
    if (frame.colours() == Colours.GREY) {
      return PixelImage.of(width, height, 1, samples);
    }
    return PixelImage.of(width, height, 3, toRgb(samples, components, frame.colours()));
  }

  /** Decodes every n-th sample of the components. */
  static Raster raster(byte[] bare, int period, IIOReadWarningListener listener)
      throws MalformedImageException {
    try {
      return CODEC.readRaster(bare, period, listener);
    } catch (IOException | RuntimeException e) {
      throw MalformedImageException.damaged(ImageFormat.JPEG.title(), e);
    }
  }

  private static byte[] toRgb(byte[] samples, int components, Colours colours) {
    if (colours == Colours.YCC || colours == Colours.YCCK) {
      fromYcc(samples, components, colours == Colours.YCCK);
    }
    if (components == 3) {
      return samples;
    }
    byte[] rgb = new byte[samples.length / 4 * 3];
    int to = 0;
    for (int i = 0; i < samples.length; i += 4) {
      // Inks are stored inverted: 255 is none.
      int light = samples[i + 3] & 0xff;
      rgb[to++] = (byte) Inks.light(255 - (samples[i] & 0xff), light, 255);
      rgb[to++] = (byte) Inks.light(255 - (samples[i + 1] & 0xff), light, 255);
      rgb[to++] = (byte) Inks.light(255 - (samples[i + 2] & 0xff), light, 255);
    }
    return rgb;
  }

  /** Luminance and two colour differences to red, green, blue, or to their complements. */
  private static void fromYcc(byte[] samples, int step, boolean complement) {
    int flip = complement ? 255 : 0;
    for (int i = 0; i < samples.length; i += step) {
      int y = samples[i] & 0xff;
      int cb = (samples[i + 1] & 0xff) - 128;
      int cr = (samples[i + 2] & 0xff) - 128;
      int green = y + ((-GREEN_OF_CB * cb + HALF - GREEN_OF_CR * cr) >> SCALE_BITS);
      samples[i] = (byte) (clip(y + ((RED_OF_CR * cr + HALF) >> SCALE_BITS)) ^ flip);
      samples[i + 1] = (byte) (clip(green) ^ flip);
      samples[i + 2] = (byte) (clip(y + ((BLUE_OF_CB * cb + HALF) >> SCALE_BITS)) ^ flip);
    }
  }

  private static int clip(int value) {
    return Math.max(0, Math.min(255, value));
  }
}
