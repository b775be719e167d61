package io.greenmim.detect.train;

import ai.djl.nn.Parameter;
import io.greenmim.config.Checks;
import io.greenmim.model.StagedEncoder;
import io.greenmim.train.optim.ParameterGroup;

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
public record DetectorGroups(StagedEncoder encoder, String prefix, double layerDecay)
    implements ParameterGroup.Rule {

  private static final String NORM = "norm";
  private static final String TABLE = "relative_position_bias_table";

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
    boolean decays = !name.contains(NORM) && !name.contains(TABLE);
    if (!name.startsWith(prefix)) {
      return new ParameterGroup(1, decays);
    }
    int distance = encoder.layerCount() - 1 - encoder.layerId(name.substring(prefix.length()));
    return new ParameterGroup(Math.pow(layerDecay, distance), decays);
  }
}
