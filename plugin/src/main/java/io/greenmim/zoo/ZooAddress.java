package io.greenmim.zoo;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An address {@code greenmim://ARTIFACT[/VERSION][?zoo=LOCATION&KEY=VALUE...]}.
 *
 * @param artifactId id of the artifact
 * @param version version of the artifact, or null for the newest
 * @param zoo folder or web address of the zoo, or empty for the configured ones
 * @param arguments further arguments of the artifact, as in DJL's own addresses
 */
record ZooAddress(
    String artifactId, String version, Optional<String> zoo, Map<String, String> arguments) {

  /** The scheme of these addresses. */
  static final String SCHEME = "greenmim";

  /** What a version may look like: up to four numbers and a qualifier. */
  static final String VERSION = "\\d{1,9}(?:\\.\\d{1,9}){0,3}(?:-[A-Za-z0-9]{1,50})?";

  private static final Pattern PLACE =
      Pattern.compile("//(" + ZooEntry.ARTIFACT_ID + ")(?:/(" + VERSION + "))?/?");

  /** Reads an address. */
  static ZooAddress parse(URI uri) {
    String specific = uri.getRawSchemeSpecificPart();
    int question = specific.indexOf('?');
    Matcher place = PLACE.matcher(question < 0 ? specific : specific.substring(0, question));
    if (!SCHEME.equals(uri.getScheme()) || !place.matches()) {
      throw new IllegalArgumentException(
          "expected greenmim://ARTIFACT[/VERSION][?zoo=FOLDER-OR-URL], got " + uri);
    }
    Map<String, String> query = query(uri.getRawQuery());
    Optional<String> zoo = Optional.ofNullable(query.remove("zoo"));
    return new ZooAddress(place.group(1), place.group(2), zoo, query);
  }

  /** Reads the keys and values after the question mark. */
  static Map<String, String> query(String raw) {
    Map<String, String> query = new LinkedHashMap<>();
    if (raw == null || raw.isEmpty()) {
      return query;
    }
    for (String pair : raw.split("&", -1)) {
      int equals = pair.indexOf('=');
      if (equals < 1) {
        throw new IllegalArgumentException(
            "expected KEY=VALUE after the question mark, got '" + pair + "'");
      }
      // A plus stays a plus: it may be part of a folder's name.
      String value = pair.substring(equals + 1).replace("+", "%2B");
      query.put(pair.substring(0, equals), URLDecoder.decode(value, StandardCharsets.UTF_8));
    }
    return query;
  }
}
