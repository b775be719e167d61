package io.greenmim.train.task;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import io.greenmim.tensors.SafeTensorsWriter;
import io.greenmim.weights.ConfigFile;
import io.greenmim.weights.StateDict;
import io.greenmim.weights.TensorArrays;
import io.greenmim.weights.WeightsFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What a run trains and by which loss. What all runs have in common (the order of the data, steps,
 * devices, checkpoints, records, validation) is not a task's concern.
 *
 * @param <B> type of its batches
 */
public interface Task<B> {

  /**
   * Names the task.
   *
   * @return what the user is told to call to go on with a run, such as {@code pretrain}
   */
  String name();

  /**
   * Says what the loss is.
   *
   * @return the label of its plot, such as {@code mean squared error}
   */
  String lossName();

  /** {@return the model under training, always the same} */
  Block model();

  /**
   * Returns what the model is made of.
   *
   * @return the content of {@code config.json} beside its weights
   */
  Record config();

  /**
   * Names the classes that the model tells apart.
   *
   * @return the names, which every checkpoint has beside the weights; empty for a model without
   *     classes, or with names in its configuration
   */
  default List<String> classes() {
    return List.of();
  }

  /**
   * Returns an input that the model can be initialised with.
   *
   * @return shape of the input
   */
  Shape inputShape();

  /**
   * Gives the model its first weights; without another definition those that its blocks were
   * published with. Blocks of DJL's own draw from the engine's generator, which is seeded.
   *
   * @param manager manager that owns the weights and names their device
   * @param seed seed of the weights
   */
  default void initialise(NDManager manager, long seed) {
    manager.getEngine().setRandomSeed((int) seed);
    StateDict.of(model()).initialise(manager, inputShape(), seed);
  }

  /**
   * Writes the model as it is now, so that it can be loaded, each file whole or not at all; without
   * another definition {@code config.json} and {@code model.safetensors}.
   *
   * @param folder the folder; made if need be
   * @throws IOException if a file cannot be written
   */
  default void save(Path folder) throws IOException {
    Files.createDirectories(folder);
    ConfigFile.write(folder.resolve(ConfigFile.NAME), config());
    SafeTensorsWriter.write(
        folder.resolve(WeightsFile.NAME),
        TensorArrays.stored(StateDict.of(model()).arrays()),
        Map.of());
  }

  /**
   * Tells whether a parameter decays; without another definition matrices and kernels do.
   *
   * @param name its name in the model's state dict
   * @param parameter the parameter
   * @return whether weight decay applies
   */
  default boolean decays(String name, Parameter parameter) {
    return parameter.getType() == Parameter.Type.WEIGHT;
  }

  /**
   * Counts the layers behind a parameter, for layer-wise decay of the learning rate.
   *
   * @param name its name in the model's state dict
   * @param parameter the parameter
   * @return layers between it and the loss that slow it down; 0 for what learns at the full rate
   */
  default int layersBehind(String name, Parameter parameter) {
    return 0;
  }

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
  default String describe(B batch) {
    return "";
  }

  /**
   * Runs a batch forward and backward and adds the gradient to those of the parameters, as {@link
   * Pass#run} does. Passes on several devices run at once, each on a thread of its own.
   *
   * @param batch the batch
   * @param pass where and how
   * @return the loss, which the host has not read
   * @throws DivergedException if what the loss would be computed from is not finite; the message
   *     names it
   */
  PassLoss accumulate(B batch, Pass pass) throws DivergedException;
}
