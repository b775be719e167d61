package io.greenmim.cli.detect;

import io.greenmim.bench.detect.InferenceBench;
import io.greenmim.bench.detect.RoiAlignBench;
import io.greenmim.bench.detect.SuppressionBench;
import io.greenmim.bench.detect.TrainingBench;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** One part of the benchmark, in the virtual machine that {@code bench detect} starts for it. */
@Command(name = BenchPartCommand.NAME, hidden = true, description = "Measures one part.")
final class BenchPartCommand implements Callable<Integer> {

  static final String NAME = "detect-part";

  /** The arguments that start this command, up to the files. */
  static List<String> arguments(BenchPart part) {
    return List.of("bench", NAME, part.toString());
  }

  @Parameters(index = "0", description = "Part: ${COMPLETION-CANDIDATES}.")
  private BenchPart part;

  @Parameters(index = "1", description = "File of the settings.")
  private Path settings;

  @Parameters(index = "2", description = "File of the result.")
  private Path result;

  @Override
  public Integer call() throws IOException, InterruptedException {
    switch (part) {
      case ROI_ALIGN -> RoiAlignBench.runCase(settings, result);
      case SUPPRESSION -> SuppressionBench.runCase(settings, result);
      case INFERENCE -> InferenceBench.runCase(settings, result);
      case TRAINING -> TrainingBench.runCase(settings, result);
    }
    return 0;
  }
}
