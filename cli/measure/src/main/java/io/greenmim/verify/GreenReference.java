package io.greenmim.verify;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.greenmim.config.MimConfig;
import io.greenmim.grouping.GroupingMode;
import io.greenmim.masking.PatchMask;
import io.greenmim.model.Encoder;
import io.greenmim.model.EncoderStage;
import io.greenmim.model.MaskPlan;
import io.greenmim.model.VisiblePatches;
import io.greenmim.model.mim.GreenMimModel;
import io.greenmim.model.mim.TokenOrder;
import io.greenmim.nn.SinCosPositions;
import io.greenmim.ops.PassStore;
import io.greenmim.ops.Precision;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Green masked image modelling: latents, the tokens of each stage, predictions and the loss in both
 * orders of latents.
 */
public final class GreenReference extends EncoderReference {

  private static final String POSITIONS = "param.decoder_pos_embed";
  private static final String PREDICTION = "out.pred_head";
  private static final String PUBLISHED = "input.ids_restore_published";

  private static final String STAGE = "out.stage";
  private static final int MOST_STAGES = 8;

  private final GroupingMode mode;

  /** Groups windows as training does by default. */
  public GreenReference() {
    this(GroupingMode.OPTIMAL);
  }

  /**
   * Groups windows in a given way.
   *
   * @param mode how windows are grouped
   */
  public GreenReference(GroupingMode mode) {
    super("greenmim");
    this.mode = mode;
  }

  /** The prediction's weight is the largest, and the tokens of stages are on the way: no need. */
  @Override
  Set<String> optional() {
    Set<String> optional = new HashSet<>(Set.of("grad.decoder_pred.weight"));
    for (int stage = 0; stage < MOST_STAGES; stage++) {
      optional.add(STAGE + stage);
    }
    return optional;
  }

  @Override
  Map<String, NDArray> compute(NDManager manager, ReferenceFile file, Precision precision)
      throws IOException {
    Encoder encoder = encoder(file);
    MimConfig mim = mim(file.config());
    GreenMimModel model = new GreenMimModel(encoder, mim);
    RecordedParameters parameters = parameters(file, encoder, mim);
    parameters.load(manager, model, Set.of(POSITIONS));
    NDArray images = images(manager, file);
    PatchMask mask = mask(manager, file, images.getShape(), mim.maskPatch());
    MaskPlan plan = encoder.planner(mim.maskPatch(), mode).plan(List.of(mask));
    PassStore store = new PassStore(manager, precision);
    Map<String, NDArray> results = new LinkedHashMap<>();

    results.put(POSITIONS, positions(manager, mask, mim.decoderDim()));
    VisiblePatches visible = new VisiblePatches(images, plan);
    NDArray x = images;
    for (EncoderStage stage : encoder.stages(store, visible)) {
      EncoderStage.Output output = stage.run(x, false);
      x = output.next();
      NDArray given = x == null ? output.tokens() : x;
      results.put(STAGE + (results.size() - 1), batchFirst(given));
    }
    results.put("out.latent", batchFirst(encoder.encode(store, visible, false)));
    TokenOrder order = order(manager, file, mask, "input.ids_restore");
    results.put(PREDICTION, head(model.predict(store, images, plan, order, false), file));
    if (file.has(PUBLISHED)) {
      TokenOrder published = order(manager, file, mask, PUBLISHED);
      results.put(
          PREDICTION + "_published_order",
          head(model.predict(store, images, plan, published, false), file));
      results.put(
          "out.loss_published_order", model.loss(store, images, plan, published, false).reshape(1));
    }
    addLoss(
        results, model, parameters, manager, () -> model.loss(store, images, plan, order, true));
    return results;
  }

  private static MimConfig mim(ReferenceConfig config) throws IOException {
    ReferenceConfig decoder = config.part("decoder");
    return new MimConfig(
        config.integer("mask_patch"),
        config.number("mask_ratio"),
        decoder.integer("dim"),
        decoder.integer("depth"),
        decoder.integer("heads"),
        config.flag("normalise_target"));
  }

  private static PatchMask mask(NDManager manager, ReferenceFile file, Shape images, int side)
      throws IOException {
    boolean[] masked = file.array(manager, "input.mask").toBooleanArray();
    return new PatchMask((int) images.get(2) / side, (int) images.get(3) / side, masked);
  }

  private static TokenOrder order(NDManager manager, ReferenceFile file, PatchMask mask, String key)
      throws IOException {
    long[] ranks = file.array(manager, key).toLongArray();
    return TokenOrder.reference(mask, Arrays.stream(ranks).mapToInt(Math::toIntExact).toArray());
  }

  private static NDArray positions(NDManager manager, PatchMask mask, int dim) {
    float[] values = SinCosPositions.of(mask.rows(), mask.cols(), dim);
    return manager.create(values, new Shape(1, values.length / dim, dim));
  }

  /** The predictions of as many patches as the file has. */
  private static NDArray head(NDArray predicted, ReferenceFile file) throws IOException {
    NDArray all = batchFirst(predicted);
    return file.has(PREDICTION) ? all.get(":, 0:%s, :".formatted(file.length(PREDICTION, 1))) : all;
  }

  /** Turns tokens (n, B, C) into (B, n, C). */
  private static NDArray batchFirst(NDArray tokens) {
    return tokens.transpose(1, 0, 2);
  }
}
