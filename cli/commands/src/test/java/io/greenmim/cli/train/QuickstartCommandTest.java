package io.greenmim.cli.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.greenmim.train.scene.SyntheticScenes;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class QuickstartCommandTest {

  @TempDir private Path folder;

  @Test
  void goesFromImagesToADetectorAClassifierAndWordsAndTellsWhatIsNext() throws IOException {
    new SyntheticScenes(1).writeTo(folder.resolve("images"), 4);
    StringWriter out = new StringWriter();
    CommandLine line =
        new CommandLine(
            new QuickstartCommand(
                new TourLength(4, 2, 1), new TourLength(10, 5, 1), new TourLength(12, 6, 1)));
    line.setOut(new PrintWriter(out, true));

    int code =
        line.execute("--data=" + folder.resolve("images"), "--output=" + folder, "--epochs=1");

    assertEquals(0, code, out::toString);
    List<String> lines = out.toString().lines().toList();
    List<String> headings = lines.stream().filter(text -> text.matches("\\d\\. .*")).toList();
    assertEquals(
        List.of("1.", "2.", "3.", "4.", "5.", "6."),
        headings.stream().map(text -> text.substring(0, 2)).toList());
    assertTrue(Files.exists(folder.resolve("run/model.safetensors")));
    assertTrue(headings.get(0).endsWith("from its weights in the jar"), headings.get(0));
    assertTrue(Files.exists(folder.resolve("classifier/best/synset.txt")));
    assertTrue(
        lines.stream()
            .anyMatch(
                text ->
                    text.matches(
                        "loaded through Criteria, it calls .*png (sphere|cylinder|cone|torus|cube)"
                            + " \\(\\d\\.\\d\\d\\)")),
        out::toString);
    assertTrue(Files.exists(folder.resolve("words/best/tokenizer.json")));
    assertTrue(Files.exists(folder.resolve("found-by-words.png")));
    int asked =
        IntStream.range(0, lines.size())
            .filter(i -> lines.get(i).endsWith("--text 'a red ball'"))
            .findFirst()
            .orElseThrow(() -> new AssertionError(out));
    for (String found : lines.subList(asked + 1, asked + 6)) {
      assertTrue(found.matches("-?\\d\\.\\d{3}  scene-0000\\d\\.png"), found);
    }
    int look = lines.indexOf("Look at");
    int next = lines.indexOf("Next");
    Path pictures = folder.resolve("detector/detections");
    assertTrue(Files.isDirectory(pictures));
    int detections =
        lines.indexOf("  " + pictures + "  annotated objects, and those that the detector finds");
    assertTrue(look < detections && detections < next, out::toString);
    List<String> last = tail(lines, 6);
    assertTrue(last.get(0).startsWith("  greenmim detect train --data DIR "), out::toString);
    assertTrue(
        last.get(1)
            .startsWith("  greenmim detect predict --model 'greenmim://quickstart_detector/"),
        out::toString);
    assertTrue(last.get(4).startsWith("  greenmim align --images DIR "), out::toString);
  }

  private static List<String> tail(List<String> lines, int count) {
    return lines.subList(lines.size() - count, lines.size());
  }
}
