package io.greenmim.download;

import java.net.URI;
import java.nio.file.Path;
import java.util.Locale;

/** Makes the one line that a failed download ends with: what happened, and the way by hand. */
final class Refusal {

  private static final int MOVED = 300;

  private final RemoteFile file;
  private final Path target;

  Refusal(RemoteFile file, Path target) {
    this.file = file;
    this.target = target.toAbsolutePath().normalize();
  }

  /** What happened; formatted like {@link String#format}. */
  DownloadException because(String format, Object... arguments) {
    String subject =
        file.address().map(URI::toString).orElseGet(() -> target.getFileName().toString());
    return new DownloadException(
        "%s: %s; download it from %s and put it into %s as %s"
            .formatted(
                subject,
                String.format(Locale.ROOT, format, arguments),
                file.page(),
                target.getParent(),
                target.getFileName()));
  }

  /** A failure of the network before the first byte; the cause goes along for stack traces. */
  DownloadException because(WebException failure) {
    DownloadException refusal =
        failure.status() >= MOVED
            ? because("redirected too often, or from https to http (status %s)", failure.status())
            : because("%s", failure.reason());
    refusal.addSuppressed(failure);
    return refusal;
  }
}
