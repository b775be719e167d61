package io.greenmim.twins;

import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import io.greenmim.nn.InitialValues;
import java.util.Map;

/**
 * What the convolutions begin with: as in the original, or, in masked autoencoders, as in GreenMIM,
 * whose sparse convolutions keep the first values of their library.
 */
final class FirstValues {

  private static final String WEIGHT = ".weight";

  private FirstValues() {}

  static void set(Map<String, Parameter> parameters) {
    parameters.forEach(
        (name, kernel) -> {
          Shape shape = kernel.getShape();
          if (!name.endsWith(WEIGHT) || shape.dimension() != 4) {
            return;
          }
          InitialValues weights =
              InitialValues.convolutionOut(
                  name.startsWith("pos_block.")
                      ? new Shape(1, 1, shape.get(2), shape.get(3)) // a group is one channel
                      : shape);
          InitialValues biases = InitialValues.constant(0);
          boolean sparse = !name.startsWith("pos_block.") && !name.startsWith("patch_embeds.0.");
          InitialValues library = InitialValues.convolution(shape);
          kernel.setInitializer(sparse ? weights.orMasked(library) : weights);
          String bias = name.substring(0, name.length() - WEIGHT.length()) + ".bias";
          parameters.get(bias).setInitializer(sparse ? biases.orMasked(library) : biases);
        });
  }
}
