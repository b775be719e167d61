package io.greenmim.detect.coco;

import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.text.Normalizer;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The folder that the file names of an annotation file are relative to. It says of a file that is
 * not there where it was looked for, and which file of the same last name is. Thread-safe.
 */
public final class ImageFolder {

  private final Path folder;

  /** A file of each last name; made when the first file is missed. */
  private Map<String, Path> byLastName;

  /**
   * Names a folder.
   *
   * @param folder the folder
   */
  public ImageFolder(Path folder) {
    this.folder = folder;
  }

  /**
   * Returns the file of an image.
   *
   * @param image its entry
   * @return the file, which need not exist; nothing if its name is empty or no name of a file
   */
  public Optional<Path> file(CocoImage image) {
    if (image.fileName().isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(folder.resolve(image.fileName()));
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
  }

  /**
   * Tells whether there is the file of an image.
   *
   * @param image its entry
   * @return whether it is a file
   */
  public boolean has(CocoImage image) {
    return file(image).filter(Files::isRegularFile).isPresent();
  }

  /**
   * Says that there is no file.
   *
   * @param image entry of the image
   * @return what was expected, where it was looked for, and a file of the same last name
   */
  public String missing(CocoImage image) {
    if (image.fileName().isEmpty()) {
      return "expected a text as file_name, got none";
    }
    Optional<Path> file = file(image);
    String place =
        file.map(path -> " at " + path).orElse(" in " + folder + ", as no file can have this name");
    return "expected an image file"
        + place
        + ", found none"
        + sameLastName(image.fileName())
            .map(other -> "; there is one of the same last name, " + other)
            .orElse("");
  }

  private synchronized Optional<Path> sameLastName(String name) {
    if (byLastName == null) {
      byLastName = filesByLastName();
    }
    String plain = name.replace('\\', '/');
    String last = plain.substring(plain.lastIndexOf('/') + 1);
    return Optional.ofNullable(byLastName.get(last))
        .or(() -> Optional.ofNullable(byLastName.get(alike(last))));
  }

  /** What names have in common that only differ in case, composed letters or encoded blanks. */
  private static String alike(String lastName) {
    return Normalizer.normalize(decoded(lastName), Normalizer.Form.NFC).toLowerCase(Locale.ROOT);
  }

  /** Undoes what web addresses do to blanks and other characters; a plus sign stays. */
  private static String decoded(String name) {
    try {
      return URLDecoder.decode(name.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return name; // no encoded name
    }
  }

  private static Path first(Path one, Path other) {
    return one.compareTo(other) <= 0 ? one : other;
  }

  private Map<String, Path> filesByLastName() {
    Map<String, Path> files = new HashMap<>();
    try {
      Files.walkFileTree(
          folder,
          EnumSet.of(FileVisitOption.FOLLOW_LINKS),
          Integer.MAX_VALUE,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
              if (attributes.isRegularFile()) {
                String name = file.getFileName().toString();
                files.merge(name, file, ImageFolder::first);
                files.merge(alike(name), file, ImageFolder::first);
              }
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException reason) {
              return FileVisitResult.CONTINUE; // what cannot be looked at helps nobody
            }
          });
    } catch (IOException e) {
      return files; // a hint, from what could be seen
    }
    return files;
  }
}
