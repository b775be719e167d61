package io.greenmim.train.data;

import com.sun.jna.NativeLibrary;
import com.sun.jna.NativeLong;
import com.sun.jna.Pointer;
import io.greenmim.image.PixelImage;
import io.greenmim.image.read.ImageInfo;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The TurboJPEG library of the system, where it has one (Debian: {@code libturbojpeg0}). OpenCV
 * decodes JPEG files by the same algorithms, but the build of it that Maven Central has was made
 * without their vector code: this one gives the same bytes in half the time.
 *
 * <p>Thread-safe.
 */
public final class TurboJpeg {

  private static final String INIT = "tjInitDecompress";
  private static final String HEADER = "tjDecompressHeader3";
  private static final String DECOMPRESS = "tjDecompress2";
  private static final String DESTROY = "tjDestroy";

  /** TJPF_RGB and TJPF_GRAY of turbojpeg.h. */
  private static final int RGB = 0;

  private static final int GREY = 6;

  private final NativeLibrary library;

  private TurboJpeg(NativeLibrary library) {
    this.library = library;
  }

  /** Loaded when it is asked for first. */
  private static final class Loaded {

    static final Optional<TurboJpeg> LIBRARY = load("turbojpeg");
  }

  /**
   * Finds the library, as JNA does: in {@code jna.library.path} and where the system keeps its own.
   *
   * @return the library; empty where there is none, or none that can be loaded
   */
  public static Optional<TurboJpeg> find() {
    return Loaded.LIBRARY;
  }

  static Optional<TurboJpeg> load(String name) {
    try {
      NativeLibrary library = NativeLibrary.getInstance(name);
      // Those of versions 2 and 3.
      List.of(INIT, HEADER, DECOMPRESS, DESTROY).forEach(library::getFunction);
      return Optional.of(new TurboJpeg(library));
    } catch (LinkageError e) { // there is none, it lacks a function, or JNA cannot be loaded
      return Optional.empty();
    }
  }

  /**
   * Returns where the library is.
   *
   * @return its file
   */
  public Path file() {
    return library.getFile().toPath();
  }

  /**
   * Decodes a JPEG file of one or three components.
   *
   * @param file the file's bytes
   * @param info what they say
   * @param reduction 1, 2, 4 or 8: how many times less the sides are to be, rounded up
   * @return the picture; empty where the library has anything to remark about the file
   */
  Optional<PixelImage> decode(byte[] file, ImageInfo info, int reduction) {
    Pointer decoder = library.getFunction(INIT).invokePointer(new Object[0]);
    if (decoder == null) {
      throw new OutOfMemoryError("TurboJPEG's decoder");
    }
    try {
      return seesTheSize(decoder, file, info)
          ? pixels(decoder, file, info, reduction)
          : Optional.empty();
    } finally {
      call(DESTROY, decoder);
    }
  }

  /** Whether the library sees the size that we saw: it would shrink a larger picture to it. */
  private boolean seesTheSize(Pointer decoder, byte[] file, ImageInfo info) {
    int[] width = new int[1];
    int[] height = new int[1];
    int[] subsampling = new int[1];
    int[] colours = new int[1];
    NativeLong length = new NativeLong(file.length);
    return call(HEADER, decoder, file, length, width, height, subsampling, colours)
        && width[0] == info.storedWidth()
        && height[0] == info.storedHeight();
  }

  private Optional<PixelImage> pixels(Pointer decoder, byte[] file, ImageInfo info, int reduction) {
    int width = (info.storedWidth() + reduction - 1) / reduction;
    int height = (info.storedHeight() + reduction - 1) / reduction;
    int channels = info.coding().channels();
    int row = Math.multiplyExact(width, channels);
    byte[] pixels = new byte[Math.multiplyExact(row, height)];
    int format = channels == 1 ? GREY : RGB;
    NativeLong length = new NativeLong(file.length);
    return call(DECOMPRESS, decoder, file, length, pixels, width, row, height, format, 0)
        ? Optional.of(PixelImage.of(width, height, channels, pixels))
        : Optional.empty();
  }

  /** Whether a function had nothing to remark. */
  private boolean call(String function, Object... arguments) {
    return library.getFunction(function).invokeInt(arguments) == 0;
  }
}
