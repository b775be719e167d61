package io.greenmim.train.run;

import io.greenmim.train.config.UserException;
import io.greenmim.train.data.DataNames;
import io.greenmim.train.state.Checkpoint;
import io.greenmim.train.state.RunLock;
import io.greenmim.train.state.RunState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Finds out where a run begins. */
public final class RunStart {

  private RunStart() {}

  /**
   * Takes the folder of a run, so that nobody else writes into it.
   *
   * @param output folder of the run; made for a new run if need be
   * @param resume whether to go on after the last checkpoint
   * @return the lock, to be closed at the end of the run
   * @throws IOException if the folder cannot be made or locked
   * @throws UserException if it is no folder, there is none to be resumed, or another writes into
   *     it
   */
  public static RunLock lock(Path output, boolean resume) throws IOException {
    if (Files.exists(output) && !Files.isDirectory(output)) {
      throw new UserException("output: expected a folder, got the file " + output);
    }
    if (resume && !Files.exists(output)) {
      throw nothingToResume(output);
    }
    return RunLock.take(output);
  }

  private static UserException nothingToResume(Path output) {
    return new UserException("resume: expected a checkpoint in " + output + ", found none");
  }

  /**
   * Looks at the folder of a run, which is locked. Writes nothing but what an interrupted
   * checkpoint left to do.
   *
   * @param checkpoint the checkpoint of the run's folder
   * @param fresh where a new run of these options begins
   * @param data the images of a new run
   * @param resume whether to go on after the last checkpoint
   * @return where the run begins
   * @throws IOException if the checkpoint is damaged
   * @throws UserException if there is a checkpoint and it is not to be resumed, or none and it is,
   *     or it belongs to a run with other data
   */
  public static RunState find(Checkpoint checkpoint, RunState fresh, DataNames data, boolean resume)
      throws IOException {
    Path output = checkpoint.folder();
    checkpoint.recover();
    if (!checkpoint.exists()) {
      if (resume) {
        throw nothingToResume(output);
      }
      return fresh;
    }
    if (!resume) {
      throw new UserException(
          "output: %s holds another run; give another folder, or 'resume' to go on with it"
              .formatted(output));
    }
    RunState stored = checkpoint.readState();
    if (stored.imageCount() != fresh.imageCount()
        || !stored.dataListHash().equals(fresh.dataListHash())) {
      throw new UserException(
          "resume: data: expected the %s images that %s began with, got %s; what changed: %s"
              .formatted(
                  stored.imageCount(), output, fresh.imageCount(), data.changeSince(output)));
    }
    if (stored.step() > fresh.totalSteps()) {
      throw new UserException(
          "resume: expected at most the %s steps of 'epochs' and 'maxSteps', %s has taken %s"
              .formatted(fresh.totalSteps(), output, stored.step()));
    }
    checkSame(output, "seed", stored.seed(), fresh.seed());
    checkSame(output, "images of a step", stored.batchImages(), fresh.batchImages());
    return stored;
  }

  private static void checkSame(Path output, String what, Object stored, Object given) {
    if (!stored.equals(given)) {
      throw new UserException(
          "resume: %s: expected %s as in %s, got %s".formatted(what, stored, output, given));
    }
  }
}
