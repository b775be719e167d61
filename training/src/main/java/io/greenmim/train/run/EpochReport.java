package io.greenmim.train.run;

import io.greenmim.train.report.ProgressReporter;
import io.greenmim.train.step.Trainee;
import java.io.IOException;

/**
 * What a run writes at the end of an epoch besides its metrics: pictures, validation.
 *
 * @param <B> type of its batches
 */
public interface EpochReport<B> {

  /**
   * Writes the report of an epoch.
   *
   * @param epoch number of the epoch, from 1
   * @param trainee the model under training, after the epoch's last step
   * @param progress takes what the user is told meanwhile
   * @throws IOException if a file cannot be written
   */
  void write(long epoch, Trainee<B> trainee, ProgressReporter progress) throws IOException;

  /**
   * Tells whether an epoch's report is complete: a run may be stopped or killed before it is, and
   * writes it when it goes on.
   *
   * @param epoch number of the epoch, from 1
   * @param step optimiser steps at its end
   * @return whether nothing of it is missing
   */
  boolean isWritten(long epoch, long step);
}
