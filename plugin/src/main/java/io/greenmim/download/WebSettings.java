package io.greenmim.download;

import java.time.Duration;

/**
 * How the web is asked.
 *
 * @param reach which servers may be asked
 * @param connect how long a connection may take
 * @param silence how long a server may send nothing
 * @param total how long an answer may take in all
 */
public record WebSettings(Reach reach, Duration connect, Duration silence, Duration total) {

  private static final Duration NO_END = Duration.ofDays(365);

  /** Which servers may be asked, and on which way. */
  public enum Reach {
    /** Those of the public internet, directly: for addresses that strangers name. */
    PUBLIC,
    /** Those of this machine and its network too, directly. */
    PRIVATE,
    /** All, by the proxies of the Java platform: for addresses that the application names. */
    OWN
  }

  /**
   * Returns the settings for addresses that the application or its zoo names.
   *
   * @return 20 seconds to connect, 60 seconds of silence, no limit in all, by proxies where there
   *     are some
   */
  public static WebSettings own() {
    return new WebSettings(Reach.OWN, Duration.ofSeconds(20), Duration.ofSeconds(60), NO_END);
  }

  /**
   * Returns the settings for addresses that strangers name.
   *
   * @param privateAddresses whether connections to this machine and its network are allowed
   * @return 10 seconds to connect and of silence, 60 seconds in all, no proxies
   */
  public static WebSettings strangers(boolean privateAddresses) {
    return new WebSettings(
        privateAddresses ? Reach.PRIVATE : Reach.PUBLIC,
        Duration.ofSeconds(10),
        Duration.ofSeconds(10),
        Duration.ofSeconds(60));
  }
}
