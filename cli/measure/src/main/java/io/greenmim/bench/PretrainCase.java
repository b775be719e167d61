package io.greenmim.bench;

import io.greenmim.config.Checks;
import io.greenmim.config.ImageSize;
import io.greenmim.config.ModelConfig;
import io.greenmim.grouping.GroupingMode;
import io.greenmim.masking.MaskShape;
import io.greenmim.masking.MaskSharing;
import io.greenmim.model.MaskPlanner;
import io.greenmim.model.mim.MaskedImageModel;
import io.greenmim.ops.Precision;
import io.greenmim.train.config.FirstWeights;
import io.greenmim.train.config.ModelOptions;
import io.greenmim.train.config.PretrainMethod;
import io.greenmim.train.config.PretrainRecipe;
import io.greenmim.weights.ModelFolder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * One case of the pre-training benchmark.
 *
 * @param method how the encoder is pre-trained
 * @param precision what passes compute with
 * @param recompute whether stages are run again for the backward pass
 * @param model name of the variant
 * @param imageSize size of the images
 * @param maskRatio share of hidden patches
 * @param masks which images hide the same patches
 * @param maskShape what hidden patches look like
 * @param grouping how windows are grouped
 * @param zeroFilled whether whole maps are computed, zero where patches are hidden
 * @param batchSize images of a step
 * @param steps steps that are measured
 * @param warmup steps before them
 * @param device device to run on, as {@code --device} takes it
 * @param matrix rows and columns of the matrices that the peak is measured with; 0 for those that
 *     the device needs
 * @param seed seed of weights, images and masks
 */
public record PretrainCase(
    PretrainMethod method,
    Precision precision,
    boolean recompute,
    String model,
    ImageSize imageSize,
    double maskRatio,
    MaskSharing masks,
    MaskShape maskShape,
    GroupingMode grouping,
    boolean zeroFilled,
    int batchSize,
    int steps,
    int warmup,
    String device,
    int matrix,
    long seed)
    implements Measurement<PretrainSample> {

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if one is out of its range
   */
  public PretrainCase {
    Checks.atLeast("batchSize", batchSize, 1);
    Checks.atLeast("steps", steps, 1);
    Checks.atLeast("warmup", warmup, 0);
    Checks.atLeast("matrix", matrix, 0);
    ModelConfig config =
        new ModelOptions(
                method, model, imageSize, null, maskRatio, 0, grouping, FirstWeights.PUBLISHED)
            .toConfig();
    Checks.that(
        !zeroFilled
            || ModelFolder.newMaskedImageModel(config).planner(grouping).zeroFilled().isPresent(),
        "zeroFilled: expected methods and models that hide patches from convolutions, as fcmae"
            + " does, got %s of %s",
        method.name().toLowerCase(Locale.ROOT),
        model);
  }

  /**
   * Returns the same case over whole maps.
   *
   * @return a copy whose maps are zero where patches are hidden
   * @throws IllegalArgumentException if the model does not hide patches from convolutions
   */
  public PretrainCase overWholeMaps() {
    return new PretrainCase(
        method, precision, recompute, model, imageSize, maskRatio, masks, maskShape, grouping, true,
        batchSize, steps, warmup, device, matrix, seed);
  }

  /** Returns the planner of the model's batches. */
  MaskPlanner planner(MaskedImageModel masked) {
    MaskPlanner planner = masked.planner(grouping);
    return zeroFilled ? planner.zeroFilled().orElseThrow() : planner;
  }

  @Override
  public Class<PretrainSample> resultType() {
    return PretrainSample.class;
  }

  @Override
  public PretrainSample measure() throws IOException, InterruptedException {
    return new PretrainRunner(this).run();
  }

  /** {@return the options of the model that is trained, without stochastic depth} */
  ModelOptions modelOptions() {
    return new ModelOptions(
        method, model, imageSize, null, maskRatio, 0, grouping, FirstWeights.PUBLISHED);
  }

  /** Plans a mask as the case does: what cannot be planned is refused before it is measured. */
  void requirePlan() {
    MaskedImageModel masked = ModelFolder.newMaskedImageModel(modelOptions().toConfig());
    int side = masked.maskPatch();
    masked
        .planner(grouping)
        .plan(
            List.of(
                maskShape
                    .generator(0, maskRatio)
                    .generate(0, imageSize.height() / side, imageSize.width() / side)));
  }

  /** {@return whether the images share their masks as the method's recipe has it} */
  boolean sharesAsPublished() {
    return masks == PretrainRecipe.of(method, model, 1).masks();
  }

  /** {@return whether the share of hidden patches is that of the method's recipe} */
  boolean hidesAsPublished() {
    return maskRatio == PretrainRecipe.of(method, model, 1).maskRatio();
  }

  /** Names what differs between two cases of a run. */
  List<String> differences(PretrainCase other) {
    Map<String, Object> theirs = other.choices();
    List<String> differences =
        new ArrayList<>(
            choices().entrySet().stream()
                .filter(choice -> !choice.getValue().equals(theirs.get(choice.getKey())))
                .map(Map.Entry::getKey)
                .toList());
    if (maskRatio != other.maskRatio && !(hidesAsPublished() && other.hidesAsPublished())) {
      differences.add("hidden");
    }
    return differences;
  }

  private Map<String, Object> choices() {
    return Map.of(
        "model", model,
        "method", method,
        "precision", precision,
        "masks", sharesAsPublished(),
        "zeros", zeroFilled,
        "grouping", grouping);
  }

  /**
   * Returns the name of the case among those of its model.
   *
   * @return method and precision, and what of masks and grouping is not the usual
   */
  public String label() {
    String sharing = sharesAsPublished() ? "" : ", a mask each " + masks;
    String hidden = hidesAsPublished() ? "" : ", %s hidden".formatted(maskRatio);
    String groups = grouping == GroupingMode.OPTIMAL ? "" : ", grouping " + grouping;
    String zeros = zeroFilled ? ", zero-filled" : "";
    return (method + " " + precision + sharing + hidden + groups + zeros).toLowerCase(Locale.ROOT);
  }
}
