package io.greenmim.detect.config;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The 80 categories of COCO's instances (Lin et al., 2014, arXiv 1405.0312), whose ids run from 1
 * to 90 with ten gaps.
 */
public final class CocoCategories {

  private static final String RESOURCE = "coco-categories.txt";
  private static final List<Category> ALL = read();

  private CocoCategories() {}

  /**
   * Lists the categories.
   *
   * @return categories in the order of their ids, as published detectors count their classes
   */
  public static List<Category> all() {
    return ALL;
  }

  /**
   * Makes up categories for a detector whose own are not known.
   *
   * @param classes number of classes, positive
   * @return COCO's if there are 80, else {@code class 1} and so on with ids from 1
   */
  public static List<Category> guess(int classes) {
    return classes == ALL.size()
        ? ALL
        : IntStream.rangeClosed(1, classes).mapToObj(i -> new Category(i, "class " + i)).toList();
  }

  private static List<Category> read() {
    List<Category> categories = new ArrayList<>();
    try (InputStream stream = CocoCategories.class.getResourceAsStream(RESOURCE);
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        int space = line.indexOf(' ');
        categories.add(
            new Category(Long.parseLong(line.substring(0, space)), line.substring(space + 1)));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return List.copyOf(categories);
  }
}
