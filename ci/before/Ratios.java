import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Medians of lines "name, old or new, number", the new ones beside the old. A name that ends in a precision after a colon is
 * compared with the old one of the same beginning, whatever its precision. Run with {@code java Ratios.java NUMBERS}.
 */
public final class Ratios {

  private Ratios() {}

  public static void main(String[] args) throws IOException {
    if (args.length != 1) {
      System.err.println("usage: java Ratios.java NUMBERS");
      System.exit(2);
    }
    Map<String, List<Double>> old = new TreeMap<>();
    Map<String, List<Double>> now = new TreeMap<>();
    for (String line : Files.readAllLines(Path.of(args[0]))) {
      String[] fields = line.split("\t");
      if (fields.length != 3 || !fields[1].matches("old|new")) {
        System.err.printf("%s: expected name, old or new, number, got '%s'%n", args[0], line);
        System.exit(1);
      }
      Map<String, List<Double>> side = fields[1].equals("old") ? old : now;
      String name = fields[1].equals("old") ? beginning(fields[0]) : fields[0];
      side.computeIfAbsent(name, key -> new ArrayList<>()).add(Double.parseDouble(fields[2]));
    }
    System.out.printf("%-70s %10s %10s %10s%n", "medians", "before", "now", "now/before");
    for (Map.Entry<String, List<Double>> one : now.entrySet()) {
      List<Double> before = old.get(beginning(one.getKey()));
      double value = median(one.getValue());
      if (before == null) {
        System.out.printf(Locale.ROOT, "%-70s %10s %10.2f%n", one.getKey(), "", value);
      } else {
        System.out.printf(
            Locale.ROOT,
            "%-70s %10.2f %10.2f %10.3f%n",
            one.getKey(), median(before), value, value / median(before));
      }
    }
  }

  private static String beginning(String name) {
    return name.replaceFirst(": (as ever|fp32|bf16|int8)$", "");
  }

  private static double median(List<Double> values) {
    List<Double> sorted = values.stream().sorted().toList();
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }
}
