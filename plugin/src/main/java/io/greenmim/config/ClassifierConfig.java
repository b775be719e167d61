package io.greenmim.config;

/**
 * Configuration of a classification head: a linear layer over the pooled feature.
 *
 * @param classes number of classes
 */
public record ClassifierConfig(int classes) implements HeadConfig {

  /**
   * Checks the value.
   *
   * @throws IllegalArgumentException if there are fewer than one class
   */
  public ClassifierConfig {
    Checks.positive("classes", classes);
  }

  @Override
  public ModelKind kind() {
    return ModelKind.CLASSIFIER;
  }
}
