package io.greenmim.train.report;

import io.greenmim.tensors.AtomicFiles;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import javax.imageio.ImageIO;

/** Drawn pictures as PNG. */
public final class PngFile {

  private PngFile() {}

  /**
   * Writes a picture, whole or not at all.
   *
   * @param path the file
   * @param image the picture
   * @throws IOException if it cannot be written; then the old file is untouched
   */
  public static void write(Path path, BufferedImage image) throws IOException {
    AtomicFiles.replace(
        path,
        file -> {
          if (!ImageIO.write(image, "png", file.toFile())) {
            throw new IOException(path + ": this Java machine has no writer of PNG");
          }
        });
  }
}
