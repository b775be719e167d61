package io.greenmim.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.greenmim.config.ImageSize;
import io.greenmim.train.config.UserException;
import io.greenmim.weights.ConfigFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChildJvmTest {

  @TempDir private Path folder;

  /** What the child runs. */
  static final class Program {

    private Program() {}

    /** Writes its second argument to the file of its first, or fails. */
    public static void main(String[] args) throws IOException {
      if (args.length == 0) {
        System.out.println("to standard output");
        System.err.println("greenmim: no argument");
        System.out.println();
        throw new ExitException();
      }
      Files.writeString(Path.of(args[0]), args[1] + System.getenv("PATH"));
    }
  }

  /** Ends the child without a stack trace of its own. */
  private static final class ExitException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    ExitException() {
      super("the last line", null, false, false);
    }
  }

  @Test
  void runsWithTheSameClassesAndEnvironment() throws IOException, InterruptedException {
    Path file = folder.resolve("out");
    new ChildJvm(Program.class.getName()).run("case", List.of(file.toString(), "two words "));
    assertEquals("two words " + System.getenv("PATH"), Files.readString(file));
  }

  @Test
  void runsThroughAnotherProgram() throws IOException, InterruptedException {
    Path file = folder.resolve("out");
    new ChildJvm(Program.class.getName())
        .through(List.of("env", "PATH=changed"))
        .run("case", List.of(file.toString(), ""));
    assertEquals("changed", Files.readString(file));
  }

  @Test
  void aFailureShowsTheLastLine() {
    UserException failure =
        assertThrows(
            UserException.class,
            () -> new ChildJvm(Program.class.getName()).run("case 7", List.of()));
    assertEquals(
        "case 7 failed in a virtual machine of its own (exit code 1): "
            + "Exception in thread \"main\" "
            + ExitException.class.getName()
            + ": the last line",
        failure.getMessage());
  }

  /** What the child does: reads settings, measures them, and writes what they gave. */
  @Test
  void settingsMeasureThemselves() throws IOException, InterruptedException {
    GroupingBench settings =
        new GroupingBench("swin_nano_patch4_window7_224", ImageSize.square(64), 0.5, 1, 0);
    Path input = folder.resolve("settings.json");
    Path output = folder.resolve("result.json");
    ConfigFile.write(input, settings);
    ChildJvm.measureHere(GroupingBench.class.getName(), input, output);
    GroupingBench.Result result = ConfigFile.read(GroupingBench.Result.class, output);
    assertEquals(settings, result.settings());
    assertEquals(5 * 9, result.rows().size());
    for (String type : List.of("no.such.Class", String.class.getName(), Spread.class.getName())) {
      assertThrows(
          IllegalArgumentException.class, () -> ChildJvm.measureHere(type, input, output), type);
    }
  }
}
