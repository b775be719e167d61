package io.greenmim.train.data;

import io.greenmim.image.read.ImageFormat;
import io.greenmim.train.config.Interruption;
import io.greenmim.train.data.PassedOver.Reason;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.StringJoiner;

/**
 * Collects the images of a folder. Nothing below the folder ends the walk: what cannot be read is
 * recorded by its name.
 *
 * <p>A file with the name of an image is not opened here: whoever reads it tells what is wrong with
 * it. Of others the first bytes are read. Pipes, sockets and devices are never opened.
 */
final class ImageFileVisitor extends SimpleFileVisitor<Path> {

  /** Endings, in lower case, of files that are images by their name alone. */
  static final Set<String> IMAGE_ENDINGS =
      Set.of("jpg", "jpeg", "jpe", "jfif", "png", "bmp", "dib", "webp", "tif", "tiff");

  /** Endings of raw files of cameras that start as TIFF files do; a preview is all to be read. */
  private static final Set<String> RAW_ENDINGS =
      Set.of(
          "3fr", "arw", "cr2", "dcr", "dng", "erf", "fff", "iiq", "k25", "kdc", "mef", "mos", "nef",
          "nrw", "pef", "ptx", "sr2", "srf", "srw");

  /** No image of any format is smaller, and a file of the system may say 0 and never end. */
  private static final int LEAST_BYTES = 12;

  private final Path root;
  private final List<ImageFile> files = new ArrayList<>();
  private final PassedOver.Tally passed = new PassedOver.Tally();

  ImageFileVisitor(Path root) {
    this.root = root;
  }

  /** The images found so far, in the order of the walk. */
  List<ImageFile> files() {
    return files;
  }

  /** What was left aside so far. */
  PassedOver passedOver() {
    return passed.done();
  }

  @Override
  public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
    if (folder.equals(root)) {
      return FileVisitResult.CONTINUE;
    }
    if (isHidden(folder)) {
      passed.add(Reason.HIDDEN, "");
      return FileVisitResult.SKIP_SUBTREE;
    }
    return isNameable(folder) ? FileVisitResult.CONTINUE : FileVisitResult.SKIP_SUBTREE;
  }

  @Override
  public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
      throws InterruptedIOException, ClosedByInterruptException {
    Interruption.checkIo();
    if (isHidden(file)) {
      passed.add(Reason.HIDDEN, "");
    } else if (attributes.isSymbolicLink()) {
      // The walk follows links: what is left as a link could not be followed.
      passed.unreachable(name(file), linkReason(file));
    } else if (!attributes.isRegularFile()) {
      passed.add(Reason.SPECIAL, "");
    } else if (isNameable(file) && isImage(file, attributes.size())) {
      files.add(new ImageFile(name(file), attributes.size()));
    }
    return FileVisitResult.CONTINUE;
  }

  /** Records what could not be looked at; fails for the folder that the walk began with. */
  @Override
  public FileVisitResult visitFileFailed(Path path, IOException cause) throws IOException {
    if (path.equals(root)) {
      throw cause;
    }
    if (isHidden(path)) {
      passed.add(Reason.HIDDEN, "");
    } else {
      passed.unreachable(name(path), reason(cause));
    }
    return FileVisitResult.CONTINUE;
  }

  /** Records a folder of which only the first entries could be listed. */
  @Override
  public FileVisitResult postVisitDirectory(Path folder, IOException cause) throws IOException {
    if (cause == null) {
      return FileVisitResult.CONTINUE;
    }
    if (folder.equals(root)) {
      throw cause;
    }
    passed.unreachable(name(folder), "not listed to its end: " + reason(cause));
    return FileVisitResult.CONTINUE;
  }

  private boolean isImage(Path file, long size) throws ClosedByInterruptException {
    String ending = ending(file);
    if (IMAGE_ENDINGS.contains(ending)) {
      return true;
    }
    try {
      Optional<ImageFormat> format =
          size < LEAST_BYTES ? Optional.empty() : ImageFormat.of(start(file));
      boolean raw = format.equals(Optional.of(ImageFormat.TIFF)) && RAW_ENDINGS.contains(ending);
      if (format.isEmpty() || raw) {
        passed.add(raw ? Reason.RAW : Reason.OTHER, ending);
        return false;
      }
      return true;
    } catch (ClosedByInterruptException e) {
      throw e;
    } catch (IOException e) {
      passed.unreachable(name(file), reason(e));
      return false;
    }
  }

  private static byte[] start(Path file) throws IOException {
    ByteBuffer start = ByteBuffer.allocate(ImageFormat.SNIFFED_BYTES);
    try (SeekableByteChannel channel = Files.newByteChannel(file)) {
      int read = 0;
      while (read >= 0 && start.hasRemaining()) {
        read = channel.read(start);
      }
    }
    return Arrays.copyOf(start.array(), start.position());
  }

  /** Whether the file is found again by its name as text; it is recorded otherwise. */
  private boolean isNameable(Path path) {
    String name = name(path);
    try {
      if (root.resolve(name).equals(path)) {
        return true;
      }
    } catch (InvalidPathException e) {
      // No path has this name: the answer below.
    }
    passed.unreachable(
        name, "its name is no text in %s".formatted(System.getProperty("sun.jnu.encoding")));
    return false;
  }

  private static boolean isHidden(Path path) {
    return path.getFileName().toString().startsWith(".");
  }

  private static String ending(Path file) {
    String name = file.getFileName().toString();
    int dot = name.lastIndexOf('.');
    return dot < 0 ? "" : name.substring(dot + 1).toLowerCase(Locale.ROOT);
  }

  private String name(Path path) {
    StringJoiner joiner = new StringJoiner("/");
    root.relativize(path).forEach(part -> joiner.add(part.toString()));
    return joiner.toString();
  }

  private static String linkReason(Path link) {
    try {
      Files.readAttributes(link, BasicFileAttributes.class);
      return "a link that changed during the search";
    } catch (NoSuchFileException e) {
      return "a link that leads nowhere";
    } catch (AccessDeniedException e) {
      return "a link to what may not be read";
    } catch (FileSystemException e) {
      return "a link that leads in a circle or cannot be followed: " + e.getReason();
    } catch (IOException e) {
      return "a link that cannot be followed: " + e.getMessage();
    }
  }

  private static String reason(IOException cause) {
    if (cause instanceof FileSystemLoopException) {
      return "a link that leads in a circle";
    }
    if (cause instanceof AccessDeniedException) {
      return "no permission to read it";
    }
    if (cause instanceof NoSuchFileException) {
      return "it vanished during the search";
    }
    return "cannot be read: " + cause;
  }
}
