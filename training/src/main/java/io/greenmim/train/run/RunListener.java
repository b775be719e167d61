package io.greenmim.train.run;

import io.greenmim.train.step.Trainee;
import java.io.IOException;

/**
 * Hears of the progress of a run.
 *
 * @param <B> type of its batches
 */
public interface RunListener<B> {

  /**
   * A step was taken.
   *
   * @param result what it did
   * @throws IOException if the listener cannot write its report
   */
  void onStep(StepResult result) throws IOException;

  /**
   * An epoch has ended; the weights are those after its last step.
   *
   * @param epoch number of the epoch, from 1
   * @param trainee the model under training
   * @throws IOException if the listener cannot write its report
   */
  void onEpochEnd(long epoch, Trainee<B> trainee) throws IOException;

  /**
   * The run goes on after a step that ended an epoch, whose report may be missing.
   *
   * @param epoch number of the epoch, from 1
   * @param trainee the model under training, as it was after the epoch's last step
   * @throws IOException if the listener cannot write its report
   */
  void onResume(long epoch, Trainee<B> trainee) throws IOException;
}
