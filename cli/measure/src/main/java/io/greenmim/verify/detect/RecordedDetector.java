package io.greenmim.verify.detect;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.greenmim.detect.boxes.Boxes;
import io.greenmim.detect.mask.RunLengthMask;
import io.greenmim.detect.match.GroundTruth;
import io.greenmim.detect.model.ImageBatch;
import io.greenmim.detect.model.MaskRcnn;
import io.greenmim.tensors.TensorFile;
import io.greenmim.weights.StateDict;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A detector with recorded parameters and the images that it was run on.
 *
 * @param model the detector
 * @param batch the images
 * @param truths objects of each image
 */
record RecordedDetector(MaskRcnn model, ImageBatch batch, List<GroundTruth> truths) {

  private static final String PARAM = "param/";
  private static final String IMAGE = "input/image";

  /**
   * Builds the detector.
   *
   * @param manager manager that owns parameters and images
   * @param settings what it is run with
   * @param tensors the file with parameters and images
   * @param ledger reads that file
   * @param empty images whose objects are left out
   */
  static RecordedDetector of(
      NDManager manager,
      RecordedSettings settings,
      TensorFile tensors,
      Ledger ledger,
      Set<Integer> empty)
      throws IOException {
    List<NDArray> pixels = new ArrayList<>();
    List<String> names = new ArrayList<>();
    List<GroundTruth> truths = new ArrayList<>();
    for (int i = 0; ledger.has(IMAGE + i); i++) {
      pixels.add(ledger.array(manager, IMAGE + i));
      names.add("image" + i);
      GroundTruth truth = truth(ledger, IMAGE + i);
      truths.add(
          empty.contains(i) ? new GroundTruth(truth.image(), Boxes.NONE, new int[0]) : truth);
    }
    ImageBatch batch = ImageBatch.of(manager, pixels, names, settings.config());
    MaskRcnn model = MaskRcnn.of(settings.config(), 0);
    Shape input = batch.images().getShape();
    StateDict.of(model).load(manager, input, tensors, new StateDict.Part(PARAM, Set.of()));
    StateDict.of(model).parameters().keySet().forEach(name -> ledger.use(PARAM + name));
    return new RecordedDetector(model, batch, truths);
  }

  private static GroundTruth truth(Ledger ledger, String image) throws IOException {
    String masks = image + "/gt_masks";
    List<Long> shape = ledger.shape(masks);
    List<RunLengthMask> objects =
        MaskOperators.masks(
            ledger.integers(masks), Math.toIntExact(shape.get(1)), Math.toIntExact(shape.get(2)));
    return new GroundTruth(
        image,
        ledger.boxes(image + "/gt_boxes"),
        ledger.integers(image + "/gt_classes"),
        objects.stream().map(Optional::of).toList());
  }
}
