package io.greenmim.detect.weights;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.greenmim.backbone.Backbones;
import io.greenmim.checkpoint.ImportOptions;
import io.greenmim.config.ClassifierConfig;
import io.greenmim.config.ModelConfig;
import io.greenmim.detect.config.CocoCategories;
import io.greenmim.detect.config.DetectorVariants;
import io.greenmim.detect.testing.SyntheticDetector;
import io.greenmim.detect.testing.SyntheticDetector.MapFile;
import io.greenmim.tensors.MemoryTensor;
import io.greenmim.tensors.StoredTensor;
import io.greenmim.tensors.TensorType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every checkpoint that is no detector of ours gives one line. */
class DetectorImportFailureTest {

  private static final ImportOptions USUAL = DetectorImporter.defaults();
  private final Map<String, StoredTensor> ours =
      SyntheticDetector.weights(SyntheticDetector.config(3));

  private static String refusal(Map<String, StoredTensor> tensors) {
    return refusal(tensors, USUAL);
  }

  private static String refusal(Map<String, StoredTensor> tensors, ImportOptions options) {
    String line =
        assertThrows(
                IOException.class,
                () -> DetectorImporter.read(new MapFile(tensors), options, List.of()))
            .getMessage();
    assertTrue(line.startsWith("synthetic.pth: "), line);
    assertFalse(line.contains("\n"), line);
    return line.substring("synthetic.pth: ".length());
  }

  @Test
  void aClassifierIsNoDetector() {
    ModelConfig config = ModelConfig.of("x", SyntheticDetector.ENCODER, new ClassifierConfig(5));
    Map<String, StoredTensor> tensors = new LinkedHashMap<>();
    Backbones.shapes(config)
        .forEach((n, shape) -> tensors.put(n, SyntheticDetector.drawn(longs(shape))));

    assertEquals(
        "expected a detector, got Microsoft Swin, a classifier without heads of a detector",
        refusal(tensors));
  }

  private static long[] longs(List<Long> shape) {
    return shape.stream().mapToLong(Long::longValue).toArray();
  }

  @Test
  void neitherIsSomethingElse() {
    assertEquals(
        "expected a detector, got 1 tensors, the first of them conv1.weight",
        refusal(Map.of("conv1.weight", SyntheticDetector.drawn(1))));
    assertEquals("expected a detector, got no tensors", refusal(Map.of()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          neck.lateral_convs.0.bn.weight | a pyramid and heads without normalisation, got one
          neck.fpn_convs.3.gn.bias | a pyramid and heads without normalisation, got one
          roi_head.mask_head.convs.0.bn.running_mean | a pyramid and heads without normalisation, got one
          roi_head.bbox_head.0.fc_cls.weight | a single box head, got a cascade
          roi_head.bbox_head.shared_convs.0.conv.weight | a box head of two fully connected layers, got convolutions
          """)
  void mmdetectionWithOtherParts(String name, String says) {
    Map<String, StoredTensor> theirs = SyntheticDetector.microsoft(ours);
    theirs.put(name, SyntheticDetector.drawn(2));
    assertEquals("expected %s in %s".formatted(says, name), refusal(theirs));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          backbone.fpn_lateral2.norm.weight | a pyramid and heads without normalisation, got one
          roi_heads.mask_head.mask_fcn1.norm.weight | a pyramid and heads without normalisation, got one
          roi_heads.box_head.conv1.norm.bias | a pyramid and heads without normalisation, got one
          roi_heads.box_head.conv1.weight | a box head of two fully connected layers, got convolutions
          roi_heads.box_predictor.1.cls_score.weight | a single box head, got a cascade
          roi_heads.box_head.0.fc1.weight | a single box head, got a cascade
          proposal_generator.rpn_head.conv.conv0.weight | one convolution before the proposals, got several
          """)
  void detectron2WithOtherParts(String name, String says) {
    Map<String, StoredTensor> theirs = new LinkedHashMap<>(ours);
    theirs.put(name, SyntheticDetector.drawn(2));
    assertEquals("expected %s in %s".formatted(says, name), refusal(theirs));
  }

  @Test
  void torchvisionNeedsATarget() throws IOException {
    Map<String, StoredTensor> theirs =
        SyntheticDetector.torchvision(ours, List.of(1, 2, 3), 4, true);
    assertEquals(
        "expected a detector with a Swin backbone, got torchvision Mask R-CNN with another one; a"
            + " target that takes its heads is needed, one of "
            + String.join(", ", DetectorVariants.names()),
        refusal(theirs));
    theirs.put("roi_heads.mask_head.0.1.running_var", SyntheticDetector.drawn(5));
    assertTrue(refusal(theirs).contains("without normalisation, got one in roi_heads.mask_head"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          rpn_head.rpn_cls.weight | 6,6,1,1 | expected 3 anchors of a cell, got 6
          rpn_head.rpn_reg.weight | 9,6,1,1 | expected floating-point numbers [12, 6, 1, 1], got F32 (9, 6, 1, 1)
          rpn_head.rpn_conv.weight | 6,6 | expected 4 positive sides, got F32 (6, 6)
          roi_head.bbox_head.fc_reg.weight | 9,10 | expected 12 rows for 3 classes, or 4 for all, got 9
          roi_head.bbox_head.fc_cls.weight | 1,10 | expected a class and the background, got 1 row
          roi_head.bbox_head.shared_fcs.0.weight | 10,50 | expected 6 channels of a square, got 50 inputs
          roi_head.mask_head.conv_logits.weight | 2,5,1,1 | expected 3 rows for the classes, or 1 for all, got 2
          roi_head.mask_head.upsample.weight | 5,5,3,3 | expected floating-point numbers [5, 5, 2, 2], got F32 (5, 5, 3, 3)
          neck.lateral_convs.2.conv.weight | 6,16,1,1 | expected floating-point numbers [6, 32, 1, 1], got F32 (6, 16, 1, 1)
          backbone.norm1.weight | 3 | expected floating-point numbers [16], got F32 (3)
          """)
  void misshapen(String name, String shape, String says) {
    Map<String, StoredTensor> theirs = SyntheticDetector.microsoft(ours);
    long[] sides = List.of(shape.split(",", -1)).stream().mapToLong(Long::parseLong).toArray();
    assertTrue(theirs.put(name, SyntheticDetector.drawn(sides)) != null, name);
    assertEquals(name + ": " + says, refusal(theirs));
  }

  @Test
  void integersAreNoWeights() {
    Map<String, StoredTensor> theirs = SyntheticDetector.microsoft(ours);
    String name = "roi_head.bbox_head.fc_cls.bias";
    theirs.put(name, new MemoryTensor(TensorType.I32, List.of(4L), ByteBuffer.allocate(16)));
    assertEquals(name + ": expected floating-point numbers [4], got I32 (4)", refusal(theirs));
  }

  @ParameterizedTest
  @CsvSource({
    "rpn_head.rpn_cls.weight",
    "roi_head.bbox_head.fc_cls.weight",
    "roi_head.bbox_head.fc_reg.weight",
    "roi_head.mask_head.conv_logits.weight"
  })
  void whatTellsTheArchitectureMustBeThere(String name) {
    Map<String, StoredTensor> theirs = SyntheticDetector.microsoft(ours);
    theirs.remove(name);
    assertEquals("expected a tensor %s, got none".formatted(name), refusal(theirs));
  }

  @Test
  void whatIsMissingOrStrangeIsReported() throws IOException {
    Map<String, StoredTensor> theirs = SyntheticDetector.microsoft(ours);
    theirs.remove("rpn_head.rpn_reg.bias");
    theirs.remove("backbone.norm3.weight");
    theirs.put("roi_head.stranger", SyntheticDetector.drawn(1));
    theirs.put("backbone.stranger", SyntheticDetector.drawn(1));

    ImportedDetector read = DetectorImporter.read(new MapFile(theirs), USUAL, List.of());

    assertEquals(
        List.of(
            "backbone.bottom_up.norm3.weight", "proposal_generator.rpn_head.anchor_deltas.bias"),
        read.report().missing());
    assertEquals(List.of("backbone.stranger", "roi_head.stranger"), read.report().unexpected());
    assertEquals(
        "expected exactly the tensors of %s; %s"
            .formatted(SyntheticDetector.NAME, read.report().summary()),
        refusal(theirs, USUAL.withStrict(true)));
  }

  @Test
  void categoriesMustBeAsManyAsClasses() {
    String line =
        assertThrows(
                IOException.class,
                () -> DetectorImporter.read(new MapFile(ours), USUAL, CocoCategories.all()))
            .getMessage();
    assertEquals("synthetic.pth: expected the categories of 3 classes, got 80 categories", line);
  }

  @Test
  void aTargetOfAnotherBodyIsRefused() {
    ImportOptions options =
        USUAL.withTarget("mask_rcnn_swin_tiny", DetectorVariants.encoder("mask_rcnn_swin_tiny"));
    assertTrue(
        refusal(ours, options)
            .startsWith("expected the architecture of mask_rcnn_swin_tiny (patch 4, channels 96"));
  }
}
