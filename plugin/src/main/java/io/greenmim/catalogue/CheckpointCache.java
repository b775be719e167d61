package io.greenmim.catalogue;

import ai.djl.util.Progress;
import ai.djl.util.Utils;
import io.greenmim.checkpoint.ImportedModel;
import io.greenmim.download.FileDownloader;
import io.greenmim.download.FileGuard;
import io.greenmim.download.RootFolder;
import io.greenmim.download.Sha1;
import io.greenmim.download.WebClient;
import io.greenmim.download.WebSettings;
import io.greenmim.weights.ConfigFile;
import io.greenmim.weights.ModelFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/**
 * The copy of one published model on this machine.
 *
 * <p>The folder holds the converted model and, in {@code first-use.json}, the digests that the
 * original and the converted file had on their first use. A file that the user puts there under its
 * expected name is taken instead of fetching it, and stays; one that was fetched is deleted once it
 * is converted, for it is as large as the model or three times larger, or refused.
 */
public final class CheckpointCache {

  private final Path folder;
  private final String artifactId;
  private final PublishedCheckpoint checkpoint;

  private CheckpointCache(Path folder, String artifactId, PublishedCheckpoint checkpoint) {
    this.folder = new RootFolder(folder).path();
    this.artifactId = artifactId;
    this.checkpoint = checkpoint;
  }

  /**
   * Names the copy of a published model.
   *
   * @param folder folder of the model; made when the model is
   * @param artifactId id of the model, for messages
   * @param checkpoint what is published
   * @return its copy, which need not be there yet
   */
  public static CheckpointCache of(Path folder, String artifactId, PublishedCheckpoint checkpoint) {
    return new CheckpointCache(folder, artifactId, checkpoint);
  }

  /**
   * Returns the folder of the model.
   *
   * @return the folder, which need not exist
   */
  public Path folder() {
    return folder;
  }

  /**
   * Returns what is published.
   *
   * @return the checkpoint
   */
  public PublishedCheckpoint checkpoint() {
    return checkpoint;
  }

  /**
   * Returns the size of the converted model.
   *
   * @return bytes of its weights, or empty if it was not converted yet
   * @throws IOException if the folder cannot be read
   */
  public Optional<Long> convertedBytes() throws IOException {
    Path weights = folder.resolve(ModelFolder.WEIGHTS);
    return converted().isPresent() ? Optional.of(Files.size(weights)) : Optional.empty();
  }

  /**
   * Makes the model ready: fetches and converts the original unless that was done before.
   *
   * @param progress is told of the steps, or null
   * @throws IOException if the original cannot be fetched or read, is not the model, or a file is
   *     not what it was on its first use
   */
  public void prepare(Progress progress) throws IOException {
    PublishedCheckpoint.Original original = checkpoint.original();
    LoadProgress steps = new LoadProgress(progress, original.file(), original.bytes());
    try (FileGuard guard = FileGuard.of(folder.resolve(ModelFolder.WEIGHTS))) {
      Optional<FirstUse> converted = converted();
      if (converted.isPresent()) {
        verifyModel(converted.get(), steps);
        return;
      }
      Path file = new RootFolder(folder).resolve(original.file());
      boolean given = Files.exists(file);
      if (!given) {
        new FileDownloader(new WebClient(WebSettings.own()), Utils.isOfflineMode())
            .fetch(original.remote(), file, steps);
      }
      try {
        convert(file, steps);
      } catch (IOException e) {
        throw new IOException(
            "%s; %s get another one from %s"
                .formatted(
                    e.getMessage(),
                    given
                        ? "if the file is at fault, delete it and"
                        : "what was fetched is deleted, and the next load fetches it anew, or",
                    original.downloadPage()),
            e);
      } finally {
        if (!given) {
          Files.delete(file);
        }
      }
    }
  }

  /**
   * Converts a file that the user has as if it had been fetched; the file stays as it is.
   *
   * @param file the original file, wherever it lies and whatever its name
   * @param progress is told of the steps, or null
   * @return whether the model was made; false if it was there, made of the same file
   * @throws IOException if the file cannot be read, is not the model, or not the one of the first
   *     use
   */
  public boolean adopt(Path file, Progress progress) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new NoSuchFileException(file.toString());
    }
    LoadProgress steps =
        new LoadProgress(progress, String.valueOf(file.getFileName()), Files.size(file));
    try (FileGuard guard = FileGuard.of(folder.resolve(ModelFolder.WEIGHTS))) {
      Optional<FirstUse> converted = converted();
      if (converted.isPresent()) {
        verifyOriginal(file, converted.get(), digest("Checking", file, steps));
        verifyModel(converted.get(), steps);
        return false;
      }
      convert(file, steps);
      return true;
    }
  }

  /** The record of a conversion that is complete and would be done the same way today. */
  private Optional<FirstUse> converted() throws IOException {
    boolean there =
        Files.exists(folder.resolve(ModelFolder.WEIGHTS))
            && Files.exists(folder.resolve(ConfigFile.NAME));
    return there
        ? FirstUse.read(folder).filter(first -> first.conversion().equals(conversion()))
        : Optional.empty();
  }

  private String conversion() {
    PublishedCheckpoint.Conversion conversion = checkpoint.conversion();
    return "%s %s Conversion[layout=%s, mergeOrder=%s]"
        .formatted(
            CheckedImport.VERSION,
            checkpoint.model(),
            conversion.layout().toUpperCase(Locale.ROOT),
            conversion.mergeOrder());
  }

  private void convert(Path file, LoadProgress steps) throws IOException {
    long bytes = Files.size(file);
    PublishedCheckpoint.Original original = checkpoint.original();
    if (original.bytesExact() && bytes != original.bytes()) {
      throw new IOException(
          "%s: expected the %s bytes of %s, got %s"
              .formatted(file, original.bytes(), original.file(), bytes));
    }
    steps.step("Checking", bytes);
    String sha1 =
        original.digest() == null
            ? Sha1.of(file, steps::advanced)
            : original.digest().check(file, steps::advanced);
    Optional<FirstUse> first = FirstUse.read(folder);
    if (first.isPresent()) {
      verifyOriginal(file, first.get(), sha1);
    }
    ImportedModel model = CheckedImport.read(file, artifactId, checkpoint);
    steps.step("Converting", bytes);
    Files.createDirectories(folder);
    ModelFolder.save(folder, model.config(), model.tensors());
    Path weights = folder.resolve(ModelFolder.WEIGHTS);
    // Written last: without it the model counts as not converted.
    FirstUse.of(original.file(), bytes, sha1, conversion(), digest("Checking", weights, steps))
        .write(folder);
  }

  private void verifyOriginal(Path file, FirstUse first, String sha1) throws IOException {
    if (!sha1.equals(first.sha1())) {
      throw new IOException(
          "%s: expected SHA-1 %s as on its first use, got %s; delete %s to accept this one"
              .formatted(file, first.sha1(), sha1, folder.resolve(FirstUse.NAME)));
    }
  }

  private void verifyModel(FirstUse first, LoadProgress steps) throws IOException {
    Path weights = folder.resolve(ModelFolder.WEIGHTS);
    String sha1 = digest("Checking", weights, steps);
    if (!sha1.equals(first.modelSha1())) {
      throw new IOException(
          "%s: expected SHA-1 %s as on its first use, got %s: it is damaged or was replaced; delete"
                  .formatted(weights, first.modelSha1(), sha1)
              + " it to have it made anew");
    }
  }

  private static String digest(String name, Path file, LoadProgress steps) throws IOException {
    steps.step(name, Files.size(file));
    return Sha1.of(file, steps::advanced);
  }
}
