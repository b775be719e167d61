package io.greenmim.detect.weights;

import io.greenmim.detect.config.AnchorConfig;
import io.greenmim.detect.config.BoxHeadConfig;
import io.greenmim.detect.config.MaskHeadConfig;
import io.greenmim.detect.config.RoiConfig;
import java.io.IOException;

/**
 * What the shapes of pyramid and heads tell. What they do not tell is as published.
 *
 * @param classes number of classes without the background
 * @param pyramidChannels channels of the pyramid
 * @param roi the heads
 */
record HeadShapes(int classes, int pyramidChannels, RoiConfig roi) {

  private static final String WEIGHT = ".weight";

  /**
   * Infers the settings.
   *
   * @param heads tensors in our order
   * @throws IOException if a tensor is missing or its shape does not fit the others
   */
  static HeadShapes infer(HeadTensors heads) throws IOException {
    int pyramid = heads.side(DetectorTensors.RPN + "conv" + WEIGHT, 0, 4);
    checkAnchors(heads);
    int classes = heads.side(DetectorTensors.CLASS_LOGITS + WEIGHT, 0, 2) - 1;
    if (classes < 1) {
      throw expected(heads, DetectorTensors.CLASS_LOGITS, "a class and the background", "1 row");
    }
    RoiConfig published = RoiConfig.published();
    RoiConfig roi =
        new RoiConfig(
            published.objectIou(),
            published.sampling(),
            published.canonicalSize(),
            boxHead(heads, pyramid, classes),
            maskHead(heads, classes));
    return new HeadShapes(classes, pyramid, roi);
  }

  private static void checkAnchors(HeadTensors heads) throws IOException {
    int anchors = AnchorConfig.published().aspectRatios().size();
    String logits = DetectorTensors.RPN + "objectness_logits";
    int rows = heads.side(logits + WEIGHT, 0, 4);
    if (rows != anchors) {
      throw expected(heads, logits, anchors + " anchors of a cell", rows + "");
    }
  }

  private static BoxHeadConfig boxHead(HeadTensors heads, int pyramid, int classes)
      throws IOException {
    BoxHeadConfig published = BoxHeadConfig.published();
    String fc1 = DetectorTensors.BOX_HEAD + "fc1";
    int in = heads.side(fc1 + WEIGHT, 1, 2);
    int pool = (int) Math.round(Math.sqrt((double) in / pyramid));
    if (pool == 0 || (long) pool * pool * pyramid != in) {
      throw expected(heads, fc1, "%s channels of a square".formatted(pyramid), in + " inputs");
    }
    int rows = heads.side(DetectorTensors.BOX_DELTAS + WEIGHT, 0, 2);
    // One class alone has the same rows either way.
    boolean agnostic = rows == DetectorTensors.BOX && classes > 1;
    if (!agnostic && rows != DetectorTensors.BOX * classes) {
      throw expected(
          heads,
          DetectorTensors.BOX_DELTAS,
          "%s rows for %s classes, or 4 for all".formatted(DetectorTensors.BOX * classes, classes),
          rows + "");
    }
    int width = heads.side(fc1 + WEIGHT, 0, 2);
    return new BoxHeadConfig(pool, width, agnostic, published.deltaWeights());
  }

  private static MaskHeadConfig maskHead(HeadTensors heads, int classes) throws IOException {
    if (heads.tensors().keySet().stream().noneMatch(n -> n.startsWith(DetectorTensors.MASK_HEAD))) {
      return null;
    }
    int rows = heads.side(DetectorTensors.MASK_LOGITS + WEIGHT, 0, 4);
    boolean agnostic = rows == 1 && classes > 1;
    if (!agnostic && rows != classes) {
      throw expected(
          heads,
          DetectorTensors.MASK_LOGITS,
          "%s rows for the classes, or 1 for all".formatted(classes),
          rows + "");
    }
    int width = heads.side(DetectorTensors.MASK_HEAD + "mask_fcn1" + WEIGHT, 0, 4);
    return new MaskHeadConfig(MaskHeadConfig.published().pool(), width, agnostic);
  }

  private static IOException expected(
      HeadTensors heads, String layer, String expected, String got) {
    return new IOException(
        "%s: %s: expected %s, got %s"
            .formatted(heads.path(), heads.origin(layer + WEIGHT), expected, got));
  }
}
