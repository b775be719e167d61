package io.greenmim.tensors;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.stream.Stream;

/** Folders of files that appear whole or not at all. */
public final class AtomicFolders {

  private AtomicFolders() {}

  /**
   * Moves a folder into place; one that is there is replaced, and put back if that fails.
   *
   * @param staged the folder, on the same file system as the target
   * @param target where it goes
   * @throws IOException if it cannot be moved; then the target is as it was
   */
  public static void install(Path staged, Path target) throws IOException {
    if (!Files.exists(target)) {
      Files.move(staged, target, StandardCopyOption.ATOMIC_MOVE);
      return;
    }
    Path old = staged.resolveSibling(staged.getFileName() + ".old");
    Files.move(target, old, StandardCopyOption.ATOMIC_MOVE);
    try {
      Files.move(staged, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      Files.move(old, target, StandardCopyOption.ATOMIC_MOVE);
      throw e;
    }
    delete(old);
  }

  /**
   * Deletes a folder of files.
   *
   * @param folder the folder, without folders in it; one that is not there is left alone
   * @throws IOException if a file cannot be deleted
   */
  public static void delete(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return;
    }
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(folder);
  }
}
