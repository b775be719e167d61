package io.greenmim.cli;

import io.greenmim.bench.LoaderBench;
import io.greenmim.bench.PretrainBench;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** One case of a benchmark, in the virtual machine that {@code greenmim bench} starts for it. */
@Command(name = BenchCaseCommand.NAME, hidden = true, description = "Measures one case.")
final class BenchCaseCommand implements Callable<Integer> {

  static final String NAME = "case";

  /** What is measured. */
  enum Kind {
    /** Steps of pre-training. */
    PRETRAIN,
    /** Batches of images. */
    LOADER
  }

  /** The arguments that start this command, up to the files. */
  static List<String> arguments(Kind kind) {
    return List.of("bench", NAME, kind.name());
  }

  @Parameters(index = "0", description = "Kind: ${COMPLETION-CANDIDATES}.")
  private Kind kind;

  @Parameters(index = "1", description = "File of the settings.")
  private Path settings;

  @Parameters(index = "2", description = "File of the result.")
  private Path result;

  @Override
  public Integer call() throws IOException, InterruptedException {
    switch (kind) {
      case PRETRAIN -> PretrainBench.runCase(settings, result);
      case LOADER -> LoaderBench.runCase(settings, result);
    }
    return 0;
  }
}
