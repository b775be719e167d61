package io.greenmim.detect.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.training.ParameterStore;
import io.greenmim.detect.boxes.BoxCodec;
import io.greenmim.detect.boxes.Boxes;
import io.greenmim.detect.config.DetectorConfig;
import io.greenmim.detect.roi.DetectionSelector;
import io.greenmim.detect.roi.Detections;
import io.greenmim.detect.roi.RoiHeads;
import io.greenmim.ops.ArrayScope;
import io.greenmim.ops.Rows;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/** What follows the proposals in inference: classes and boxes, the best of them, their masks. */
final class DetectionStep {

  private final DetectorConfig config;
  private final RoiHeads heads;
  private final BoxCodec codec;
  private final DetectionSelector selector;

  DetectionStep(DetectorConfig config, RoiHeads heads) {
    this.config = config;
    this.heads = heads;
    codec = new BoxCodec(config.roi().box().deltaWeights());
    selector = new DetectionSelector(config.output());
  }

  List<ImageDetections> run(
      ParameterStore store, List<NDArray> levels, ImageBatch batch, List<Boxes> regions) {
    List<Detections> found = select(store, levels, batch, regions);
    List<float[]> masks =
        heads.hasMasks()
            ? masks(store, levels, found)
            : Collections.nCopies(found.size(), new float[0]);
    List<ImageDetections> images = new ArrayList<>();
    for (int i = 0; i < found.size(); i++) {
      images.add(new ImageDetections(found.get(i), masks.get(i), batch.sizes().get(i)));
    }
    return images;
  }

  /** Classes and boxes of the best regions of each image. */
  List<Detections> select(
      ParameterStore store, List<NDArray> levels, ImageBatch batch, List<Boxes> regions) {
    float[] scores;
    float[] deltas;
    try (ArrayScope scope = new ArrayScope()) {
      RoiHeads.Predictions heard =
          heads.boxes(store, heads.boxPooler().pool(levels, regions), false);
      scores = heard.logits().softmax(1).toFloatArray();
      deltas = heard.deltas().toFloatArray();
    }
    int classes = config.classes();
    int row = Boxes.WIDTH * (config.roi().box().agnostic() ? 1 : classes);
    List<Detections> found = new ArrayList<>();
    int start = 0;
    for (int i = 0; i < regions.size(); i++) {
      int end = start + regions.get(i).size();
      Boxes decoded =
          codec.decode(Arrays.copyOfRange(deltas, start * row, end * row), regions.get(i));
      float[] own = Arrays.copyOfRange(scores, start * (classes + 1), end * (classes + 1));
      found.add(selector.select(decoded, own, classes, batch.sizes().get(i)));
      start = end;
    }
    return found;
  }

  /** Probabilities of the maps of the detections' classes, (D x S x S) for each image. */
  List<float[]> masks(ParameterStore store, List<NDArray> levels, List<Detections> found) {
    float[] all = probabilities(store, levels, found);
    int square = config.roi().mask().side() * config.roi().mask().side();
    List<float[]> images = new ArrayList<>();
    int at = 0;
    for (Detections own : found) {
      int end = at + own.boxes().size() * square;
      images.add(Arrays.copyOfRange(all, at, end));
      at = end;
    }
    return images;
  }

  private float[] probabilities(
      ParameterStore store, List<NDArray> levels, List<Detections> found) {
    List<Boxes> boxes = found.stream().map(Detections::boxes).toList();
    int[] classes = found.stream().flatMapToInt(d -> Arrays.stream(d.classes())).toArray();
    if (classes.length == 0) {
      return new float[0];
    }
    try (ArrayScope scope = new ArrayScope()) {
      NDArray logits = heads.masks(store, heads.maskPooler().pool(levels, boxes), false);
      Shape shape = logits.getShape();
      int maps = Math.toIntExact(shape.get(1));
      int[] own =
          IntStream.range(0, classes.length)
              .map(i -> i * maps + (maps == 1 ? 0 : classes[i]))
              .toArray();
      NDArray flat = logits.reshape(-1, shape.get(2) * shape.get(3));
      NDArray chosen = Rows.gather(flat, Rows.index(logits.getManager(), own));
      return Activation.sigmoid(chosen).toFloatArray();
    }
  }
}
