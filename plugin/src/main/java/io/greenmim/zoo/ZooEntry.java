package io.greenmim.zoo;

import ai.djl.Application;
import io.greenmim.tensors.Printable;
import java.io.IOException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The place of an artifact in a zoo.
 *
 * @param application what the artifact is for
 * @param artifactId id of the artifact, unique in a zoo
 */
record ZooEntry(Application application, String artifactId) {

  /** Name of the file that describes an artifact. */
  static final String METADATA = "metadata.json";

  /** What an artifact may be called: usable in paths and addresses alike. */
  static final String ARTIFACT_ID = "[A-Za-z0-9](?:[A-Za-z0-9._-]{0,126}[A-Za-z0-9_-])?";

  private static final String GROUP = GreenMimModelZoo.GROUP_ID.replace('.', '/');
  private static final Pattern PATH =
      Pattern.compile("model/(.+)/" + GROUP + "/(" + ARTIFACT_ID + ")/" + Pattern.quote(METADATA));

  /** Reads the path of a metadata file; nothing if it belongs to another group. */
  static Optional<ZooEntry> parse(String path) throws IOException {
    Matcher matcher = PATH.matcher(path);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    Application application = Application.of(matcher.group(1));
    if (!application.getPath().equals(matcher.group(1))) {
      throw new IOException(
          "%s: expected an application of DJL, got %s"
              .formatted(Printable.of(path), Printable.of(matcher.group(1))));
    }
    return Optional.of(new ZooEntry(application, matcher.group(2)));
  }

  /** Path of the artifact's folder in a zoo, ending in a slash. */
  String folder() {
    return "model/" + application.getPath() + "/" + GROUP + "/" + artifactId + "/";
  }
}
