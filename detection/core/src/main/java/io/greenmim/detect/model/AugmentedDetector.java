package io.greenmim.detect.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.training.ParameterStore;
import io.greenmim.detect.augment.ImageVersion;
import io.greenmim.detect.boxes.Boxes;
import io.greenmim.detect.boxes.PixelSize;
import io.greenmim.detect.roi.DetectionSelector;
import io.greenmim.detect.roi.Detections;
import io.greenmim.detect.rpn.Proposals;
import io.greenmim.image.PixelImage;
import io.greenmim.ops.Precision;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds objects by several looks at each image: what is found in its versions is moved back and
 * pooled, suppressed within each class and cut to the best; the mask of each object left is the
 * mean over all versions.
 *
 * <p>The pyramids of all versions are kept until the masks are done: for a version of 800 x 1333
 * pixels some 90 MB.
 *
 * <p>Source: detectron2's {@code GeneralizedRCNNWithTTA}; the versions are resized from the image
 * itself, not from one that was resized before.
 */
public final class AugmentedDetector implements ObjectDetector {

  private final MaskRcnn model;
  private final InputVersions versions;
  private final InferencePass passes;
  private final DetectionSelector selector;

  /**
   * Prepares a detector.
   *
   * @param model the detector with its weights
   * @param manager a manager on the weights' device
   * @param versions what is looked at
   * @param precision numbers of the forward passes; null for those that the model serves with
   */
  public AugmentedDetector(
      MaskRcnn model, NDManager manager, InputVersions versions, Precision precision) {
    this.model = model;
    this.versions = versions;
    passes = new InferencePass(model, manager, precision);
    selector = new DetectionSelector(model.config().output());
  }

  /** A version with the levels of its pyramid. */
  private record Look(ImageVersion version, List<NDArray> levels) {}

  @Override
  public Instances detect(PixelImage image, String name) {
    return passes.run((pass, store) -> detect(pass, store, image, name));
  }

  private Instances detect(NDManager pass, ParameterStore store, PixelImage image, String name) {
    PixelSize size = new PixelSize(image.height(), image.width());
    List<Look> looks = new ArrayList<>();
    List<Detections> found = new ArrayList<>();
    for (ImageVersion version : versions.of(size)) {
      ImageBatch batch = ImageBatch.of(pass, version.of(image), name, model.config());
      List<NDArray> levels = model.backbone().forward(store, batch.images());
      looks.add(new Look(version, levels));
      List<Boxes> regions =
          model.propose(store, batch, levels).stream().map(Proposals::boxes).toList();
      Detections seen =
          model.roiHeads().detect(store, levels, regions, batch.sizes(), selector).get(0);
      found.add(with(seen, version.back(seen.boxes())));
    }
    Detections merged = selector.merge(found, size);
    float[] masks = model.roiHeads().hasMasks() ? masks(store, looks, merged) : new float[0];
    return new ImageDetections(merged, masks, size)
        .in(size, model.config().output().maskThreshold());
  }

  private static Detections with(Detections found, Boxes boxes) {
    return new Detections(boxes, found.scores(), found.classes(), found.regions());
  }

  /** Mean probabilities over the versions, (n x side x side). */
  private float[] masks(ParameterStore store, List<Look> looks, Detections objects) {
    int side = model.config().roi().mask().side();
    float[] mean = new float[objects.boxes().size() * side * side];
    for (Look look : looks) {
      Detections moved = with(objects, look.version().of(objects.boxes()));
      float[] own = model.roiHeads().probabilities(store, look.levels(), List.of(moved)).get(0);
      float[] upright = look.version().back(own, side);
      for (int i = 0; i < mean.length; i++) {
        mean[i] += upright[i];
      }
    }
    for (int i = 0; i < mean.length; i++) {
      mean[i] /= looks.size();
    }
    return mean;
  }
}
