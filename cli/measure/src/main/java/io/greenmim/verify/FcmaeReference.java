package io.greenmim.verify;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.greenmim.config.FcmaeConfig;
import io.greenmim.grouping.GroupingMode;
import io.greenmim.masking.PatchMask;
import io.greenmim.model.Encoder;
import io.greenmim.model.EncoderStage;
import io.greenmim.model.MaskPlan;
import io.greenmim.model.VisiblePatches;
import io.greenmim.model.mim.FcmaeModel;
import io.greenmim.ops.PassStore;
import io.greenmim.ops.Precision;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Fully convolutional masked autoencoders: the visible tokens of each stage and the loss. */
final class FcmaeReference extends EncoderReference {

  private static final String MASK = "input.mask";
  private static final String PREDICTION = "out.pred_head";

  FcmaeReference() {
    super("fcmae");
  }

  /** The prediction's weight is the largest. */
  @Override
  Set<String> optional() {
    return Set.of("grad.pred.weight");
  }

  @Override
  Map<String, NDArray> compute(NDManager manager, ReferenceFile file, Precision precision)
      throws IOException {
    Encoder encoder = encoder(file);
    FcmaeConfig head = head(file.config());
    FcmaeModel model = new FcmaeModel(encoder, head);
    RecordedParameters parameters = parameters(file, encoder, head);
    parameters.load(manager, model, Set.of());
    NDArray images = images(manager, file);
    int rows = Math.toIntExact(images.getShape().get(2)) / head.maskPatch();
    MaskPlan plan = model.planner(GroupingMode.AUTO).plan(masks(manager, file, rows));
    PassStore store = new PassStore(manager, precision);
    Map<String, NDArray> results = new LinkedHashMap<>();

    NDArray x = images;
    for (EncoderStage stage : encoder.stages(store, new VisiblePatches(images, plan))) {
      NDArray tokens = stage.run(x, false).tokens();
      // Picture after picture, as arrays of different numbers of tokens are already.
      NDArray listed = tokens.transpose(1, 0, 2).reshape(-1, tokens.getShape().get(2));
      results.put("out.stage" + results.size(), listed);
      x = tokens;
    }
    NDArray predicted = model.predict(store, images, plan, false).transpose(1, 0, 2);
    results.put(
        PREDICTION,
        file.has(PREDICTION)
            ? predicted.get(":, 0:%s, :".formatted(file.length(PREDICTION, 1)))
            : predicted);
    addLoss(results, model, parameters, manager, () -> model.loss(store, images, plan, true));
    return results;
  }

  private static FcmaeConfig head(ReferenceConfig config) throws IOException {
    ReferenceConfig decoder = config.part("decoder");
    return new FcmaeConfig(
        config.integer("mask_patch"),
        config.number("mask_ratio"),
        decoder.integer("dim"),
        decoder.integer("depth"),
        config.flag("normalise_target"));
  }

  /** One mask for each image, (B, rows x cols). */
  private static List<PatchMask> masks(NDManager manager, ReferenceFile file, int rows)
      throws IOException {
    int patches = file.length(MASK, 1);
    boolean[] values = file.array(manager, MASK).toBooleanArray();
    List<PatchMask> masks = new ArrayList<>();
    for (int from = 0; from < values.length; from += patches) {
      boolean[] own = Arrays.copyOfRange(values, from, from + patches);
      masks.add(new PatchMask(rows, patches / rows, own));
    }
    return masks;
  }
}
