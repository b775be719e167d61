package io.greenmim.download;

import java.time.Duration;

/**
 * How to fetch.
 *
 * @param connectTimeout how long a connection may take
 * @param readTimeout how long a server may be silent
 * @param offline whether the network must not be used
 */
public record DownloadSettings(Duration connectTimeout, Duration readTimeout, boolean offline) {

  /**
   * Returns the usual settings: 20 seconds to connect, 60 seconds of silence.
   *
   * @param offline whether the network must not be used
   * @return the settings
   */
  public static DownloadSettings usual(boolean offline) {
    return new DownloadSettings(Duration.ofSeconds(20), Duration.ofSeconds(60), offline);
  }
}
