package io.greenmim.detect.train;

import ai.djl.nn.Parameter;
import io.greenmim.config.Checks;
import io.greenmim.model.Encoder;
import io.greenmim.model.ParameterRole;
import io.greenmim.train.optim.ParameterGroup;
import io.greenmim.train.optim.WeightDecayRule;

/**
 * How the parameters of a detector move (published recipe of Mask R-CNN on Swin Transformers): all
 * of them decay but the normalisations and the tables of relative position biases; biases do.
 * Layer-wise decay of the learning rate (Clark et al., 2020, arXiv 2003.10555; Bao et al., 2021,
 * arXiv 2106.08254) slows the layers of the encoder, the more the earlier they are.
 *
 * @param encoder the encoder, which tells its layers
 * @param prefix what stands before the encoder's names in the detector's state dict
 * @param layerDecay factor of the learning rate from a layer to the one before, in (0, 1]
 */
public record DetectorGroups(Encoder encoder, String prefix, double layerDecay)
    implements ParameterGroup.Rule {

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if the factor is out of its range
   */
  public DetectorGroups {
    Checks.that(
        layerDecay > 0 && layerDecay <= 1,
        "layerDecay: expected a number in (0, 1], got %s",
        layerDecay);
  }

  @Override
  public ParameterGroup of(String name, Parameter parameter) {
    ParameterRole role = role(name, parameter);
    int distance = encoder.layerCount() - 1 - role.layer();
    return new ParameterGroup(
        Math.pow(layerDecay, distance), WeightDecayRule.DETECTION.decays(role.kind()));
  }

  private ParameterRole role(String name, Parameter parameter) {
    String inside = name.startsWith(prefix) ? name.substring(prefix.length()) : "";
    // Beside the encoder's parts stand the norms of its maps.
    return encoder.parameters().containsKey(inside)
        ? encoder.role(inside)
        : ParameterRole.on(encoder, parameter);
  }
}
