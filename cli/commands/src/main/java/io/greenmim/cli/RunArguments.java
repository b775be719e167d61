package io.greenmim.cli;

import io.greenmim.train.config.NonFinitePolicy;
import io.greenmim.train.config.UserException;
import io.greenmim.train.state.SkippedSteps;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The options that every training run has: where it goes, how long it may take, its seed. */
public final class RunArguments {

  private static final int MOST_LOADER_THREADS = 8;

  @Option(
      names = "--output",
      paramLabel = "RUN",
      description = "Folder of the run. Default: the next free runs/NAME-N.")
  private Path output;

  @Option(names = "--resume", description = "Go on after the last checkpoint in --output.")
  private boolean resume;

  @Option(
      names = "--max-steps",
      defaultValue = "0",
      description = "Most optimiser steps; 0 for no limit. Default: ${DEFAULT-VALUE}.")
  private long maxSteps;

  @Option(
      names = "--seed",
      defaultValue = "0",
      description = "Seed of weights, batches and masks. Default: ${DEFAULT-VALUE}.")
  private long seed;

  @Option(
      names = "--loader-threads",
      description = "Threads that decode and augment. Default: one a core, at most 8.")
  private Integer loaderThreads;

  @Option(
      names = "--checkpoint-steps",
      defaultValue = "0",
      description = "Steps between checkpoints; 0 for one each epoch. Default: ${DEFAULT-VALUE}.")
  private long checkpointSteps;

  @Option(
      names = "--non-finite",
      defaultValue = "stop",
      description =
          "A step whose loss or gradient is not finite moves no weight. stop: the run ends, its"
              + " last checkpoint stays; skip: it goes on, unless more than "
              + SkippedSteps.MOST_IN_A_ROW
              + " in a row or one in "
              + SkippedSteps.ONE_OF
              + " (at least "
              + SkippedSteps.ALWAYS_ALLOWED
              + ") are skipped. Default: ${DEFAULT-VALUE}.")
  private NonFinitePolicy nonFinite;

  @Option(
      names = "--keep",
      paramLabel = "N",
      defaultValue = "1",
      description =
          "Checkpoints before the last one that stay in the folder checkpoints. Default:"
              + " ${DEFAULT-VALUE}.")
  private int keep;

  @Option(
      names = "--accumulate",
      defaultValue = "1",
      description = "Passes before an optimiser step. Default: ${DEFAULT-VALUE}.")
  private int accumulate;

  @Option(
      names = ConfigArguments.OPTION,
      paramLabel = "FILE",
      description = "YAML or JSON file with options by their long names; the command line wins.")
  @SuppressWarnings("UnusedVariable") // the file is read before the command is parsed.
  private Path config;

  /** Made by picocli. */
  public RunArguments() {}

  /**
   * Finds the folder of the run, a new one where the user gave none.
   *
   * @param name what the run is of
   * @return folder of the run; to be closed when the command is over
   * @throws IOException if a new folder cannot be made
   * @throws UserException if a run is to be resumed and no folder was given
   */
  public OutputFolder resolveOutput(String name) throws IOException {
    if (resume && output == null) {
      throw new UserException("--resume: expected --output RUN, the run to go on with");
    }
    OutputFolder folder = output == null ? OutputFolder.next(name) : OutputFolder.given(output);
    output = folder.path();
    return folder;
  }

  /**
   * Tells whether to go on after the last checkpoint.
   *
   * @return whether the run is resumed
   */
  public boolean resume() {
    return resume;
  }

  /**
   * Returns the largest number of steps.
   *
   * @return optimiser steps; 0 for no limit
   */
  public long maxSteps() {
    return maxSteps;
  }

  /**
   * Returns the seed.
   *
   * @return seed of weights, batches and whatever else is random
   */
  public long seed() {
    return seed;
  }

  /**
   * Returns the number of threads that decode and augment.
   *
   * @return the number given, or one a core, at most 8
   */
  public int loaderThreads() {
    return loaderThreads == null
        ? Math.min(MOST_LOADER_THREADS, Runtime.getRuntime().availableProcessors())
        : loaderThreads;
  }

  /**
   * Returns the steps between checkpoints.
   *
   * @return optimiser steps; 0 for a checkpoint at the end of each epoch
   */
  public long checkpointSteps() {
    return checkpointSteps;
  }

  /**
   * Tells what is done about a step whose loss or gradient is not finite.
   *
   * @return whether the run stops or goes on
   */
  public NonFinitePolicy nonFinite() {
    return nonFinite;
  }

  /**
   * Returns how many checkpoints are kept.
   *
   * @return number of older checkpoints besides the last one
   */
  public int keep() {
    return keep;
  }

  /**
   * Returns the number of passes before an optimiser step.
   *
   * @return passes on one device
   */
  public int accumulate() {
    return accumulate;
  }
}
