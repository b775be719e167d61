package io.greenmim.train.report;

import io.greenmim.config.Checks;
import io.greenmim.image.PixelImage;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** Which pictures have the most similar features, by the cosine of their angle. */
public final class NearestNeighbours {

  private final double[][] unit;

  /**
   * Takes the features. Their mean is taken off first: it is common to all pictures and says
   * nothing about their likeness.
   *
   * @param features one feature for each picture, at least one, all of one length and finite
   * @throws IllegalArgumentException if there is none or one does not fit
   */
  public NearestNeighbours(List<float[]> features) {
    Checks.that(!features.isEmpty(), "features: expected at least one, got none");
    double[] mean = new double[features.get(0).length];
    for (int n = 0; n < features.size(); n++) {
      float[] feature = features.get(n);
      Checks.that(
          feature.length == mean.length,
          "feature %s: expected %s numbers, got %s",
          n,
          mean.length,
          feature.length);
      for (int i = 0; i < mean.length; i++) {
        if (!Float.isFinite(feature[i])) {
          throw new IllegalArgumentException(
              "feature %s: expected finite numbers, got %s".formatted(n, feature[i]));
        }
        mean[i] += feature[i] / (double) features.size();
      }
    }
    unit = features.stream().map(feature -> direction(feature, mean)).toArray(double[][]::new);
  }

  /** Returns the unit vector from the mean to a feature; zeros for a feature at the mean. */
  private static double[] direction(float[] feature, double[] mean) {
    double[] out = new double[mean.length];
    double squares = 0;
    for (int i = 0; i < out.length; i++) {
      out[i] = feature[i] - mean[i];
      squares += out[i] * out[i];
    }
    double norm = Math.sqrt(squares);
    for (int i = 0; i < out.length && norm > 0; i++) {
      out[i] /= norm;
    }
    return out;
  }

  /**
   * Returns the cosine of the angle between two centred features.
   *
   * @param a number of a picture
   * @param b number of another
   * @return a number in [-1, 1]; 0 if a feature is the mean itself and so has no direction
   */
  public double similarity(int a, int b) {
    double sum = 0;
    for (int i = 0; i < unit[a].length; i++) {
      sum += unit[a][i] * unit[b][i];
    }
    // Rounding may carry the cosine of equal directions past one.
    return Math.max(-1, Math.min(1, sum));
  }

  /**
   * Finds the pictures most like one.
   *
   * @param query number of the picture
   * @param count how many to find; fewer if there are not as many others
   * @return numbers of other pictures, the most similar first, of equals the lower number first
   */
  public List<Integer> of(int query, int count) {
    return IntStream.range(0, unit.length)
        .filter(i -> i != query)
        .boxed()
        .sorted(Comparator.comparingDouble(i -> -similarity(query, i)))
        .limit(count)
        .toList();
  }

  /**
   * Formats the neighbours of some pictures as a table: a line for each picture, the neighbours
   * with their similarities in columns.
   *
   * @param names names of all pictures
   * @param queries numbers of the pictures to show
   * @param count how many neighbours of each; fewer if there are not as many others
   * @return lines that end in a line feed, the first one the heading
   */
  public String table(List<String> names, List<Integer> queries, int count) {
    List<List<String>> lines = new ArrayList<>();
    lines.add(headings(count));
    for (int query : queries) {
      List<String> line = new ArrayList<>(List.of(names.get(query)));
      for (int neighbour : of(query, count)) {
        line.add(
            String.format(
                Locale.ROOT, "%s (%.3f)", names.get(neighbour), similarity(query, neighbour)));
      }
      lines.add(line);
    }
    int[] widths =
        IntStream.range(0, lines.get(0).size())
            .map(i -> lines.stream().mapToInt(line -> line.get(i).length()).max().orElseThrow())
            .toArray();
    StringBuilder table = new StringBuilder();
    for (List<String> line : lines) {
      StringBuilder text = new StringBuilder();
      for (int i = 0; i < widths.length; i++) {
        text.append(line.get(i)).append(" ".repeat(widths[i] - line.get(i).length() + 2));
      }
      table.append(text.toString().stripTrailing()).append('\n');
    }
    return table.toString();
  }

  /**
   * Lays some pictures out with their neighbours, a picture and its neighbours in each row.
   *
   * @param names names of all pictures
   * @param queries numbers of the pictures to show
   * @param count how many neighbours of each; fewer if there are not as many others
   * @param images gives the picture of a number
   * @return the sheet
   */
  public ImageSheet sheet(
      List<String> names, List<Integer> queries, int count, IntFunction<PixelImage> images) {
    ImageSheet sheet =
        new ImageSheet(
            headings(count),
            "most similar features first; the number is the cosine of the centred features");
    for (int query : queries) {
      List<PixelImage> pictures = new ArrayList<>(List.of(images.apply(query)));
      List<String> captions = new ArrayList<>(List.of(names.get(query)));
      for (int neighbour : of(query, count)) {
        pictures.add(images.apply(neighbour));
        captions.add(
            String.format(
                Locale.ROOT, "%.3f %s", similarity(query, neighbour), names.get(neighbour)));
      }
      sheet.add(pictures, captions);
    }
    return sheet;
  }

  private List<String> headings(int count) {
    List<String> headings = new ArrayList<>(List.of("image"));
    for (int i = 1; i <= Math.min(count, unit.length - 1); i++) {
      headings.add("neighbour " + i);
    }
    return headings;
  }
}
