package io.greenmim.train.score;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.greenmim.tensors.JsonText;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScoreFilesTest {

  private static final int RIGHT = 0x1f4e9c;

  @TempDir private Path folder;

  private static ClassReport small() {
    ClassTally tally = new ClassTally(List.of("cat", "do\"g", "owl"));
    tally.add(0, new float[] {1, 0, 0}, 0.5);
    tally.add(0, new float[] {0, 1, 0}, 0.5);
    tally.add(1, new float[] {0, 1, 0}, 0.5);
    return tally.report();
  }

  /** Answers of a classifier that is right four times of five, and else one class too far. */
  static ClassReport drawn(int classes, int images) {
    ClassTally tally =
        new ClassTally(IntStream.range(0, classes).mapToObj(i -> "class number " + i).toList());
    Random random = new Random(1);
    for (int i = 0; i < images * classes; i++) {
      int label = i % classes;
      int far = random.nextInt(5) > 0 ? 0 : 1 + random.nextInt(random.nextInt(classes) + 1);
      float[] scores = new float[classes];
      scores[(label + far) % classes] = 1;
      tally.add(label, scores);
    }
    return tally.report();
  }

  @Test
  void tablesHaveANumberForEverything() throws IOException {
    ScoreFiles.write(folder.resolve("new"), small());

    assertEquals(
        """
        class,images,predicted,right,precision,precision_low,precision_high,recall,recall_low,\
        recall_high,f1,f1_low,f1_high
        cat,2,1,1,1.0,0.20654931,1.0,0.5,0.09453121,0.90546879,0.66666667,0.17273369,0.95038953
        "do""g",1,2,1,0.5,0.09453121,0.90546879,1.0,0.20654931,1.0,0.66666667,0.17273369,0.95038953
        owl,0,0,0,,,,,,,,,
        """,
        shortened(Files.readString(folder.resolve("new/classes.csv"))));
    assertEquals(
        "truth,predicted,images\ncat,cat,1\ncat,\"do\"\"g\",1\n\"do\"\"g\",\"do\"\"g\",1\n",
        Files.readString(folder.resolve("new/confusion.csv")).replace("\r\n", "\n"));
    Map<String, Object> json = JsonText.object(Files.readString(folder.resolve("new/scores.json")));
    assertEquals(3L, json.get("images"));
    assertEquals(0.5, json.get("loss"));
    assertEquals(2 / 3.0, ((Map<?, ?>) json.get("top1")).get("value"));
    assertEquals(0.75, json.get("balanced"));
    Map<?, ?> owl = (Map<?, ?>) ((List<?>) json.get("classes")).get(2);
    assertEquals("owl", owl.get("name"));
    assertEquals(null, ((Map<?, ?>) owl.get("f1")).get("low"));
  }

  /** Eight decimals at most. */
  private static String shortened(String csv) {
    StringBuilder text = new StringBuilder();
    for (String line : csv.split("\r\n", -1)) {
      for (String cell : line.split(",", -1)) {
        boolean number = cell.matches("\\d\\.\\d{8,}");
        text.append(number ? round(cell) : cell).append(',');
      }
      text.setLength(text.length() - 1);
      text.append('\n');
    }
    text.setLength(text.length() - 1);
    return text.toString();
  }

  private static double round(String cell) {
    return Math.round(Double.parseDouble(cell) * 1e8) / 1e8;
  }

  @Test
  void linesTellTheNumbers() {
    assertEquals(
        List.of(
            "3 images, 3 classes, loss 0.5000",
            "top-1 66.7 % (20.8 to 93.9)",
            "balanced accuracy 75.0 %, macro F1 66.7 %",
            "",
            "class   images  precision               recall                  F1",
            "cat          2  100.0 % (20.7 to 100.0)  50.0 % (9.5 to 90.5)    66.7 % (17.3 to"
                + " 95.0)",
            "do\"g         1  50.0 % (9.5 to 90.5)    100.0 % (20.7 to 100.0)  66.7 % (17.3 to"
                + " 95.0)",
            "owl          0  -                       -                       -",
            "",
            "most often taken for something else:",
            "  1 of 2 images of cat for do\"g"),
        ScoreText.lines(small()));
  }

  @Test
  void ofManyClassesTheWorstAreListed() {
    List<String> lines = ScoreText.lines(drawn(100, 10));
    assertEquals("the 40 classes of the lowest F1:", lines.get(5));
    assertEquals(5 + 2 + 40 + 2 + 10, lines.size());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 10, 30, 31, 100, 120, 121, 1000, 2500})
  void thePictureIsReadableForAnyNumberOfClasses(int classes) throws IOException {
    ClassReport report = drawn(classes, classes > 500 ? 3 : 50);
    Path file = folder.resolve("confusion.png");
    ConfusionPicture.write(file, report);
    BufferedImage picture = ImageIO.read(file.toFile());
    assertTrue(picture.getWidth() <= 2000 && picture.getHeight() <= 1600);
    assertTrue(picture.getWidth() >= 500 && picture.getHeight() >= 100);
    Set<Integer> colours = new HashSet<>();
    for (int y = 0; y < picture.getHeight(); y++) {
      for (int x = 0; x < picture.getWidth(); x++) {
        colours.add(picture.getRGB(x, y) & 0xFFFFFF);
      }
    }
    assertTrue(colours.stream().anyMatch(c -> near(c, RIGHT, 90)), "blue is right");
  }

  private static boolean near(int a, int b, int distance) {
    int far = 0;
    for (int shift = 0; shift <= 16; shift += 8) {
      far = Math.max(far, Math.abs((a >> shift & 0xFF) - (b >> shift & 0xFF)));
    }
    return far <= distance;
  }
}
