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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class QuickstartCommandTest {

  @TempDir private Path folder;

  @Test
  void goesFromImagesToADetectorAndAClassifierAndTellsWhatIsNext() throws IOException {
    new SyntheticScenes(1).writeTo(folder.resolve("images"), 4);
    StringWriter out = new StringWriter();
    CommandLine line =
        new CommandLine(
            new QuickstartCommand(
                new DetectorTour.Length(4, 2, 1), new ClassifierTour.Length(10, 5, 1)));
    line.setOut(new PrintWriter(out, true));

    int code =
        line.execute("--data=" + folder.resolve("images"), "--output=" + folder, "--epochs=1");

    assertEquals(0, code, out::toString);
    List<String> lines = out.toString().lines().toList();
    List<String> headings = lines.stream().filter(text -> text.matches("\\d\\. .*")).toList();
    assertEquals(
        List.of("1.", "2.", "3.", "4.", "5."),
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
    int look = lines.indexOf("Look at");
    int next = lines.indexOf("Next");
    Path pictures = folder.resolve("detector/detections");
    assertTrue(Files.isDirectory(pictures));
    int detections =
        lines.indexOf("  " + pictures + "  annotated objects, and those that the detector finds");
    assertTrue(look < detections && detections < next, out::toString);
    List<String> last = tail(lines, 4);
    assertTrue(last.get(0).startsWith("  greenmim detect train --data DIR "), out::toString);
    assertTrue(
        last.get(1)
            .startsWith("  greenmim detect predict --model 'greenmim://quickstart_detector/"),
        out::toString);
  }

  private static List<String> tail(List<String> lines, int count) {
    return lines.subList(lines.size() - count, lines.size());
  }
}
