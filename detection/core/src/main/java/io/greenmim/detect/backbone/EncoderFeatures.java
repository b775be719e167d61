package io.greenmim.detect.backbone;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import io.greenmim.config.ImageSize;
import io.greenmim.model.AllPatches;
import io.greenmim.model.Encoder;
import io.greenmim.model.EncoderStage;
import io.greenmim.model.FeatureSpec;
import io.greenmim.model.StagedPass;
import io.greenmim.nn.LayerNorm;
import io.greenmim.nn.ParameterBlock;
import io.greenmim.ops.ArrayScope;
import io.greenmim.ops.ImageTensors;
import io.greenmim.weights.StateDict;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * An encoder whose stages each give a map with a layer normalisation of its own; the next stage
 * goes on from the map before that (Liu et al., 2021, arXiv 2103.14030, code of section 4.2). An
 * encoder whose stages end with a normalisation gives those maps.
 *
 * <p>The first stages may be frozen, the patch embedding with them: their parameters require no
 * gradient, they drop no path and leave nothing behind for a backward pass. The normalisations are
 * never frozen. Float32 at both ends; works on the device of its input.
 *
 * @shape input (B, c, H, W); output one map for each stage, (B, C_i, H / stride_i, W / stride_i)
 */
public final class EncoderFeatures extends ParameterBlock {

  private final Encoder encoder;
  private final List<LayerNorm> norms = new ArrayList<>();
  private final int frozen;

  /**
   * Makes the block without weights.
   *
   * @param encoder the encoder
   * @param eps constant of the layer normalisations
   * @param frozen number of first stages that are not trained; 0 trains the patch embedding too
   * @throws IllegalArgumentException if there are fewer stages
   */
  public EncoderFeatures(Encoder encoder, double eps, int frozen) {
    int stages = encoder.featureSpecs().size();
    if (frozen < 0 || frozen > stages) {
      throw new IllegalArgumentException(
          "frozen: expected 0 to %s, got %s".formatted(stages, frozen));
    }
    this.frozen = frozen;
    // The published state dicts list the norms beside the encoder's parts: no name of its own.
    this.encoder = addChildBlock("", encoder);
    for (FeatureSpec spec : encoder.normalisesStages() ? List.<FeatureSpec>of() : featureSpecs()) {
      LayerNorm norm = new LayerNorm(spec.channels(), eps);
      norms.add(addChildBlock("norm" + norms.size(), norm));
    }
    StateDict.of(encoder)
        .parameters()
        .forEach((name, parameter) -> freeze(parameter, encoder.role(name).stage() < frozen));
  }

  private static void freeze(Parameter parameter, boolean freeze) {
    if (freeze) {
      parameter.freeze(true);
    }
  }

  /** {@return the encoder} */
  public Encoder encoder() {
    return encoder;
  }

  /**
   * Describes the maps.
   *
   * @return one description for each stage, finest first
   */
  public List<FeatureSpec> featureSpecs() {
    return encoder.featureSpecs();
  }

  /**
   * Computes the maps for inference.
   *
   * @param store the parameter store
   * @param images normalised images, (B, c, H, W), float32
   * @return normalised maps, finest first, (B, C_i, H_i, W_i)
   */
  public List<NDArray> forward(ParameterStore store, NDArray images) {
    try (ArrayScope scope = new ArrayScope()) {
      List<NDArray> tokens = new ArrayList<>();
      NDArray x = images;
      for (EncoderStage stage : encoder.stages(store, new AllPatches(images))) {
        EncoderStage.Output output = stage.run(x, false);
        tokens.add(output.tokens());
        x = output.next();
      }
      return kept(scope, maps(store, tokens, images.getShape(), false));
    }
  }

  /**
   * Computes the maps in training. Gradients must be recorded by the caller.
   *
   * @param store the parameter store
   * @param pass a pass that has not begun; its backward pass follows that of the caller
   * @param images normalised images, (B, c, H, W), float32
   * @return normalised maps, finest first, (B, C_i, H_i, W_i)
   */
  public List<NDArray> forward(ParameterStore store, StagedPass pass, NDArray images) {
    try (ArrayScope scope = new ArrayScope()) {
      List<NDArray> tokens = pass.tokens(encoder, new AllPatches(images), frozen);
      return kept(scope, maps(store, tokens, images.getShape(), true));
    }
  }

  private List<NDArray> maps(
      ParameterStore store, List<NDArray> tokens, Shape images, boolean training) {
    List<NDArray> maps = new ArrayList<>();
    ImageSize size = ImageTensors.size(images);
    for (int i = 0; i < tokens.size(); i++) {
      NDArray normed =
          norms.isEmpty() ? tokens.get(i) : norms.get(i).forward(store, tokens.get(i), training);
      maps.add(featureSpecs().get(i).toMap(normed, encoder.grid(i, size)));
    }
    return maps;
  }

  private static List<NDArray> kept(ArrayScope scope, List<NDArray> maps) {
    maps.forEach(scope::keep);
    return maps;
  }

  @Override
  protected NDList forwardInternal(
      ParameterStore store, NDList inputs, boolean training, PairList<String, Object> params) {
    checkInputs(inputs.size(), 1);
    if (!training) {
      return new NDList(forward(store, inputs.head()));
    }
    try (StagedPass pass = new StagedPass(store, false, 0)) {
      return new NDList(forward(store, pass, inputs.head()));
    }
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputShapes) {
    // An encoder that pools its last map answers that first.
    Shape[] shapes = encoder.getOutputShapes(inputShapes);
    return Arrays.copyOfRange(shapes, shapes.length - featureSpecs().size(), shapes.length);
  }
}
