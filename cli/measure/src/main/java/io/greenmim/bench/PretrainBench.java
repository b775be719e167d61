package io.greenmim.bench;

import io.greenmim.weights.ConfigFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Measures cases of pre-training, each in a virtual machine of its own, by turns over several
 * rounds, so that what changes on the machine meanwhile changes all of them.
 */
public final class PretrainBench {

  private final CaseFiles files;

  /**
   * Makes a benchmark.
   *
   * @param files runs one case
   */
  public PretrainBench(CaseFiles files) {
    this.files = files;
  }

  /**
   * Runs every case once a round.
   *
   * @param cases the cases, at least one
   * @param rounds number of rounds, at least 1
   * @param progress told of each machine before it starts
   * @return the summary of each case, in order
   * @throws IOException if a file cannot be written or read, or a machine cannot be started
   * @throws InterruptedException if the thread is interrupted
   */
  public List<PretrainSummary> run(List<PretrainCase> cases, int rounds, Consumer<String> progress)
      throws IOException, InterruptedException {
    PretrainCase.atLeast("--rounds", rounds, 1);
    Map<PretrainCase, List<PretrainSample>> samples = new LinkedHashMap<>();
    for (int round = 1; round <= rounds; round++) {
      for (PretrainCase settings : cases) {
        progress.accept("round %s of %s: %s".formatted(round, rounds, settings.label()));
        samples
            .computeIfAbsent(settings, key -> new ArrayList<>())
            .add(files.run(settings.label(), settings, PretrainSample.class));
      }
    }
    List<PretrainSummary> summaries = new ArrayList<>();
    samples.forEach((settings, list) -> summaries.add(PretrainSummary.of(settings, list)));
    return summaries;
  }

  /**
   * Measures one case in this virtual machine: what {@link #run} starts in others.
   *
   * @param settings file of the case
   * @param result file to write
   * @throws IOException if a file cannot be read or written
   * @throws InterruptedException if the thread is interrupted
   */
  public static void runCase(Path settings, Path result) throws IOException, InterruptedException {
    PretrainCase read = ConfigFile.read(PretrainCase.class, settings);
    ConfigFile.write(result, new PretrainRunner(read).run());
  }
}
