package io.greenmim.layout;

import io.greenmim.config.EncoderConfig;
import io.greenmim.config.ModelConfig;
import java.io.IOException;
import java.util.Map;
import java.util.Set;

/** The {@code config.json} in which Hugging Face's transformers describes a family's models. */
public interface HuggingFaceForm {

  /**
   * Lists what the models are called.
   *
   * @return values of {@code model_type}
   */
  Set<String> modelTypes();

  /**
   * Checks that a configuration is one of a network that we have.
   *
   * @param values the configuration, whose {@code model_type} is one of {@link #modelTypes}
   * @throws IOException if it is not; one line
   */
  void check(HuggingFaceConfig values) throws IOException;

  /**
   * Fills in what the shapes of weights did not tell, from the configuration beside them.
   *
   * @param inferred what they told
   * @param values the configuration
   * @return the architecture
   * @throws IOException if the two contradict each other; one line
   */
  EncoderConfig complete(EncoderConfig inferred, HuggingFaceConfig values) throws IOException;

  /**
   * Describes a model.
   *
   * @param config configuration of the model
   * @return keys and values of its {@code config.json}
   */
  Map<String, Object> describe(ModelConfig config);
}
