package io.greenmim.verify.detect;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import com.google.gson.JsonObject;
import io.greenmim.detect.boxes.Boxes;
import io.greenmim.detect.boxes.PixelSize;
import io.greenmim.ops.ArrayScope;
import io.greenmim.ops.PassStore;
import io.greenmim.ops.Precision;
import io.greenmim.verify.Comparison;
import io.greenmim.verify.ReferenceConfig;
import io.greenmim.verify.ReferenceFile;
import io.greenmim.verify.ReferenceKind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A whole detector: features, proposals, samples, losses and the gradient of every parameter;
 * detections and their masks.
 */
final class DetectorReference implements ReferenceKind {

  /** Name of the detector's configuration in the JSON. */
  static final String CONFIG = "config";

  @Override
  public boolean recognises(ReferenceFile file) {
    return file.config().has(CONFIG) && !file.keys("param/").isEmpty();
  }

  @Override
  public List<Comparison> repeat(ReferenceFile file, Precision precision) throws IOException {
    demandFloat32(file, precision);
    Ledger ledger = new Ledger(file);
    ReferenceConfig none = new ReferenceConfig(file.path(), new JsonObject());
    RecordedSettings settings = RecordedSettings.of(file.config().part(CONFIG), none);
    try (NDManager manager = NDManager.newBaseManager();
        ArrayScope scope = new ArrayScope()) {
      RecordedDetector detector =
          RecordedDetector.of(manager, settings, file.tensors(), ledger, Set.of());
      PassStore store = new PassStore(manager, precision);
      List<NDArray> levels = new FeatureComparison(detector, ledger, store).run(manager);
      new TrainingComparison(detector, ledger, "")
          .run(manager, settings.permutation(), precision, Map.of());
      InferenceComparison inference = new InferenceComparison(detector, ledger, "");
      List<Boxes> regions = new ArrayList<>();
      for (int i = 0; i < detector.truths().size(); i++) {
        regions.add(ledger.boxes("train/roi/image" + i + "/boxes"));
      }
      inference.compareFirst(store, levels, regions);
      inference.run(store, sizes(file));
    }
    return ledger.close();
  }

  private static List<PixelSize> sizes(ReferenceFile file) throws IOException {
    return file.config().rows("output_sizes_hw").stream()
        .map(size -> new PixelSize(size.get(0), size.get(1)))
        .toList();
  }

  /** In bfloat16 other boxes win, so that nothing after the first decision can be compared. */
  static void demandFloat32(ReferenceFile file, Precision precision) throws IOException {
    if (precision == Precision.BF16) {
      throw new IOException(
          file.path() + ": expected a precision of float32 for a detector, got bf16");
    }
  }
}
