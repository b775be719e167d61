package io.greenmim.zoo;

import ai.djl.repository.Artifact;
import ai.djl.util.Progress;
import io.greenmim.download.RootFolder;
import io.greenmim.download.Sha1;
import io.greenmim.tensors.AtomicFolders;
import io.greenmim.tensors.FileFailure;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Collection;
import java.util.UUID;

/**
 * Fetches the files of a version from a zoo into the cache: all of them as the metadata tell, or
 * nothing. No more bytes are written than the metadata announce.
 */
final class ZooDownload {

  private static final int BUFFER = 1 << 16;

  private final ZooSource source;
  private final RootFolder cache;
  private final Progress progress;

  /**
   * Prepares a download.
   *
   * @param source the zoo
   * @param cache folder of the zoo in the cache
   * @param progress is told of the bytes, or null
   */
  ZooDownload(ZooSource source, RootFolder cache, Progress progress) {
    this.source = source;
    this.cache = cache;
    this.progress = progress;
  }

  /**
   * Fetches files, unless they are there.
   *
   * @param items the files
   * @param place folder of the artifact in the zoo, ending in a slash
   * @param target where they are put, below the cache
   * @throws IOException if one cannot be fetched or is not the one of the metadata
   */
  void fetch(Collection<Artifact.Item> items, String place, Path target) throws IOException {
    if (Files.exists(target)) {
      return;
    }
    Path staged = target.resolveSibling("." + target.getFileName() + "." + UUID.randomUUID());
    try {
      Files.createDirectories(staged);
      start(items, staged);
      for (Artifact.Item item : items) {
        fetch(item, place + item.getUri(), staged);
      }
      CheckedMetadata.checkServing(
          ServingProperties.read(staged), source.uri().resolve(place).toString());
      install(staged, target);
    } finally {
      AtomicFolders.delete(staged);
      deleteEmpty(target.getParent());
      if (progress != null) {
        progress.end();
      }
    }
  }

  private void start(Collection<Artifact.Item> items, Path staged) throws IOException {
    long bytes = 0;
    for (Artifact.Item item : items) {
      bytes = Math.addExact(bytes, item.getSize());
    }
    long free = Files.getFileStore(staged).getUsableSpace();
    if (bytes > free) {
      throw new IOException(
          "%s: expected %s free bytes in %s, found %s"
              .formatted(source.uri(), bytes, cache.path(), free));
    }
    if (progress != null) {
      progress.reset(source.onClassPath() ? "Copying" : "Downloading", bytes);
    }
  }

  private void fetch(Artifact.Item item, String path, Path staged) throws IOException {
    MessageDigest digest = Sha1.digest();
    long got = 0;
    Path file = new RootFolder(staged).resolve(item.getName());
    try (InputStream in = source.open(path);
        OutputStream out = FileFailure.stream(file, Files.newOutputStream(file))) {
      byte[] buffer = new byte[BUFFER];
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        got += n;
        if (got > item.getSize()) {
          throw refuse(path, item.getSize() + " bytes", "more");
        }
        digest.update(buffer, 0, n);
        out.write(buffer, 0, n);
        if (progress != null) {
          progress.increment(n);
        }
      }
    }
    String sha1 = Sha1.hex(digest);
    if (got != item.getSize()) {
      throw refuse(path, item.getSize() + " bytes", Long.toString(got));
    }
    if (!sha1.equalsIgnoreCase(item.getSha1Hash())) {
      throw refuse(path, "a file with SHA-1 " + item.getSha1Hash(), sha1);
    }
  }

  private IOException refuse(String path, String expected, String got) {
    return new IOException(
        "%s: expected %s, got %s".formatted(source.uri().resolve(path), expected, got));
  }

  /** Another process may have been faster. */
  private static void install(Path staged, Path target) throws IOException {
    try {
      AtomicFolders.install(staged, target);
    } catch (FileAlreadyExistsException | DirectoryNotEmptyException e) {
      if (!Files.isDirectory(target)) {
        throw e;
      }
    }
  }

  /** A refused download leaves no folders either. */
  private void deleteEmpty(Path folder) throws IOException {
    Path at = folder;
    while (at.startsWith(cache.path()) && !at.equals(cache.path())) {
      try {
        Files.deleteIfExists(at);
      } catch (DirectoryNotEmptyException e) {
        return;
      }
      at = at.getParent();
    }
  }
}
