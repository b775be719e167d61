package io.greenmim.cli;

import ai.djl.ModelException;
import ai.djl.translate.TranslateException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;

/**
 * Adds a step to the end of {@code greenmim quickstart}. A module names its implementation in
 * {@code META-INF/services/io.greenmim.cli.TourStep}; it needs a public constructor without
 * parameters.
 */
public interface TourStep {

  /**
   * What the tour has got when it comes to the step.
   *
   * @param folder folder of everything that the tour writes
   * @param zoo folder of the zoo that the encoder is published in
   * @param encoder folder of the pre-trained encoder
   * @param out takes what the user is told
   */
  record Tour(Path folder, Path zoo, Path encoder, PrintWriter out) {}

  /**
   * What the user is told when the tour is over, a line each.
   *
   * @param results files to look at, and what they show
   * @param commands commands to go on with
   */
  record Outcome(List<String> results, List<String> commands) {

    /** Copies the lists. */
    public Outcome {
      results = List.copyOf(results);
      commands = List.copyOf(commands);
    }
  }

  /**
   * Says what the step does.
   *
   * @return a line in the imperative, such as {@code Fine-tune a detector}
   */
  String title();

  /**
   * Runs the step.
   *
   * @param tour what the tour has got
   * @return what there is to see
   * @throws IOException if a file cannot be read or written
   * @throws InterruptedException if the thread is interrupted
   * @throws ModelException if a model that it made cannot be loaded
   * @throws TranslateException if a model that it made cannot be used
   */
  Outcome run(Tour tour)
      throws IOException, InterruptedException, ModelException, TranslateException;
}
