package io.greenmim.cli.classify;

import ai.djl.ModelException;
import ai.djl.translate.TranslateException;
import io.greenmim.cli.option.SettingOptions;
import io.greenmim.train.probe.EncoderProbe;
import io.greenmim.train.probe.NeighbourVotes;
import io.greenmim.train.probe.ProbeResult;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code greenmim knn}: what the nearest features say of an image's class. */
@Command(
    name = "knn",
    sortOptions = false,
    description = {
      "Tells how well an encoder's features tell classes apart, without training anything: the"
          + " nearest images of known class vote, each by how near it is.",
      "",
      "Minutes on a CPU. Shares have their 95 %% intervals (Wilson) beside them."
    })
final class KnnCommand implements Callable<Integer> {

  @Mixin private ProbeOptions probe;

  private final SettingOptions<NeighbourVotes> votes = SettingOptions.of(NeighbourVotes.class);

  @SuppressWarnings("UnusedVariable") // picocli reads it.
  @Mixin
  private final CommandSpec options = votes.spec();

  @Spec private CommandSpec spec;

  @Override
  public Integer call()
      throws ModelException, IOException, InterruptedException, TranslateException {
    NeighbourVotes given = votes.read();
    try (EncoderProbe opened = probe.open(spec)) {
      ProbeResult result = opened.neighbours(given);
      spec.commandLine().getOut().println(result.text());
      probe.write(result);
    }
    return 0;
  }
}
