package io.greenmim.cli;

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

  /** Remembers what the tour had got. */
  private static final class Recorder implements TourStep {

    private final String name;
    private Tour seen;

    Recorder(String name) {
      this.name = name;
    }

    @Override
    public String title() {
      return "Do the " + name;
    }

    @Override
    public Outcome run(Tour tour) {
      assertTrue(Files.exists(tour.encoder().resolve("model.safetensors")));
      seen = tour;
      return new Outcome(List.of(name + " result"), List.of(name + " command"));
    }
  }

  @Test
  void endsWithTheStepsOfOtherModules() throws IOException {
    new SyntheticScenes(1).writeTo(folder.resolve("images"), 4);
    Recorder first = new Recorder("first");
    Recorder second = new Recorder("second");
    StringWriter out = new StringWriter();
    CommandLine line = new CommandLine(new QuickstartCommand(List.of(first, second)));
    line.setOut(new PrintWriter(out, true));

    int code =
        line.execute("--data=" + folder.resolve("images"), "--output=" + folder, "--epochs=1");

    assertEquals(0, code, out::toString);
    List<String> lines = out.toString().lines().toList();
    List<String> headings = lines.stream().filter(text -> text.matches("\\d\\. .*")).toList();
    assertEquals(5, headings.size(), out::toString);
    assertEquals(List.of("4. Do the first", "5. Do the second"), headings.subList(3, 5));
    assertEquals(folder, first.seen.folder());
    assertEquals(folder.resolve("run"), second.seen.encoder());
    int look = lines.indexOf("Look at");
    int next = lines.indexOf("Next");
    assertTrue(
        look < lines.indexOf("  first result") && lines.indexOf("  second result") < next,
        out::toString);
    assertEquals(List.of("  first command", "  second command"), tail(lines, 2));
  }

  private static List<String> tail(List<String> lines, int count) {
    return lines.subList(lines.size() - count, lines.size());
  }
}
