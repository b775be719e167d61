package io.greenmim.download;

/** Is told how a transfer goes on; called on the thread that fetches. */
public interface DownloadListener {

  /** Listens to nothing. */
  DownloadListener NONE =
      new DownloadListener() {
        @Override
        public void started(long already, long total) {}

        @Override
        public void advanced(long bytes) {}
      };

  /**
   * A transfer begins.
   *
   * @param already bytes that an earlier transfer left
   * @param total bytes of the whole file, or -1 if the server does not tell
   */
  void started(long already, long total);

  /**
   * Bytes came in.
   *
   * @param bytes how many since the last call
   */
  void advanced(long bytes);
}
