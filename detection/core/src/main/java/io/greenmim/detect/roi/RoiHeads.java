package io.greenmim.detect.roi;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import io.greenmim.detect.boxes.LevelAssignment;
import io.greenmim.detect.config.BoxHeadConfig;
import io.greenmim.detect.config.MaskHeadConfig;
import io.greenmim.detect.config.RoiConfig;
import io.greenmim.detect.ops.RoiAlign;
import io.greenmim.detect.ops.RoiPooler;
import io.greenmim.nn.ParameterBlock;
import io.greenmim.ops.ArrayScope;

/**
 * The heads on regions of interest (He et al., 2017, arXiv 1703.06870, section 3): class and box of
 * each region, and its mask.
 *
 * @shape input pooled features (R, C, p, p); output class logits (R, K + 1) and box deltas (R, 4
 *     K), or (R, 4) where all classes share one box
 */
public final class RoiHeads extends ParameterBlock {

  /** Level of the regions of the canonical size, of stride 16. */
  private static final int CANONICAL_LEVEL = 4;

  private final RoiPooler boxPooler;
  private final RoiPooler maskPooler;
  private final BoxHead boxHead;
  private final BoxPredictor boxPredictor;
  private final MaskHead maskHead;

  /**
   * What the heads say of regions.
   *
   * @param logits class logits, (R, K + 1), the background last
   * @param deltas box deltas, (R, 4 K), or (R, 4) where all classes share one box
   */
  public record Predictions(NDArray logits, NDArray deltas) {}

  /**
   * Makes the heads without weights.
   *
   * @param config the heads and how regions are read
   * @param channels channels of a level
   * @param classes number of classes K
   * @param finest logarithm of the stride of the finest level
   * @param levels number of levels that regions are read from
   */
  public RoiHeads(RoiConfig config, int channels, int classes, int finest, int levels) {
    LevelAssignment assignment =
        new LevelAssignment(finest, finest + levels - 1, config.canonicalSize(), CANONICAL_LEVEL);
    BoxHeadConfig box = config.box();
    boxPooler = new RoiPooler(RoiAlign.published(box.pool()), assignment);
    boxHead = addChildBlock("box_head", new BoxHead(channels, box.pool(), box.width()));
    boxPredictor =
        addChildBlock("box_predictor", new BoxPredictor(box.width(), classes, box.agnostic()));
    MaskHeadConfig mask = config.mask();
    maskPooler = mask == null ? null : new RoiPooler(RoiAlign.published(mask.pool()), assignment);
    maskHead =
        mask == null
            ? null
            : addChildBlock(
                "mask_head", new MaskHead(channels, mask.width(), classes, mask.agnostic()));
  }

  /**
   * Tells whether there is a mask head.
   *
   * @return whether masks are predicted
   */
  public boolean hasMasks() {
    return maskHead != null;
  }

  /**
   * Returns how regions are read for their class and box.
   *
   * @return the pooler of {@link #boxes}
   */
  public RoiPooler boxPooler() {
    return boxPooler;
  }

  /**
   * Returns how regions are read for their mask.
   *
   * @return the pooler of {@link #masks}
   * @throws IllegalStateException if there is no mask head
   */
  public RoiPooler maskPooler() {
    demandMasks();
    return maskPooler;
  }

  /**
   * Classifies regions and predicts their boxes.
   *
   * @param store the parameter store, which tells the precision
   * @param pooled pooled features, (R, C, p, p)
   * @param training whether this is a training pass
   * @return predictions of the regions
   */
  public Predictions boxes(ParameterStore store, NDArray pooled, boolean training) {
    try (ArrayScope scope = new ArrayScope()) {
      NDArray features = boxHead.forward(store, pooled, training);
      return new Predictions(
          scope.keep(boxPredictor.logits(store, features, training)),
          scope.keep(boxPredictor.deltas(store, features, training)));
    }
  }

  /**
   * Predicts the masks of regions.
   *
   * @param store the parameter store, which tells the precision
   * @param pooled pooled features, (R, C, p, p)
   * @param training whether this is a training pass
   * @return logits, (R, K, S, S), or (R, 1, S, S) where all classes share one map
   * @throws IllegalStateException if there is no mask head
   */
  public NDArray masks(ParameterStore store, NDArray pooled, boolean training) {
    demandMasks();
    return maskHead.forward(store, pooled, training);
  }

  private void demandMasks() {
    if (maskHead == null) {
      throw new IllegalStateException("masks: expected a detector with a mask head");
    }
  }

  @Override
  protected NDList forwardInternal(
      ParameterStore store, NDList inputs, boolean training, PairList<String, Object> params) {
    checkInputs(inputs.size(), 1);
    Predictions predictions = boxes(store, inputs.head(), training);
    return new NDList(predictions.logits(), predictions.deltas());
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputShapes) {
    return boxPredictor.getOutputShapes(boxHead.getOutputShapes(inputShapes));
  }
}
