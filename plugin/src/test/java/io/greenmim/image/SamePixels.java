package io.greenmim.image;

import java.util.Arrays;

/** Compares images sample by sample. */
public final class SamePixels {

  private SamePixels() {}

  /** Whether size, channels, bits and all samples are equal. */
  public static boolean of(PixelImage a, PixelImage b) {
    return a.width() == b.width()
        && a.height() == b.height()
        && a.channels() == b.channels()
        && a.bits() == b.bits()
        && (a.bits() == 8
            ? Arrays.equals(a.bytes(), b.bytes())
            : Arrays.equals(a.shorts(), b.shorts()));
  }
}
