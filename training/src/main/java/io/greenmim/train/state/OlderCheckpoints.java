package io.greenmim.train.state;

import io.greenmim.tensors.AtomicFolders;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The checkpoints before the last one, whole folders {@code checkpoints/step-0000000N} in the
 * folder of a run. The files of one, moved back into the run's folder, let the run go on from
 * there.
 */
final class OlderCheckpoints {

  /** Folder of the older checkpoints in the folder of a run. */
  static final String FOLDER = "checkpoints";

  private static final String COLLECTING = ".collecting";
  private static final Pattern NAME = Pattern.compile("step-(\\d{1,18})");

  private final Path run;
  private final Path folder;
  private final int most;

  private record Kept(long step, Path path) {}

  /**
   * Names the older checkpoints of a run.
   *
   * @param run folder of the run
   * @param most how many are kept, not negative
   */
  OlderCheckpoints(Path run, int most) {
    this.run = run;
    this.most = most;
    folder = run.resolve(FOLDER);
  }

  /**
   * Puts the run's last checkpoint aside, which stays in its place too: the files are linked where
   * the file system can, and copied where it cannot.
   *
   * @param files names of its files; those that are not there are left out
   * @param step optimiser steps that it has taken
   * @throws IOException if it cannot be written; then the last checkpoint is as it was
   */
  void keep(List<String> files, long step) throws IOException {
    if (most == 0) {
      return;
    }
    Path collecting = folder.resolve(COLLECTING);
    AtomicFolders.delete(collecting);
    Files.createDirectories(collecting);
    try {
      for (String file : files) {
        if (Files.exists(run.resolve(file))) {
          link(run.resolve(file), collecting.resolve(file));
        }
      }
      Path kept = folder.resolve(String.format(Locale.ROOT, "step-%08d", step));
      AtomicFolders.delete(kept);
      Files.move(collecting, kept, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      AtomicFolders.delete(collecting);
    }
  }

  private static void link(Path file, Path link) throws IOException {
    try {
      Files.createLink(link, file);
    } catch (UnsupportedOperationException | FileSystemException e) {
      Files.copy(file, link, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  /**
   * Deletes what is too many, the oldest first, and what a run that went back has not reached yet.
   *
   * @param last optimiser steps of the last checkpoint
   * @throws IOException if a file cannot be deleted
   */
  void prune(long last) throws IOException {
    int left = most;
    for (Kept checkpoint : list()) {
      if (checkpoint.step() < last && left > 0) {
        left--;
      } else {
        AtomicFolders.delete(checkpoint.path());
      }
    }
  }

  /**
   * Drops what an interrupted {@link #keep} left behind.
   *
   * @throws IOException if a file cannot be deleted
   */
  void recover() throws IOException {
    AtomicFolders.delete(folder.resolve(COLLECTING));
  }

  /** The kept checkpoints, newest first; other folders are none of ours. */
  private List<Kept> list() throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    List<Kept> kept = new ArrayList<>();
    try (Stream<Path> paths = Files.list(folder)) {
      for (Path path : paths.toList()) {
        Matcher matcher = NAME.matcher(path.getFileName().toString());
        if (matcher.matches() && Files.isDirectory(path)) {
          kept.add(new Kept(Long.parseLong(matcher.group(1)), path));
        }
      }
    }
    kept.sort(Comparator.comparingLong(Kept::step).reversed());
    return Collections.unmodifiableList(kept);
  }
}
