package io.greenmim.fetch;

import java.time.Duration;

/**
 * What may be fetched.
 *
 * @param privateAddresses whether connections to this machine and its network are allowed
 * @param connectTimeout how long a connection may take
 * @param totalTimeout how long a fetch may take in all
 */
public record FetchSettings(
    boolean privateAddresses, Duration connectTimeout, Duration totalTimeout) {

  /**
   * Returns the usual settings: 10 seconds to connect, 60 seconds in all.
   *
   * @param privateAddresses whether connections to this machine and its network are allowed
   * @return the settings
   */
  public static FetchSettings usual(boolean privateAddresses) {
    return new FetchSettings(privateAddresses, Duration.ofSeconds(10), Duration.ofSeconds(60));
  }
}
