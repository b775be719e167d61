package io.greenmim.zoo;

import ai.djl.Application;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Block;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/**
 * A model in a folder, as a zoo offers it: {@code config.json} and {@code model.safetensors} and
 * what DJL must know to load them.
 */
public interface PublishableModel {

  /**
   * Returns the id of the artifact if the user gives none.
   *
   * @return an id made of the variant's name
   */
  String defaultId();

  /**
   * Tells what the model is for.
   *
   * @return an application of DJL
   */
  Application application();

  /**
   * Describes the model.
   *
   * @return one line
   */
  String description();

  /**
   * Lists what the zoo can be searched by.
   *
   * @return keys and values
   */
  Map<String, String> properties();

  /**
   * Names the classes that build the model and its translators.
   *
   * @return the classes and the arguments that they take
   */
  ModelFactories factories();

  /**
   * Loads the model, to see that it can be loaded.
   *
   * @param manager manager that owns the weights
   * @param folder folder of the copy that is published
   * @return the model with its weights
   * @throws IOException if a file is missing or does not fit the configuration
   */
  Block load(NDManager manager, Path folder) throws IOException;

  /**
   * Collects facts for the model card.
   *
   * @param parameters number of values of each parameter by name
   * @return labels and texts in the order of a table
   */
  Map<String, String> facts(Map<String, Long> parameters);

  /**
   * Shows how the model is used.
   *
   * @param address address of the model, with ZOO in place of the zoo
   * @return Markdown
   */
  String usage(String address);
}
