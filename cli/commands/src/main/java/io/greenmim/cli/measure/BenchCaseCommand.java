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

  /** Exit code of a program that SIGTERM ended. */
  private static final int SIGTERM = 143;

  @Parameters(index = "0", description = "Class of the settings.")
  private String type;

  @Parameters(index = "1", description = "File of the settings.")
  private Path settings;

  @Parameters(index = "2", description = "File of the result.")
  private Path result;

  @Override
  public Integer call() throws IOException, InterruptedException {
    endWithParent();
    ChildJvm.measureHere(type, settings, result);
    return 0;
  }

  /**
   * Ends this virtual machine when the one that started it is gone, however it ended: then nobody
   * holds the other end of the standard input any more. It ends as by SIGTERM, between two steps.
   */
  private static void endWithParent() {
    Thread watch =
        new Thread(
            () -> {
              try {
                while (System.in.read() >= 0) {
                  // Nothing is sent.
                }
              } catch (IOException e) {
                // The same.
              }
              System.exit(SIGTERM);
            },
            "parent");
    watch.setDaemon(true);
    watch.start();
  }
}
