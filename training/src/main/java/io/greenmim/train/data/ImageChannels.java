package io.greenmim.train.data;

import io.greenmim.image.PixelImage;
import io.greenmim.image.read.ImageCoding;
import io.greenmim.image.read.ImageInfo;
import io.greenmim.train.config.Interruption;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.util.Iterator;

/** Looks whether images have the channels that a run is for, before it begins. */
public final class ImageChannels {

  private ImageChannels() {}

  /**
   * Looks at the first image whose header can be read.
   *
   * @param files the images
   * @param channels channels of the model, of which nobody said anything
   * @throws DataException if it has another number of channels; the message says how such images
   *     are trained on
   * @throws InterruptedIOException if the thread is interrupted
   */
  public static void requireUsual(Iterator<Path> files, int channels)
      throws InterruptedIOException {
    while (files.hasNext()) {
      Path file = files.next();
      Interruption.checkIo();
      try {
        ImageCoding coding = ImageInfo.of(file).coding();
        if (!coding.delivers(channels)) {
          throw new DataException(
              ("%s: expected an image of %s, found %s; setting 'stats' takes the file that"
                      + " 'greenmim data stats' writes of images of other channels")
                  .formatted(file, PixelImage.count(channels), coding.channels()));
        }
        return;
      } catch (IOException e) {
        // It is told when it is read.
      }
    }
  }
}
