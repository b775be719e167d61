package io.greenmim.detect.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.greenmim.config.SwinConfig;
import io.greenmim.detect.config.AnchorConfig;
import io.greenmim.detect.config.BoxHeadConfig;
import io.greenmim.detect.config.Category;
import io.greenmim.detect.config.CocoCategories;
import io.greenmim.detect.config.DetectorConfig;
import io.greenmim.detect.config.InputSize;
import io.greenmim.detect.config.MaskHeadConfig;
import io.greenmim.detect.config.OutputConfig;
import io.greenmim.detect.config.RoiConfig;
import io.greenmim.detect.config.RpnConfig;
import io.greenmim.detect.weights.DetectorTensors;
import io.greenmim.tensors.FloatValues;
import io.greenmim.tensors.MemoryTensor;
import io.greenmim.tensors.StoredTensor;
import io.greenmim.tensors.TensorFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeSet;

/** A small detector with drawn weights, and how every project would write it down. */
public final class SyntheticDetector {

  public static final SwinConfig ENCODER =
      new SwinConfig(224, 4, 3, 8, List.of(1, 1, 2, 1), List.of(1, 1, 2, 2), 7, 2, 0, 1e-5);
  public static final String NAME = "mask_rcnn_swin_dim8_patch4_window7_224";
  public static final int PYRAMID = 6;

  private SyntheticDetector() {}

  /** A checkpoint in memory. */
  public record MapFile(Map<String, StoredTensor> tensors, Map<String, String> metadata)
      implements TensorFile {

    public MapFile(Map<String, StoredTensor> tensors) {
      this(tensors, Map.of());
    }

    @Override
    public Path path() {
      return Path.of("synthetic.pth");
    }
  }

  public static DetectorConfig config(int classes) {
    return config(CocoCategories.guess(classes), false, new MaskHeadConfig(14, 5, false));
  }

  public static DetectorConfig config(
      List<Category> categories, boolean agnostic, MaskHeadConfig mask) {
    RoiConfig roi = RoiConfig.published();
    return new DetectorConfig(
        DetectorConfig.FORMAT,
        NAME,
        ENCODER,
        categories,
        PYRAMID,
        AnchorConfig.published(),
        RpnConfig.published(),
        new RoiConfig(
            roi.objectIou(),
            roi.sampling(),
            roi.canonicalSize(),
            new BoxHeadConfig(3, 10, agnostic, roi.box().deltaWeights()),
            mask),
        OutputConfig.published(),
        InputSize.PUBLISHED);
  }

  public static Map<String, StoredTensor> weights(DetectorConfig config) {
    Map<String, StoredTensor> tensors = new LinkedHashMap<>();
    DetectorTensors.of(config)
        .forEach(
            (name, shape) -> {
              SplittableRandom random = new SplittableRandom(name.hashCode());
              tensors.put(name, drawn(random, shape));
            });
    return tensors;
  }

  /** Weights whose pyramid and heads are small, so that many classes and places are likely. */
  public static Map<String, StoredTensor> undecided(DetectorConfig config) throws IOException {
    Map<String, StoredTensor> tensors = weights(config);
    for (Map.Entry<String, StoredTensor> entry : tensors.entrySet()) {
      if (!entry.getKey().startsWith(DetectorTensors.BACKBONE)) {
        float[] values = FloatValues.of(entry.getValue());
        for (int i = 0; i < values.length; i++) {
          values[i] *= 0.2f;
        }
        entry.setValue(MemoryTensor.of(values, entry.getValue().shape()));
      }
    }
    return tensors;
  }

  public static StoredTensor drawn(SplittableRandom random, List<Long> shape) {
    float[] values = new float[shape.stream().mapToInt(Long::intValue).reduce(1, (a, b) -> a * b)];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextDouble(-1, 1);
    }
    return MemoryTensor.of(values, shape);
  }

  public static StoredTensor drawn(long... shape) {
    return drawn(new SplittableRandom(1), Arrays.stream(shape).boxed().toList());
  }

  /** Microsoft's fork of mmdetection. */
  public static Map<String, StoredTensor> microsoft(Map<String, StoredTensor> ours) {
    Map<String, StoredTensor> theirs = new LinkedHashMap<>();
    ours.forEach(
        (name, tensor) -> {
          String renamed = heads(name).replace("backbone.bottom_up.", "backbone.");
          theirs.put(renamed, tensor);
        });
    theirs.put("backbone.layers.0.blocks.0.attn.relative_position_index", drawn(49, 49));
    return theirs;
  }

  /** mmdetection since 2.16: other names of the encoder, merging through nn.Unfold. */
  public static Map<String, StoredTensor> mmdetection(Map<String, StoredTensor> ours)
      throws IOException {
    Map<String, StoredTensor> theirs = new LinkedHashMap<>();
    for (Map.Entry<String, StoredTensor> entry : ours.entrySet()) {
      String name =
          heads(entry.getKey())
              .replace("backbone.bottom_up.", "backbone.")
              .replace("patch_embed.proj.", "patch_embed.projection.")
              .replace("backbone.layers.", "backbone.stages.")
              .replace(".attn.", ".attn.w_msa.")
              .replace(".mlp.fc1.", ".ffn.layers.0.0.")
              .replace(".mlp.fc2.", ".ffn.layers.1.");
      boolean merging = name.contains(".downsample.");
      theirs.put(name, merging ? unfolded(entry.getValue()) : entry.getValue());
    }
    return theirs;
  }

  private static StoredTensor unfolded(StoredTensor tensor) throws IOException {
    float[] from = FloatValues.of(tensor);
    float[] to = new float[from.length];
    int width = tensor.shape().get(tensor.shape().size() - 1).intValue();
    int channels = width / 4;
    for (int start = 0; start < from.length; start += width) {
      for (int c = 0; c < channels; c++) {
        for (int row = 0; row < 2; row++) {
          for (int col = 0; col < 2; col++) {
            // Ours counts the row first, nn.Unfold the column, and channels outside.
            to[start + c * 4 + row * 2 + col] = from[start + (col * 2 + row) * channels + c];
          }
        }
      }
    }
    return MemoryTensor.of(to, tensor.shape());
  }

  private static String heads(String name) {
    String renamed = name;
    for (int i = 0; i < 4; i++) {
      renamed =
          renamed
              .replace("backbone.fpn_lateral" + (i + 2), "neck.lateral_convs." + i + ".conv")
              .replace("backbone.fpn_output" + (i + 2), "neck.fpn_convs." + i + ".conv")
              .replace(
                  "roi_heads.mask_head.mask_fcn" + (i + 1),
                  "roi_head.mask_head.convs." + i + ".conv");
    }
    return renamed
        .replace("proposal_generator.rpn_head.conv.", "rpn_head.rpn_conv.")
        .replace("proposal_generator.rpn_head.objectness_logits", "rpn_head.rpn_cls")
        .replace("proposal_generator.rpn_head.anchor_deltas", "rpn_head.rpn_reg")
        .replace("roi_heads.box_head.fc1", "roi_head.bbox_head.shared_fcs.0")
        .replace("roi_heads.box_head.fc2", "roi_head.bbox_head.shared_fcs.1")
        .replace("roi_heads.box_predictor.cls_score", "roi_head.bbox_head.fc_cls")
        .replace("roi_heads.box_predictor.bbox_pred", "roi_head.bbox_head.fc_reg")
        .replace("roi_heads.mask_head.deconv", "roi_head.mask_head.upsample")
        .replace("roi_heads.mask_head.predictor", "roi_head.mask_head.conv_logits");
  }

  /**
   * torchvision with a ResNet.
   *
   * @param ids row of each class; row 0 is the background's, others are drawn
   * @param slots number of rows
   * @param wrapped whether convolutions are wrapped with their activations, as in newer versions
   */
  public static Map<String, StoredTensor> torchvision(
      Map<String, StoredTensor> ours, List<Integer> ids, int slots, boolean wrapped)
      throws IOException {
    Map<String, StoredTensor> theirs = new LinkedHashMap<>();
    theirs.put("backbone.body.conv1.weight", drawn(64, 3, 7, 7));
    theirs.put("backbone.body.bn1.running_mean", drawn(64));
    for (int i = 0; i < 4; i++) {
      String block = "backbone.fpn.inner_blocks." + i + (wrapped ? ".0" : "");
      theirs.put(block + ".weight", drawn(PYRAMID, 16L << i, 1, 1));
      theirs.put(block + ".bias", drawn(PYRAMID));
    }
    for (Map.Entry<String, StoredTensor> entry : ours.entrySet()) {
      String name = entry.getKey();
      if (name.startsWith("backbone.bottom_up.") || name.startsWith("backbone.fpn_lateral")) {
        continue;
      }
      StoredTensor tensor = entry.getValue();
      if (name.contains("cls_score")) {
        tensor = slots(tensor, ids, slots, 1, true);
      } else if (name.contains("bbox_pred")) {
        tensor = slots(tensor, ids, slots, 4, false);
      } else if (name.contains("mask_head.predictor")) {
        tensor = slots(tensor, ids, slots, 1, false);
      }
      theirs.put(torchvisionName(name, wrapped), tensor);
    }
    return theirs;
  }

  private static StoredTensor slots(
      StoredTensor ours, List<Integer> ids, int slots, int rows, boolean background)
      throws IOException {
    List<Long> shape = new ArrayList<>(ours.shape());
    int row = (int) (ours.elements() / shape.get(0)) * rows;
    shape.set(0, (long) slots * rows);
    StoredTensor drawn = drawn(new SplittableRandom(7), shape);
    float[] to = FloatValues.of(drawn);
    float[] from = FloatValues.of(ours);
    for (int k = 0; k < ids.size(); k++) {
      System.arraycopy(from, k * row, to, ids.get(k) * row, row);
    }
    if (background) {
      System.arraycopy(from, ids.size() * row, to, 0, row);
    }
    return MemoryTensor.of(to, shape);
  }

  private static String torchvisionName(String name, boolean wrapped) {
    String renamed = name;
    for (int i = 0; i < 4; i++) {
      renamed =
          renamed.replace(
              "backbone.fpn_output" + (i + 2),
              "backbone.fpn.layer_blocks." + i + (wrapped ? ".0" : ""));
      if (wrapped) {
        renamed =
            renamed.replace(
                "roi_heads.mask_head.mask_fcn" + (i + 1), "roi_heads.mask_head." + i + ".0");
      }
    }
    return renamed
        .replace(
            "proposal_generator.rpn_head.conv.", wrapped ? "rpn.head.conv.0.0." : "rpn.head.conv.")
        .replace("proposal_generator.rpn_head.objectness_logits", "rpn.head.cls_logits")
        .replace("proposal_generator.rpn_head.anchor_deltas", "rpn.head.bbox_pred")
        .replace("roi_heads.box_head.fc1", "roi_heads.box_head.fc6")
        .replace("roi_heads.box_head.fc2", "roi_heads.box_head.fc7")
        .replace("roi_heads.mask_head.deconv", "roi_heads.mask_predictor.conv5_mask")
        .replace("roi_heads.mask_head.predictor", "roi_heads.mask_predictor.mask_fcn_logits");
  }

  /** Asserts equal names, types, shapes and bits. */
  public static void assertSame(
      Map<String, StoredTensor> expected, Map<String, StoredTensor> actual) throws IOException {
    assertEquals(new TreeSet<>(expected.keySet()), new TreeSet<>(actual.keySet()));
    for (Map.Entry<String, StoredTensor> entry : expected.entrySet()) {
      StoredTensor tensor = actual.get(entry.getKey());
      assertEquals(entry.getValue().describe(), tensor.describe(), entry.getKey());
      assertEquals(entry.getValue().read(), tensor.read(), entry.getKey());
    }
  }
}
