package io.greenmim.train.task;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import io.greenmim.train.optim.ParameterGroup;
import java.io.IOException;

/**
 * What a run trains and by which loss.
 *
 * @param <B> type of its batches
 */
public interface Task<B> {

  /**
   * Returns the model.
   *
   * @return the model under training
   */
  Block model();

  /**
   * Returns what the model is made of.
   *
   * @return the content of {@code config.json} beside its weights
   */
  Record config();

  /**
   * Returns an input that the model can be initialised with.
   *
   * @return shape of the input
   */
  Shape inputShape();

  /**
   * Gives the model its first weights.
   *
   * @param manager manager that owns the weights and names their device
   * @param seed seed of the weights
   * @throws IOException if weights that it starts from cannot be read
   */
  void initialise(NDManager manager, long seed) throws IOException;

  /**
   * Tells how a parameter moves.
   *
   * @param name its name in the model's state dict
   * @param parameter the parameter
   * @return its group
   */
  ParameterGroup group(String name, Parameter parameter);

  /**
   * Returns the number of images of a batch.
   *
   * @param batch the batch
   * @return number of images
   */
  int images(B batch);

  /**
   * Names the images of a batch, for the message about a loss that is not finite.
   *
   * @param batch the batch
   * @return their names, or an empty text where the images have none to tell
   */
  String describe(B batch);

  /**
   * Runs a batch forward and backward and adds the gradient to those of the parameters. Passes on
   * several devices run at once, each on a thread of its own.
   *
   * @param batch the batch
   * @param pass where and how
   * @return the loss, which the host has not read
   * @throws DivergedException if what the loss would be computed from is not finite; the message
   *     names it
   */
  PassLoss accumulate(B batch, Pass pass) throws DivergedException;
}
