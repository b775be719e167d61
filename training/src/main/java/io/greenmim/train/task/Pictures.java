package io.greenmim.train.task;

import ai.djl.ndarray.NDManager;
import io.greenmim.train.report.ImageSheet;
import java.io.IOException;

/**
 * What a model makes of a few images, drawn after every epoch.
 *
 * @param folder name of their folder in that of the run, such as {@code reconstructions}
 * @param drawing draws them with the weights that the model has then
 */
public record Pictures(String folder, Drawing drawing) {

  /** Draws pictures. */
  @FunctionalInterface
  public interface Drawing {

    /**
     * Draws the pictures.
     *
     * @param manager a manager on the weights' device
     * @return the pictures
     * @throws IOException if an image cannot be read
     */
    ImageSheet draw(NDManager manager) throws IOException;
  }
}
