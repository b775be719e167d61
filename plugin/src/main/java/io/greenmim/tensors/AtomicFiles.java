package io.greenmim.tensors;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.UUID;

/** Files that are replaced whole or not at all. */
public final class AtomicFiles {

  private AtomicFiles() {}

  /** Writes the content of a file. */
  @FunctionalInterface
  public interface Content {

    /**
     * Writes the content.
     *
     * @param file the file to write to
     * @throws IOException if it cannot be written
     */
    void writeTo(Path file) throws IOException;
  }

  /**
   * Writes a file beside its place and moves it there.
   *
   * @param path the file; its folder is made if need be
   * @param content writes the content
   * @throws IOException if it cannot be written; then the old file is untouched, and the message
   *     names the file
   */
  public static void replace(Path path, Content content) throws IOException {
    Path folder = path.toAbsolutePath().getParent();
    Files.createDirectories(folder);
    // Not createTempFile, which would leave a file that only its owner may read.
    String name = "." + path.getFileName() + "." + UUID.randomUUID() + ".tmp";
    Path temporary = folder.resolve(name);
    try {
      content.writeTo(temporary);
      Files.move(
          temporary, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw FileFailure.of(path, e);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  /**
   * Writes a text file whole or not at all.
   *
   * @param path the file
   * @param text its content, written as UTF-8
   * @throws IOException if it cannot be written; then the old file is untouched
   */
  public static void writeText(Path path, String text) throws IOException {
    replace(path, file -> Files.writeString(file, text, StandardCharsets.UTF_8));
  }
}
