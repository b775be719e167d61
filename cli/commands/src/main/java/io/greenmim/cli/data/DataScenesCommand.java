package io.greenmim.cli.data;

import io.greenmim.config.Checks;
import io.greenmim.train.scene.SyntheticScenes;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code greenmim data scenes}: drawn scenes with captions, to try an alignment. */
@Command(
    name = "scenes",
    sortOptions = false,
    description =
        "Draws scenes of one to three solids, and writes what each shows into captions.jsonl beside"
            + " them, no two captions the same, and into kinds.csv the kind of those that show one"
            + " kind of solid alone.")
final class DataScenesCommand implements Callable<Integer> {

  private static final int MOST = 20_000;

  @Option(
      names = "--count",
      defaultValue = "2000",
      paramLabel = "N",
      description = "Number of scenes, at most 20,000. Default: ${DEFAULT-VALUE}.")
  private int count;

  @Option(
      names = "--seed",
      defaultValue = "0",
      description = "Seed of the scenes. Default: ${DEFAULT-VALUE}.")
  private long seed;

  @Option(
      names = "--output",
      required = true,
      paramLabel = "DIR",
      description = "Folder of the files that are written.")
  private Path output;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    Checks.that(count >= 1 && count <= MOST, "--count: expected 1 to %s, got %s", MOST, count);
    Path captions = output.resolve(SyntheticScenes.CAPTIONS);
    Checks.that(!Files.exists(captions), "--output: expected a folder without %s", captions);
    new SyntheticScenes(seed).writeCaptioned(output, count);
    PrintWriter out = spec.commandLine().getOut();
    out.printf("%s scenes, captions in %s%n", count, captions);
    out.flush();
    return 0;
  }
}
