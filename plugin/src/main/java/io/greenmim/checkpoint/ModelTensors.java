package io.greenmim.checkpoint;

import io.greenmim.config.ModelConfig;

/** The names of a model's tensors, with and without what stands before those of the encoder. */
final class ModelTensors {

  private static final String ENCODER = "encoder.";
  private static final String HEAD = "head.";

  private ModelTensors() {}

  /** Turns a name in full, with the encoder under {@code encoder.}, into the model's. */
  static String modelName(ModelConfig config, String full) {
    return config.encoderPrefix().isEmpty() && full.startsWith(ENCODER)
        ? full.substring(ENCODER.length())
        : full;
  }

  /** Turns a name of the model into the one in full. */
  static String fullName(ModelConfig config, String name) {
    return config.encoderPrefix().isEmpty() && !name.startsWith(HEAD) ? ENCODER + name : name;
  }
}
