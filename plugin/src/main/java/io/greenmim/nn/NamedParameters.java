package io.greenmim.nn;

import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.util.Pair;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The parameters of a block by their published names, such as {@code
 * encoder.layers.0.blocks.1.attn.qkv.weight}.
 *
 * <p>DJL numbers the children of a block ({@code 01attn}); the number is taken off. A child without
 * a name adds no segment.
 */
public final class NamedParameters {

  private static final int NUMBER_DIGITS = 2;

  private NamedParameters() {}

  /**
   * Lists the parameters of a block, which needs no values and no engine.
   *
   * @param block the block
   * @return names and parameters, in the order of the block's children; not to be changed
   */
  public static Map<String, Parameter> of(Block block) {
    Map<String, Parameter> parameters = new LinkedHashMap<>();
    collect(block, "", parameters);
    return Collections.unmodifiableMap(parameters);
  }

  private static void collect(Block block, String prefix, Map<String, Parameter> into) {
    for (Pair<String, Parameter> parameter : block.getDirectParameters()) {
      into.put(prefix + parameter.getKey(), parameter.getValue());
    }
    for (Pair<String, Block> child : block.getChildren()) {
      String name = child.getKey().substring(NUMBER_DIGITS);
      collect(child.getValue(), name.isEmpty() ? prefix : prefix + name + ".", into);
    }
  }
}
