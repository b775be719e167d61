package io.greenmim.train.data;

import io.greenmim.image.PixelImage;
import io.greenmim.image.read.ChannelCountException;
import io.greenmim.image.read.ImageLimits;
import io.greenmim.image.read.MalformedImageException;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Path;

/**
 * Reads image files for training and the command line: as every {@link
 * io.greenmim.image.read.ImageReader} does, and at a reduced size where training asks for it.
 *
 * <p>Stateless; thread-safe.
 */
public final class ImageDecoder {

  private final OpenCvReader reader;

  /** Makes a decoder of images within the usual limits. */
  public ImageDecoder() {
    this(ImageLimits.USUAL);
  }

  /**
   * Makes a decoder.
   *
   * @param limits how large images may be
   */
  public ImageDecoder(ImageLimits limits) {
    reader = new OpenCvReader(limits);
  }

  /**
   * Decodes a file as large as it is, for people to see.
   *
   * @param file the file
   * @return the image, oriented upright, in three channels of 8 bits
   * @throws UnreadableImageException if the file cannot be read, is no whole image or is too large
   * @throws ClosedByInterruptException if the thread was interrupted while it read
   */
  public PixelImage decode(Path file) throws UnreadableImageException, ClosedByInterruptException {
    return read(file, () -> reader.read(reader.limits().read(file)).toRgb());
  }

  /**
   * Decodes a file for a model, perhaps at a fraction of its size.
   *
   * @param file the file
   * @param channels channels of the model, 1 to 16
   * @param minSide length below which a reduction must not bring either side, in pixels, at least
   *     1; {@link Integer#MAX_VALUE} forbids reduction
   * @return the image, oriented upright, of so many channels and the file's bits
   * @throws DataException if the image has another number of channels
   * @throws UnreadableImageException if the file cannot be read, is no whole image or is too large
   * @throws ClosedByInterruptException if the thread was interrupted while it read
   */
  public PixelImage decode(Path file, int channels, int minSide)
      throws UnreadableImageException, ClosedByInterruptException {
    return read(file, () -> reader.read(reader.limits().read(file), channels, minSide));
  }

  private interface Reading {
    PixelImage image() throws IOException;
  }

  private static PixelImage read(Path file, Reading reading)
      throws UnreadableImageException, ClosedByInterruptException {
    try {
      return reading.image();
    } catch (ChannelCountException e) {
      // A model that sees other channels than it was meant for learns nothing: no file is worth it.
      throw new DataException(file + ": " + e.getMessage(), e);
    } catch (MalformedImageException e) {
      throw new UnreadableImageException(file, e.getMessage(), e);
    } catch (OutOfMemoryError e) {
      // One array is too large for what is free; everything else goes on.
      throw new UnreadableImageException(
          file, "too large for the memory of this process (java -Xmx): " + e.getMessage(), e);
    } catch (ClosedByInterruptException e) {
      throw e;
    } catch (IOException e) {
      throw new UnreadableImageException(file, "cannot be read: " + e, e);
    }
  }
}
