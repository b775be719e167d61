package io.greenmim.download;

import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.Path;
import java.util.Locale;

/** Makes the one line that a failed download ends with: what happened, and the way by hand. */
final class Refusal {

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
  DownloadException because(Throwable failure, DownloadSettings settings) {
    DownloadException refusal = because("%s", reason(failure, settings));
    refusal.addSuppressed(failure);
    return refusal;
  }

  private String reason(Throwable failure, DownloadSettings settings) {
    String host = file.address().map(URI::getAuthority).orElse("");
    if (failure instanceof HttpConnectTimeoutException) {
      return "no connection to %s within %s ms"
          .formatted(host, settings.connectTimeout().toMillis());
    }
    if (failure instanceof HttpTimeoutException) {
      return "%s was silent for %s ms".formatted(host, settings.readTimeout().toMillis());
    }
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof UnresolvedAddressException || cause instanceof UnknownHostException) {
        return "no network, or no host " + host;
      }
    }
    if (failure instanceof ConnectException) {
      return "no connection to " + host;
    }
    return "the network failed (" + text(failure) + ")";
  }

  /** The first line of a failure's message. */
  static String text(Throwable failure) {
    String message = failure.getMessage();
    return message == null || message.isBlank()
        ? failure.getClass().getSimpleName()
        : message.lines().findFirst().orElse(message);
  }
}
