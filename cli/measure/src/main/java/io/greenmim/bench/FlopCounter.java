package io.greenmim.bench;

import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import io.greenmim.config.ImageSize;
import io.greenmim.masking.PatchMask;
import io.greenmim.model.Encoder;
import io.greenmim.model.EncoderWork;
import io.greenmim.model.MaskPlan;
import io.greenmim.model.ParameterKind;
import io.greenmim.model.mim.FcmaeModel;
import io.greenmim.model.mim.GreenMimModel;
import io.greenmim.model.mim.MaskedImageModel;
import io.greenmim.weights.StateDict;
import java.util.Map;

/** Counts the work of a model for one image, from the matrices of its blocks and its plans. */
public final class FlopCounter {

  private FlopCounter() {}

  /**
   * Counts the work of a pre-training pass.
   *
   * @param model the model, made for the size of the images
   * @param plan what the model's planner made
   * @return operations of one image
   */
  public static FlopCount masked(MaskedImageModel model, MaskPlan plan) {
    if (model instanceof GreenMimModel green) {
      int scale = model.maskPatch() / model.encoder().config().stride();
      PatchMask tokens = plan.masks().get(0).refined(scale);
      return with(green.encoder().work(plan), decoder(green, tokens), 0);
    }
    if (model instanceof FcmaeModel) {
      return with(model.encoder().work(plan), convolutions(model, plan), 0);
    }
    Encoder encoder = model.encoder();
    ImageSize size = encoder.config().imageSize();
    double cells = encoder.grid(encoder.config().stages() - 1, size).cells();
    return with(encoder.work(size), 0, 2 * cells * matrices(model, "decoder."));
  }

  /** The decoder of convolutions, over the mean of the images' masks. */
  private static double convolutions(MaskedImageModel model, MaskPlan plan) {
    int scale = model.maskPatch() / model.encoder().config().stride();
    double patches = (double) scale * scale / plan.masks().size();
    double hidden = patches * plan.masks().stream().mapToInt(PatchMask::maskedCount).sum();
    double visible = patches * plan.masks().stream().mapToInt(PatchMask::visibleCount).sum();
    return 2
        * (visible * ofRole(model, "proj.")
            + (hidden + visible) * ofRole(model, "decoder.")
            + hidden * ofRole(model, "pred."));
  }

  /** Elements of matrices and kernels alone, not of the response norms. */
  private static double ofRole(MaskedImageModel model, String prefix) {
    return StateDict.of(model).parameters().entrySet().stream()
        .filter(entry -> entry.getKey().startsWith(prefix))
        .filter(entry -> model.role(entry.getKey()).kind() == ParameterKind.MATRIX)
        .mapToDouble(entry -> entry.getValue().getShape().size())
        .sum();
  }

  private static FlopCount with(EncoderWork work, double decoder, double head) {
    return FlopCount.of(work).plus(new FlopCount(0, 0, 0, 0, decoder, head, 0));
  }

  private static double decoder(GreenMimModel model, PatchMask mask) {
    double hidden = mask.maskedCount();
    double all = hidden + mask.visibleCount();
    double attended =
        StateDict.of(model).parameters().entrySet().stream()
            .filter(entry -> entry.getKey().matches("decoder_blocks\\..*\\.attn\\.proj\\.weight"))
            .mapToLong(entry -> entry.getValue().getShape().get(0))
            .sum();
    double work =
        mask.visibleCount() * matrices(model, "decoder_embed.")
            + all * matrices(model, "decoder_blocks.")
            // Each pair costs a product of two heads' channels, and adds its value to the sum.
            + 2 * all * all * attended
            + hidden * matrices(model, "decoder_pred.");
    return 2 * work;
  }

  /**
   * Counts the elements of matrices: as many multiplications as one token costs.
   *
   * @param block a block
   * @param prefix what the names of the parameters begin with
   * @return elements of all parameters of two axes and more
   */
  public static double matrices(Block block, String prefix) {
    double elements = 0;
    for (Map.Entry<String, Parameter> entry : StateDict.of(block).parameters().entrySet()) {
      boolean matrix = entry.getValue().getShape().dimension() > 1;
      elements +=
          matrix && entry.getKey().startsWith(prefix) ? entry.getValue().getShape().size() : 0;
    }
    return elements;
  }
}
