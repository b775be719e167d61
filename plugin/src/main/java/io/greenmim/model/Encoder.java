package io.greenmim.model;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import io.greenmim.config.EncoderConfig;
import io.greenmim.config.GridSize;
import io.greenmim.config.ImageSize;
import io.greenmim.grouping.GroupingMode;
import io.greenmim.masking.PatchMask;
import io.greenmim.nn.NamedParameters;
import io.greenmim.ops.ArrayScope;
import io.greenmim.ops.ImageTensors;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * An encoder with token grids of falling resolution, as a chain of stages. Whatever builds on
 * encoders (masked image modelling, heads, feature pyramids, optimisers with layer decay) sees them
 * through this contract alone.
 *
 * <p>Forward passes for inference may run on several threads at once. The arrays that they return
 * belong to the manager of their input.
 *
 * @shape input (B, c, H, W); output the pooled feature (B, C_last), then the maps of the stages (B,
 *     C_i, H_i, W_i); made for detectors the maps alone
 */
public interface Encoder extends Block {

  /**
   * Returns the architecture.
   *
   * @return the record of the family
   */
  EncoderConfig config();

  /**
   * Describes the feature maps.
   *
   * @return one description for each stage, finest first
   */
  List<FeatureSpec> featureSpecs();

  /**
   * Tells the size of a stage's map.
   *
   * @param stage index of the stage, from 0
   * @param images size of the images
   * @return rows and columns of its tokens; by default the sides over the stride, rounded up
   */
  default GridSize grid(int stage, ImageSize images) {
    int stride = config().stride(stage);
    return new GridSize(
        (images.height() + stride - 1) / stride, (images.width() + stride - 1) / stride);
  }

  /**
   * Lists the stages for an input; the first one embeds the patches too. Each can be run again.
   *
   * @param store the parameter store
   * @param input what is encoded
   * @return the stages, as many as maps; the first takes the images of the input
   * @throws IllegalArgumentException if the patch size does not divide a side of the images, or a
   *     plan is another encoder's or for images of another size
   */
  List<EncoderStage> stages(ParameterStore store, EncoderInput input);

  /**
   * Tells whether every stage ends with a normalisation of its own, so that whoever takes maps of
   * all stages adds none.
   *
   * @return false by default: such a user normalises each map
   */
  default boolean normalisesStages() {
    return false;
  }

  /**
   * Normalises the tokens of the last stage.
   *
   * @shape input and output (n, B, C_last)
   * @param store the parameter store
   * @param tokens what the last stage gave
   * @param training whether this is a training pass
   * @return the latents; by default the tokens, as an encoder without a last normalisation has them
   */
  default NDArray normalise(ParameterStore store, NDArray tokens, boolean training) {
    return tokens;
  }

  /**
   * Makes the pooled feature.
   *
   * @param store the parameter store
   * @param latents latents of all patches, (n, B, C_last)
   * @param training whether this is a training pass
   * @return the feature, (B, C_last); by default the mean of the latents
   */
  default NDArray pool(ParameterStore store, NDArray latents, boolean training) {
    return latents.mean(new int[] {0});
  }

  /**
   * Makes the planner of {@link VisiblePatches}.
   *
   * @param maskPatch side of a mask patch in pixels
   * @param mode how windows are grouped, where the encoder has windows
   * @return a planner for one mask that all images of a batch share, or one for each
   * @throws IllegalArgumentException if the encoder cannot hide patches of that size
   */
  MaskPlanner planner(int maskPatch, GroupingMode mode);

  /**
   * Tells what a parameter is.
   *
   * @param name path of the parameter inside the encoder, such as {@code
   *     layers.0.blocks.1.attn.qkv.weight}
   * @return where it is used, and what optimisers should know
   */
  ParameterRole role(String name);

  /**
   * Returns the number of layers for layer-wise learning rate decay, the embedding and the head
   * counted in.
   *
   * @return number of layers; those of {@link ParameterRole} run from 0 to this number less 1
   */
  int layerCount();

  /**
   * Counts the layers behind a parameter as timm does, whose layers may be others than those of
   * {@link #role}.
   *
   * @param name path of the parameter inside the encoder, as {@link #role} takes it
   * @return layers between it and the head, the head counted in; by default those of {@link #role}
   */
  default int timmLayersBehind(String name) {
    return layerCount() - 1 - role(name).layer();
  }

  /**
   * Encodes an input.
   *
   * @param store the parameter store
   * @param input what is encoded
   * @param training whether this is a training pass
   * @return normalised tokens of the last stage, row-major, (n, B, C_last)
   * @throws IllegalArgumentException if the input does not fit the encoder
   */
  default NDArray encode(ParameterStore store, EncoderInput input, boolean training) {
    try (ArrayScope scope = new ArrayScope()) {
      NDArray x = input.images();
      NDArray tokens = null;
      for (EncoderStage stage : stages(store, input)) {
        EncoderStage.Output output = stage.run(x, training);
        tokens = output.tokens();
        x = output.next();
        if (x != null && x != tokens) {
          tokens.close(); // nobody reads it, and a training pass is short of memory
        }
      }
      return scope.keep(normalise(store, tokens, training));
    }
  }

  /**
   * Computes the feature maps of images, the last one normalised.
   *
   * @param store the parameter store
   * @param images normalised images, (B, c, H, W), float32
   * @param training whether this is a training pass
   * @return the maps and the pooled feature
   * @throws IllegalArgumentException if the patch size does not divide a side
   */
  default FeatureMaps features(ParameterStore store, NDArray images, boolean training) {
    List<FeatureSpec> specs = featureSpecs();
    ImageSize size = ImageTensors.size(images.getShape());
    List<EncoderStage> stages = stages(store, new AllPatches(images));
    try (ArrayScope scope = new ArrayScope()) {
      List<NDArray> maps = new ArrayList<>();
      NDArray x = images;
      NDArray tokens = null;
      for (int i = 0; i < stages.size(); i++) {
        EncoderStage.Output output = stages.get(i).run(x, training);
        boolean last = i == stages.size() - 1;
        tokens = last ? normalise(store, output.tokens(), training) : output.tokens();
        maps.add(scope.keep(specs.get(i).toMap(tokens, grid(i, size))));
        x = output.next();
      }
      return new FeatureMaps(maps, scope.keep(pool(store, tokens, training)));
    }
  }

  /**
   * Counts the work of one image whose visible patches are encoded.
   *
   * @param plan a plan of this encoder
   * @return operations; by default those of the matrices alone
   */
  default EncoderWork work(MaskPlan plan) {
    PatchMask mask = plan.masks().get(0);
    long all = (long) mask.rows() * mask.cols();
    return EncoderWork.ofMatrices(
        this, stage -> grid(stage, config().imageSize()).cells() * mask.visibleCount() / all);
  }

  /**
   * Counts the work of one image whose patches are all encoded.
   *
   * @param image size of the image
   * @return operations; by default those of the matrices alone
   */
  default EncoderWork work(ImageSize image) {
    return EncoderWork.ofMatrices(this, stage -> grid(stage, image).cells());
  }

  /**
   * Shows what inference computes on its way, for comparison with other implementations.
   *
   * @param store the parameter store
   * @param images normalised images, (B, c, H, W), float32
   * @return tokens, (n, B, C), row by row, by the names of the blocks that gave them; empty by
   *     default
   */
  default Map<String, NDArray> trace(ParameterStore store, NDArray images) {
    return Map.of();
  }

  /**
   * Lists the parameters.
   *
   * @return names as {@link #role} takes them, and parameters, in order
   */
  default Map<String, Parameter> parameters() {
    return NamedParameters.of(this);
  }
}
