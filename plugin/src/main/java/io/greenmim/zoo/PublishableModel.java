package io.greenmim.zoo;

import ai.djl.Application;
import java.util.List;
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
   * Tells whether a tensor is of no use for features, and lies in a file of its own where weights
   * are to be small.
   *
   * @param tensor name of a tensor of the model
   * @return whether it is one of a decoder; false for a model that has none
   */
  default boolean ofDecoder(String tensor) {
    return false;
  }

  /**
   * Names the files that the model needs besides its configuration, weights and classes.
   *
   * @return names of files in its folder; without another definition none
   */
  default List<String> files() {
    return List.of();
  }

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
