package io.greenmim.cli.measure;

import io.greenmim.bench.ChildJvm;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** One case of a benchmark, in the virtual machine that {@code greenmim bench} starts for it. */
@Command(name = BenchCaseCommand.NAME, hidden = true, description = "Measures one case.")
final class BenchCaseCommand implements Callable<Integer> {

  static final String NAME = "case";

  @Parameters(index = "0", description = "Class of the settings.")
  private String type;

  @Parameters(index = "1", description = "File of the settings.")
  private Path settings;

  @Parameters(index = "2", description = "File of the result.")
  private Path result;

  @Override
  public Integer call() throws IOException, InterruptedException {
    ChildJvm.endWithParent();
    ChildJvm.measureHere(type, settings, result);
    return 0;
  }
}
