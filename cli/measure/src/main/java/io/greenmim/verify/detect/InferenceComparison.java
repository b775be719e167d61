package io.greenmim.verify.detect;

import ai.djl.ndarray.NDArray;
import ai.djl.training.ParameterStore;
import io.greenmim.detect.boxes.Boxes;
import io.greenmim.detect.boxes.PixelSize;
import io.greenmim.detect.mask.RunLengthMask;
import io.greenmim.detect.model.ImageDetections;
import io.greenmim.detect.model.Instances;
import io.greenmim.detect.roi.Detections;
import io.greenmim.detect.roi.RoiHeads;
import io.greenmim.ops.ArrayScope;
import io.greenmim.verify.Comparison;
import io.greenmim.verify.Tolerance;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Repeats inference and compares the detections that the file has. */
final class InferenceComparison {

  private final RecordedDetector detector;
  private final Ledger ledger;
  private final String prefix;

  /**
   * Prepares a comparison.
   *
   * @param detector the detector
   * @param ledger the file with results
   * @param prefix what stands before the keys of the results
   */
  InferenceComparison(RecordedDetector detector, Ledger ledger, String prefix) {
    this.detector = detector;
    this.ledger = ledger;
    this.prefix = prefix;
  }

  /** Runs inference; {@code originals} are sizes of the images before they were resized. */
  void run(ParameterStore store, List<PixelSize> originals) throws IOException {
    List<ImageDetections> images;
    try (ArrayScope scope = new ArrayScope()) {
      images = detector.model().detect(store, detector.batch());
    }
    for (int i = 0; i < images.size(); i++) {
      compare(prefix + "test/det/image" + i, images.get(i));
      if (i < originals.size()) {
        double threshold = detector.model().config().output().maskThreshold();
        comparePasted(
            prefix + "test/post/image" + i,
            images.get(i).in(originals.get(i), threshold),
            originals.get(i));
      }
    }
  }

  private void compare(String key, ImageDetections found) throws IOException {
    Detections objects = found.objects();
    ledger.compare(key + "/boxes", objects.boxes(), Agreement.BOXES);
    ledger.compare(key + "/scores", objects.scores(), Agreement.BOXES);
    ledger.compare(key + "/classes", objects.classes());
    ledger.compare(key + "/proposal_index", objects.regions());
    if (prefix.isEmpty() || ledger.has(key + "/mask_probs")) {
      ledger.compare(key + "/mask_probs", found.masks(), Agreement.BOXES);
    }
    String first = key + "/mask_probs_first";
    if (ledger.has(first)) {
      float[] masks = Arrays.copyOf(found.masks(), ledger.floats(first).length);
      ledger.compare(first, masks, Agreement.BOXES);
    }
  }

  private void comparePasted(String key, Instances instances, PixelSize size) throws IOException {
    ledger.compare(key + "/boxes", instances.boxes(), Agreement.BOXES);
    int[] areas = ledger.integers(key + "/mask_area");
    int[] doubtful = ledger.integers(key + "/mask_doubtful");
    List<RunLengthMask> masks = instances.masks();
    ledger.add(
        allowed(
            key + "/mask_area",
            doubtful,
            masks.stream().mapToInt(RunLengthMask::area).toArray(),
            areas));
    int[] packed = ledger.integers(key + "/masks_first_packed");
    int rows = Math.toIntExact(ledger.shape(key + "/masks_first_packed").get(0));
    int[] differing = new int[rows];
    for (int mask = 0; mask < Math.min(rows, masks.size()); mask++) {
      byte[] pixels = masks.get(mask).decode();
      int start = mask * (packed.length / rows);
      for (int pixel = 0; pixel < size.height() * size.width(); pixel++) {
        int recorded = packed[start + pixel / Byte.SIZE] >> (Byte.SIZE - 1 - pixel % Byte.SIZE) & 1;
        differing[mask] += recorded ^ pixels[pixel];
      }
    }
    ledger.add(
        allowed(
            key + "/masks_first_packed", Arrays.copyOf(doubtful, rows), differing, new int[rows]));
  }

  /** Compares counts of pixels, each with as many pixels as rounding may turn. */
  private static Comparison allowed(String key, int[] doubtful, int[] actual, int[] expected) {
    if (actual.length != expected.length) {
      return Comparison.failure(
          key, "expected %s masks, got %s".formatted(expected.length, actual.length));
    }
    double[] near = new double[actual.length];
    for (int i = 0; i < near.length; i++) {
      boolean close = Math.abs(actual[i] - expected[i]) <= doubtful[i];
      near[i] = close ? expected[i] : actual[i];
    }
    return Comparison.of(key, JsonArrays.widened(expected), near, Tolerance.EXACT);
  }

  /** Compares what the heads say of the first regions of an image. */
  void compareFirst(ParameterStore store, List<NDArray> levels, List<Boxes> regions)
      throws IOException {
    String pooled = prefix + "train/roi/box_pooled_first";
    String masks = prefix + "train/mask/pooled_first";
    String logits = prefix + "train/mask/logits_first";
    try (ArrayScope scope = new ArrayScope()) {
      RoiHeads heads = detector.model().roiHeads();
      ledger.compare(
          pooled, heads.boxPooler().pool(levels, first(regions, pooled)), Agreement.BOXES);
      ledger.compare(
          masks, heads.maskPooler().pool(levels, first(regions, masks)), Agreement.BOXES);
      NDArray all = heads.maskPooler().pool(levels, first(regions, logits));
      ledger.compare(logits, heads.masks(store, all, false), Agreement.BOXES);
    }
  }

  /** Takes as many regions of the first image as the file has of a result. */
  private List<Boxes> first(List<Boxes> regions, String key) throws IOException {
    int count = Math.toIntExact(ledger.shape(key).get(0));
    Boxes[] first = new Boxes[regions.size()];
    Arrays.fill(first, Boxes.NONE);
    first[0] = regions.get(0).select(IntStream.range(0, count).toArray());
    return List.of(first);
  }
}
