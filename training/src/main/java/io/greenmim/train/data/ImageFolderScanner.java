package io.greenmim.train.data;

import io.greenmim.image.read.ImageFormat;
import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;

/**
 * Finds the images of a folder: flat or nested, no labels.
 *
 * <p>A regular file below the folder is an image if its name ends as those of images do ({@code
 * .jpg}, {@code .png}, {@code .tif} and so on, in any case), or if its first bytes are those of an
 * {@link ImageFormat}, whatever its name. A file that is an image by its name alone is kept: to
 * read it fails, and then it is listed. Files and folders whose names start with a dot are skipped;
 * symbolic links are followed, so that a file with several names comes as often. Links that lead
 * nowhere or in a circle, folders that may not be read, pipes and other files are passed over:
 * {@link ImageList#passedOver} tells of them.
 *
 * <p>The order is that of the relative names as strings of UTF-16 units with {@code /} between the
 * parts, which is the same on every file system.
 */
public final class ImageFolderScanner {

  private ImageFolderScanner() {}

  /**
   * Lists the images below a folder.
   *
   * @param folder the folder
   * @return the images, at least one
   * @throws DataException if the folder does not exist, is no folder, cannot be read or holds no
   *     image
   */
  public static ImageList scan(Path folder) {
    if (!Files.exists(folder)) {
      throw new DataException("image folder " + folder + " does not exist");
    }
    if (!Files.isDirectory(folder)) {
      throw new DataException(folder + " is not a folder; expected a folder of images");
    }
    ImageFileVisitor visitor = new ImageFileVisitor(folder);
    try {
      Files.walkFileTree(
          folder, EnumSet.of(FileVisitOption.FOLLOW_LINKS), Integer.MAX_VALUE, visitor);
    } catch (IOException e) {
      throw new DataException("cannot walk the image folder " + folder + ": " + e, e);
    }
    PassedOver passed = visitor.passedOver();
    if (visitor.files().isEmpty()) {
      String summary = passed.count() == 0 ? "" : "; passed over: " + passed.summary();
      throw new DataException(
          "no image under %s; expected files in %s%s"
              .formatted(folder, ImageFormat.NAMES, summary));
    }
    visitor.files().sort(Comparator.comparing(ImageFile::name));
    return new ImageList(folder, visitor.files(), passed);
  }

  /**
   * Lists one image, or those below a folder.
   *
   * @param path a file, which is taken for an image whatever it holds, or a folder
   * @return the images, at least one
   * @throws DataException if there is neither a regular file nor a folder, or as {@link #scan} does
   */
  public static ImageList find(Path path) {
    if (Files.isDirectory(path)) {
      return scan(path);
    }
    if (!Files.isRegularFile(path)) {
      throw new DataException(
          "expected an image or a folder of images, got %s, which %s"
              .formatted(path, Files.exists(path) ? "is neither" : "does not exist"));
    }
    try {
      ImageFile file = new ImageFile(path.getFileName().toString(), Files.size(path));
      return new ImageList(path.toAbsolutePath().getParent(), List.of(file));
    } catch (IOException e) {
      throw new DataException("cannot read " + path + ": " + e, e);
    }
  }
}
