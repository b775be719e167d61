package io.greenmim.zoo;

import java.util.regex.Pattern;

/**
 * The licence of a published model.
 *
 * @param name SPDX id or another name
 * @param url where its text is
 */
public record ModelLicense(String name, String url) {

  /** No licence is stated. */
  public static final ModelLicense UNSTATED =
      new ModelLicense("NOASSERTION", "https://spdx.github.io/spdx-spec/v2.3/package-information/");

  private static final Pattern SPDX = Pattern.compile("[A-Za-z0-9][A-Za-z0-9.+-]*");

  /**
   * Checks that both are given.
   *
   * @throws IllegalArgumentException if one is blank
   */
  public ModelLicense {
    if (name.isBlank() || url.isBlank()) {
      throw new IllegalArgumentException(
          "license: expected a name and an address, got '%s' and '%s'".formatted(name, url));
    }
  }

  /**
   * Reads a licence.
   *
   * @param text an SPDX id such as {@code Apache-2.0}, or {@code NAME=URL}
   * @return the licence
   * @throws IllegalArgumentException if the text is neither
   */
  public static ModelLicense parse(String text) {
    int equals = text.indexOf('=');
    if (equals > 0) {
      return new ModelLicense(
          text.substring(0, equals).strip(), text.substring(equals + 1).strip());
    }
    if (!SPDX.matcher(text).matches()) {
      throw new IllegalArgumentException(
          "license: expected an SPDX id such as Apache-2.0, or NAME=URL, got '" + text + "'");
    }
    return new ModelLicense(text, "https://spdx.org/licenses/" + text + ".html");
  }
}
