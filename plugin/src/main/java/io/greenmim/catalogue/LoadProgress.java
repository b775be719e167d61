package io.greenmim.catalogue;

import ai.djl.util.Progress;
import io.greenmim.download.DownloadListener;

/** DJL's progress, which may be absent, for the steps of making a model ready. */
final class LoadProgress implements DownloadListener {

  private final Progress progress;
  private final String file;
  private final long estimate;

  /**
   * Wraps a progress.
   *
   * @param progress the progress, or null
   * @param file name of the file, for messages
   * @param estimate bytes of the file as far as they are known beforehand
   */
  LoadProgress(Progress progress, String file, long estimate) {
    this.progress = progress;
    this.file = file;
    this.estimate = estimate;
  }

  @Override
  public void started(long already, long total) {
    if (progress != null) {
      progress.reset("Downloading", total < 0 ? estimate : total, file);
      progress.start(already);
    }
  }

  @Override
  public void advanced(long bytes) {
    if (progress != null) {
      progress.increment(bytes);
    }
  }

  /** A step over the bytes of a file begins. */
  void step(String name, long bytes) {
    if (progress != null) {
      progress.reset(name, bytes, file);
      progress.start(0);
    }
  }
}
