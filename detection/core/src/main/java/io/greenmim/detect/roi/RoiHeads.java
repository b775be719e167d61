package io.greenmim.detect.roi;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import io.greenmim.detect.boxes.BoxCodec;
import io.greenmim.detect.boxes.Boxes;
import io.greenmim.detect.boxes.LevelAssignment;
import io.greenmim.detect.boxes.PixelSize;
import io.greenmim.detect.config.BoxHeadConfig;
import io.greenmim.detect.config.MaskHeadConfig;
import io.greenmim.detect.config.RoiConfig;
import io.greenmim.detect.ops.RoiAlign;
import io.greenmim.detect.ops.RoiPooler;
import io.greenmim.nn.ParameterBlock;
import io.greenmim.ops.ArrayScope;
import io.greenmim.ops.Rows;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

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
  private final RoiConfig config;
  private final int classes;
  private final BoxCodec codec;
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
    this.config = config;
    this.classes = classes;
    codec = new BoxCodec(config.box().deltaWeights());
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

  /**
   * Finds the objects of images among regions.
   *
   * @param store the parameter store
   * @param levels levels of the pyramid of the images
   * @param regions where the objects of each image may be
   * @param sizes size of each image without padding
   * @param selector which of the objects are left
   * @return classes and boxes of each image
   */
  public List<Detections> detect(
      ParameterStore store,
      List<NDArray> levels,
      List<Boxes> regions,
      List<PixelSize> sizes,
      DetectionSelector selector) {
    float[] heard;
    try (ArrayScope scope = new ArrayScope()) {
      heard = read(boxes(store, boxPooler.pool(levels, regions), false));
    }
    int regionCount = regions.stream().mapToInt(Boxes::size).sum();
    float[] scores = Arrays.copyOf(heard, regionCount * (classes + 1));
    float[] deltas = Arrays.copyOfRange(heard, scores.length, heard.length);
    int row = Boxes.WIDTH * (config.box().agnostic() ? 1 : classes);
    List<Detections> found = new ArrayList<>();
    int start = 0;
    for (int i = 0; i < regions.size(); i++) {
      int end = start + regions.get(i).size();
      Boxes decoded =
          codec.decode(Arrays.copyOfRange(deltas, start * row, end * row), regions.get(i));
      float[] own = Arrays.copyOfRange(scores, start * (classes + 1), end * (classes + 1));
      found.add(selector.select(decoded, own, classes, sizes.get(i)));
      start = end;
    }
    return found;
  }

  /** Probabilities of the classes of regions (R x (K + 1)), then the deltas of their boxes. */
  static float[] read(Predictions heard) {
    // Each read waits for the device.
    return heard.logits().softmax(1).flatten().concat(heard.deltas().flatten()).toFloatArray();
  }

  /**
   * Predicts the masks of objects.
   *
   * @param store the parameter store
   * @param levels levels of the pyramid of the images
   * @param found objects of each image in pixels of the network's input
   * @return for each image, probabilities of a square over each box, (n x side x side)
   * @throws IllegalStateException if there is no mask head
   */
  public List<float[]> probabilities(
      ParameterStore store, List<NDArray> levels, List<Detections> found) {
    demandMasks();
    float[] all = joined(store, levels, found);
    int square = config.mask().side() * config.mask().side();
    List<float[]> images = new ArrayList<>();
    int at = 0;
    for (Detections own : found) {
      int end = at + own.boxes().size() * square;
      images.add(Arrays.copyOfRange(all, at, end));
      at = end;
    }
    return images;
  }

  private float[] joined(ParameterStore store, List<NDArray> levels, List<Detections> found) {
    List<Boxes> boxes = found.stream().map(Detections::boxes).toList();
    int[] classesOf = found.stream().flatMapToInt(d -> Arrays.stream(d.classes())).toArray();
    if (classesOf.length == 0) {
      return new float[0];
    }
    try (ArrayScope scope = new ArrayScope()) {
      NDArray logits = masks(store, maskPooler.pool(levels, boxes), false);
      Shape shape = logits.getShape();
      int maps = Math.toIntExact(shape.get(1));
      int[] own =
          IntStream.range(0, classesOf.length)
              .map(i -> i * maps + (maps == 1 ? 0 : classesOf[i]))
              .toArray();
      NDArray flat = logits.reshape(-1, shape.get(2) * shape.get(3));
      NDArray chosen = Rows.gather(flat, Rows.index(logits.getManager(), own));
      return Activation.sigmoid(chosen).toFloatArray();
    }
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
