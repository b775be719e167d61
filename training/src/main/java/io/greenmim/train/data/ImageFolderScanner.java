package io.greenmim.train.data;

import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.StringJoiner;
import java.util.TreeSet;

/**
 * Finds the images of a folder: flat or nested, no labels.
 *
 * <p>Every regular file below the folder whose extension is one of {@link #EXTENSIONS}, in any
 * case, is an image. Files and folders whose names start with a dot are skipped; symbolic links are
 * followed. The order is that of the relative names as strings of UTF-16 units with {@code /}
 * between the parts, which is the same on every file system.
 */
public final class ImageFolderScanner {

  /** The extensions of image files, in lower case. */
  public static final Set<String> EXTENSIONS =
      Set.copyOf(List.of("jpg", "jpeg", "png", "bmp", "webp"));

  private ImageFolderScanner() {}

  /**
   * Lists the images below a folder.
   *
   * @param folder the folder
   * @return the images, at least one
   * @throws DataException if the folder does not exist, is no folder, cannot be walked or holds no
   *     image
   */
  public static ImageList scan(Path folder) {
    if (!Files.exists(folder)) {
      throw new DataException("image folder " + folder + " does not exist");
    }
    if (!Files.isDirectory(folder)) {
      throw new DataException(folder + " is not a folder; expected a folder of images");
    }
    List<ImageFile> files = new ArrayList<>();
    try {
      Files.walkFileTree(
          folder,
          EnumSet.of(FileVisitOption.FOLLOW_LINKS),
          Integer.MAX_VALUE,
          new Visitor(folder, files));
    } catch (IOException e) {
      throw new DataException("cannot walk the image folder " + folder + ": " + e, e);
    }
    if (files.isEmpty()) {
      throw new DataException(
          "no image under " + folder + "; expected files that end in " + expectedExtensions());
    }
    files.sort(Comparator.comparing(ImageFile::name));
    return new ImageList(folder, files);
  }

  private static String expectedExtensions() {
    StringJoiner joiner = new StringJoiner(", ");
    new TreeSet<>(EXTENSIONS).forEach(extension -> joiner.add("." + extension));
    return joiner.toString();
  }

  /** Collects the images. */
  private static final class Visitor extends SimpleFileVisitor<Path> {

    private final Path root;
    private final List<ImageFile> files;

    Visitor(Path root, List<ImageFile> files) {
      this.root = root;
      this.files = files;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
      boolean hidden = !folder.equals(root) && isHidden(folder);
      return hidden ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      if (attributes.isRegularFile() && !isHidden(file) && hasImageExtension(file)) {
        files.add(new ImageFile(relativeName(file), attributes.size()));
      }
      return FileVisitResult.CONTINUE;
    }

    private static boolean isHidden(Path path) {
      return path.getFileName().toString().startsWith(".");
    }

    private static boolean hasImageExtension(Path file) {
      String name = file.getFileName().toString();
      String extension = name.substring(name.lastIndexOf('.') + 1);
      return extension.length() < name.length()
          && EXTENSIONS.contains(extension.toLowerCase(Locale.ROOT));
    }

    private String relativeName(Path file) {
      StringJoiner joiner = new StringJoiner("/");
      root.relativize(file).forEach(part -> joiner.add(part.toString()));
      return joiner.toString();
    }
  }
}
