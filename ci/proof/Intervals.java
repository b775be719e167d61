import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Mean difference of two arms over what pairs them, with a 95 % interval by Student's t. Run with {@code
 * java Intervals.java NUMBERS ARM OTHER [SHARE]}: lines of NUMBERS are {@code arm, unit, value}, with
 * tabs between. SHARE is that of test to training images: with it the variance is corrected for
 * training sets that overlap (Nadeau and Bengio, 2003, equation 9).
 */
public final class Intervals {

  private Intervals() {}

  public static void main(String[] args) throws IOException {
    if (args.length < 3 || args.length > 4) {
      System.err.println("usage: java Intervals.java NUMBERS ARM OTHER [SHARE]");
      System.exit(2);
    }
    Map<String, Double> one = arm(Path.of(args[0]), args[1]);
    Map<String, Double> other = arm(Path.of(args[0]), args[2]);
    one.keySet().retainAll(other.keySet());
    double[] differences =
        one.entrySet().stream().mapToDouble(e -> e.getValue() - other.get(e.getKey())).toArray();
    int n = differences.length;
    if (n < 2) {
      System.err.printf("%s: expected at least 2 units of both %s and %s, got %s%n", args[0], args[1], args[2], n);
      System.exit(1);
    }
    double share = args.length == 4 ? Double.parseDouble(args[3]) : 0;
    double mean = mean(differences);
    double half = half(differences, share);
    System.out.printf(
        Locale.ROOT,
        "%s over %s: %+.2f, 95 %% interval %+.2f to %+.2f (%d units)%n",
        args[1], args[2], mean, mean - half, mean + half, n);
  }

  private static Map<String, Double> arm(Path file, String name) throws IOException {
    Map<String, Double> values = new LinkedHashMap<>();
    List<String> lines = Files.readAllLines(file);
    for (String line : lines) {
      String[] fields = line.split("\t");
      if (fields[0].equals(name)) {
        values.put(fields[1], Double.parseDouble(fields[2]));
      }
    }
    return values;
  }

  private static double mean(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum / values.length;
  }

  /** Half the width of the interval. */
  private static double half(double[] differences, double share) {
    double mean = mean(differences);
    double squares = 0;
    for (double difference : differences) {
      squares += (difference - mean) * (difference - mean);
    }
    int n = differences.length;
    double variance = squares / (n - 1) * (1.0 / n + share);
    return quantile(n - 1) * Math.sqrt(variance);
  }

  /** The value that Student's t of these degrees of freedom stays below with probability 0.975. */
  private static double quantile(int freedom) {
    double low = 0;
    double high = 1000;
    for (int i = 0; i < 100; i++) {
      double middle = (low + high) / 2;
      if (within(middle, freedom) < 0.95) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** Probability that |t| stays below a value: finite sums (Abramowitz and Stegun, 26.7.3, 26.7.4). */
  private static double within(double t, int freedom) {
    double angle = Math.atan(t / Math.sqrt(freedom));
    double cosine = Math.cos(angle);
    double term = freedom % 2 == 1 ? cosine : 1;
    double sum = freedom == 1 ? 0 : term;
    for (int k = freedom % 2 == 1 ? 3 : 2; k <= freedom - 2; k += 2) {
      term *= cosine * cosine * (k - 1) / k;
      sum += term;
    }
    double sine = Math.sin(angle);
    return freedom % 2 == 1 ? 2 / Math.PI * (angle + sine * sum) : sine * sum;
  }
}
