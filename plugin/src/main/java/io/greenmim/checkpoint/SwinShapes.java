package io.greenmim.checkpoint;

import io.greenmim.config.ClassifierConfig;
import io.greenmim.config.HeadConfig;
import io.greenmim.config.MimConfig;
import io.greenmim.config.ModelConfig;
import io.greenmim.config.ModelKind;
import io.greenmim.config.SimMimConfig;
import io.greenmim.swin.SwinConfig;
import io.greenmim.tensors.StoredTensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The architecture that the shapes of a Swin checkpoint tell.
 *
 * <p>What they do not tell is as published: layer normalisation with 1e-6 in green pre-training and
 * 1e-5 elsewhere, masks of 75 % and 60 %, decoder heads of 32 channels, a normalised target.
 */
final class SwinShapes {

  private static final double USUAL_EPS = 1e-5;
  private static final int DECODER_HEAD_DIM = 32;
  private static final int LARGEST_WINDOW = 1024;
  private static final int MOST_STAGES = 8;
  private static final Pattern BLOCK =
      Pattern.compile("encoder\\.layers\\.(\\d{1,4})\\.blocks\\.(\\d{1,4})\\..*");
  private static final Pattern DECODER_BLOCK = Pattern.compile("decoder_blocks\\.(\\d{1,4})\\..*");
  private static final String TABLE = "attn.relative_position_bias_table";

  private final SourceTensors source;

  private SwinShapes(SourceTensors source) {
    this.source = source;
  }

  /**
   * Infers the configuration of a checkpoint's model.
   *
   * @throws IOException if the shapes do not fit together
   */
  static ModelConfig infer(SourceTensors source) throws IOException {
    try {
      return new SwinShapes(source).model();
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new IOException(source.file().path() + ": " + e.getMessage(), e);
    }
  }

  private Path path() {
    return source.file().path();
  }

  private ModelConfig model() throws IOException {
    SwinConfig encoder = encoder();
    String variant = VariantNames.of(encoder);
    return switch (source.detected().kind()) {
      case GREENMIM -> ModelConfig.of(variant, encoder, mim(encoder));
      case SIMMIM -> {
        int stride = encoder.stride(encoder.stages() - 1);
        double ratio = SimMimConfig.published().maskRatio();
        yield ModelConfig.of(variant, encoder, new SimMimConfig(stride, ratio));
      }
      case CLASSIFIER -> {
        int classes = side("head.weight", 0, 2);
        yield ModelConfig.of(variant, encoder, new ClassifierConfig(classes));
      }
      case ENCODER -> ModelConfig.of(variant, encoder, HeadConfig.NONE);
    };
  }

  private SwinConfig encoder() throws IOException {
    List<Integer> depths = StageIndex.depths(source.tensors().keySet(), BLOCK, path());
    if (depths.size() > MOST_STAGES) {
      throw new IOException(
          "%s: expected at most %s stages, got %s".formatted(path(), MOST_STAGES, depths.size()));
    }
    int last = depths.size() - 1;
    if (source.tensors().containsKey("encoder.layers.%s.downsample.norm.weight".formatted(last))) {
      throw new IOException(
          "%s: expected a stage after the merging of stage %s, got none".formatted(path(), last));
    }
    int dim = side("encoder.patch_embed.proj.weight", 0, 4);
    int channels = side("encoder.patch_embed.proj.weight", 1, 4);
    int patch = side("encoder.patch_embed.proj.weight", 2, 4);
    List<Integer> heads = new ArrayList<>();
    List<Integer> windows = new ArrayList<>();
    for (int stage = 0; stage <= last; stage++) {
      String table = table(stage, depths.get(stage));
      heads.add(side(table, 1, 2));
      windows.add(window(table));
    }
    String fc1 = "encoder.layers.0.blocks.0.mlp.fc1.weight";
    int hidden = side(fc1, 0, 2);
    double ratio = (double) hidden / dim;
    if ((int) (dim * ratio) < hidden) {
      ratio = Math.nextUp(ratio); // the quotient was rounded down, and would be once more
    }
    double eps =
        source.detected().kind() == ModelKind.GREENMIM
            ? SwinConfig.PRETRAIN_LAYER_NORM_EPS
            : USUAL_EPS;
    int size = ImageSize.infer(source, patch, windows);
    return new SwinConfig(size, patch, channels, dim, depths, heads, windows.get(0), ratio, 0, eps);
  }

  private String table(int stage, int depth) throws IOException {
    for (int block = 0; block < depth; block++) {
      String name = "encoder.layers.%s.blocks.%s.%s".formatted(stage, block, TABLE);
      if (source.tensors().containsKey(name)) {
        return name;
      }
    }
    throw new IOException(
        "%s: expected a relative_position_bias_table in stage %s, got none"
            .formatted(path(), stage));
  }

  private int window(String table) throws IOException {
    int rows = side(table, 0, 2);
    int side = (int) Math.round(Math.sqrt(rows));
    if (side * side != rows || side % 2 == 0 || side >= 2 * LARGEST_WINDOW) {
      throw new IOException(
          "%s: %s: expected (2 w - 1)^2 rows for a window w, got %s"
              .formatted(path(), source.label(table), rows));
    }
    return side / 2 + 1;
  }

  private MimConfig mim(SwinConfig encoder) throws IOException {
    MimConfig published = MimConfig.published();
    int dim = side("mask_token", 2, 3);
    int depth =
        StageIndex.count(source.tensors().keySet(), DECODER_BLOCK, "decoder blocks", path());
    double ratio = RunArguments.ratio(source.file(), "mask_ratio").orElse(published.maskRatio());
    boolean normalise =
        RunArguments.flag(source.file(), "norm_pix_loss").orElse(published.normaliseTarget());
    int heads = dim % DECODER_HEAD_DIM == 0 ? dim / DECODER_HEAD_DIM : 1;
    int stride = encoder.stride(encoder.stages() - 1);
    return new MimConfig(stride, ratio, dim, depth, heads, normalise);
  }

  /** Returns a side of a tensor that must be there. */
  private int side(String name, int axis, int axes) throws IOException {
    Map<String, StoredTensor> tensors = source.tensors();
    StoredTensor tensor = tensors.get(name);
    if (tensor == null) {
      throw new IOException("%s: expected a tensor %s, got none".formatted(path(), name));
    }
    List<Long> shape = tensor.shape();
    if (shape.size() != axes || shape.get(axis) <= 0 || shape.get(axis) > Integer.MAX_VALUE / 8) {
      throw new IOException(
          "%s: %s: expected %s positive sides, got %s"
              .formatted(path(), source.label(name), axes, tensor.describe()));
    }
    return shape.get(axis).intValue();
  }
}
