package io.greenmim.search;

import io.greenmim.config.Checks;

/**
 * What is searched for.
 *
 * @param vector what the model gives, as it gives it
 * @param count images wanted, at least 1
 * @param breadth how many candidates the search keeps, at least {@code count}: more find the
 *     nearest surely and take longer, {@link #ALL} look at each vector
 * @param folder the folder of the images that are looked at, such as {@code 2024/june}; the empty
 *     text for all
 */
public record VectorQuery(float[] vector, int count, int breadth, String folder) {

  /** A breadth: each vector is looked at, and no one missed. */
  public static final int ALL = Integer.MAX_VALUE;

  /** Candidates that a search keeps where nobody says otherwise. */
  public static final int USUAL_BREADTH = 100;

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if a number is out of its range
   */
  public VectorQuery {
    Checks.atLeast("count", count, 1);
    Checks.atLeast("breadth", breadth, count);
    folder = folder.replace('\\', '/').replaceAll("^(\\./)+|^\\.$|/+$", "");
  }

  /**
   * Searches all images with the usual breadth.
   *
   * @param vector the vector
   * @param count images wanted
   * @return the query
   * @throws IllegalArgumentException if the number is below 1
   */
  public static VectorQuery of(float[] vector, int count) {
    return new VectorQuery(vector, count, Math.max(count, USUAL_BREADTH), "");
  }

  /**
   * Looks at the images of a folder alone.
   *
   * @param name the folder, below that of the images
   * @return another query
   */
  public VectorQuery inFolder(String name) {
    return new VectorQuery(vector, count, breadth, name);
  }
}
