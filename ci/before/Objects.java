import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * How many of the objects in the first file, which {@code Passes} wrote, stand in each of the others: of the same image and
 * class, each side of the box within a pixel of the image. Run with {@code java Objects.java FILE...}.
 */
public final class Objects {

  private static final double PIXEL = 1;

  private Objects() {}

  /** An object; left, top, right and bottom in pixels. */
  private record Found(String image, String name, double[] sides) {

    static Found of(String line) {
      String[] words = line.split(" ");
      int boxes = words.length - 4;
      double[] sides = new double[4];
      for (int i = 0; i < 2; i++) {
        sides[i] = Double.parseDouble(words[boxes + i]);
        sides[i + 2] = sides[i] + Double.parseDouble(words[boxes + i + 2]);
      }
      return new Found(words[0], String.join(" ", List.of(words).subList(1, boxes - 1)), sides);
    }

    boolean isAt(Found other) {
      boolean near = image.equals(other.image) && name.equals(other.name);
      for (int i = 0; i < sides.length; i++) {
        near &= Math.abs(sides[i] - other.sides[i]) <= PIXEL;
      }
      return near;
    }
  }

  public static void main(String[] args) throws IOException {
    if (args.length < 2) {
      System.err.println("usage: java Objects.java FILE...");
      System.exit(2);
    }
    List<Found> first = read(args[0]);
    for (int i = 1; i < args.length; i++) {
      List<Found> other = read(args[i]);
      List<Found> left = new ArrayList<>(other);
      int same = 0;
      for (Found one : first) {
        for (Found candidate : left) {
          if (one.isAt(candidate)) {
            left.remove(candidate); // each stands for one
            same++;
            break;
          }
        }
      }
      System.out.printf(
          Locale.ROOT,
          "%s: %d objects, %d of the %d in %s%n",
          Path.of(args[i]).getFileName(), other.size(), same, first.size(), Path.of(args[0]).getFileName());
    }
  }

  private static List<Found> read(String file) throws IOException {
    return Files.readAllLines(Path.of(file)).stream().map(Found::of).toList();
  }
}
