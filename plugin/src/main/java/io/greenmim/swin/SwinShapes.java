package io.greenmim.swin;

import io.greenmim.config.ImageSize;
import io.greenmim.config.ModelKind;
import io.greenmim.layout.RunArguments;
import io.greenmim.layout.SourceTensors;
import io.greenmim.tensors.StoredTensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The architecture that the shapes of a Swin checkpoint tell.
 *
 * <p>What they do not tell is as published: layer normalisation with 1e-6 in green pre-training and
 * 1e-5 elsewhere. The reference image size is asked of, in this order: the arguments of the run,
 * the attention masks, the decoder's positions, a stage whose window had to shrink, and last the
 * smallest image that no window shrinks at, which is 224 for window 7, 192 for 6, 384 for 12.
 */
final class SwinShapes {

  private static final int LARGEST_WINDOW = 1024;
  private static final int LARGEST_IMAGE = 1 << 16;
  private static final int MOST_STAGES = 8;
  private static final String EMBEDDING = "encoder.patch_embed.proj.weight";
  private static final String TABLE = "attn.relative_position_bias_table";
  private static final Pattern BLOCK =
      Pattern.compile("encoder\\.layers\\.(\\d{1,4})\\.blocks\\.(\\d{1,4})\\..*");
  private static final Pattern MASK =
      Pattern.compile("(?:.*\\.)?layers\\.(\\d{1,2})\\.blocks\\.\\d+\\.attn_mask");

  private final SourceTensors source;
  private final Path path;
  private final int patch;
  private final List<Integer> windows = new ArrayList<>();

  private SwinShapes(SourceTensors source) throws IOException {
    this.source = source;
    path = source.file().path();
    patch = source.side(EMBEDDING, 2, 4);
  }

  /**
   * Infers the architecture of a checkpoint's encoder.
   *
   * @throws IOException if the shapes do not fit together
   */
  static SwinConfig infer(SourceTensors source) throws IOException {
    List<Integer> depths = source.depths(BLOCK);
    Path path = source.file().path();
    if (depths.size() > MOST_STAGES) {
      throw new IOException(
          "%s: expected at most %s stages, got %s".formatted(path, MOST_STAGES, depths.size()));
    }
    int last = depths.size() - 1;
    if (source.tensors().containsKey("encoder.layers.%s.downsample.norm.weight".formatted(last))) {
      throw new IOException(
          "%s: expected a stage after the merging of stage %s, got none".formatted(path, last));
    }
    return new SwinShapes(source).encoder(depths);
  }

  private SwinConfig encoder(List<Integer> depths) throws IOException {
    int dim = source.side(EMBEDDING, 0, 4);
    int channels = source.side(EMBEDDING, 1, 4);
    List<Integer> heads = new ArrayList<>();
    for (int stage = 0; stage < depths.size(); stage++) {
      String table = table(stage, depths.get(stage));
      heads.add(source.side(table, 1, 2));
      windows.add(window(table));
    }
    int hidden = source.side("encoder.layers.0.blocks.0.mlp.fc1.weight", 0, 2);
    double eps =
        source.layout().kind() == ModelKind.GREENMIM
            ? SwinConfig.PRETRAIN_LAYER_NORM_EPS
            : SwinConfig.USUAL_LAYER_NORM_EPS;
    int size = imageSize();
    return new SwinConfig(
        ImageSize.square(size),
        patch,
        channels,
        dim,
        depths,
        heads,
        windows.get(0),
        SourceTensors.ratio(hidden, dim),
        0,
        eps,
        null);
  }

  private String table(int stage, int depth) throws IOException {
    for (int block = 0; block < depth; block++) {
      String name = "encoder.layers.%s.blocks.%s.%s".formatted(stage, block, TABLE);
      if (source.tensors().containsKey(name)) {
        return name;
      }
    }
    throw new IOException(
        "%s: expected a relative_position_bias_table in stage %s, got none".formatted(path, stage));
  }

  private int window(String table) throws IOException {
    int rows = source.side(table, 0, 2);
    int side = (int) Math.round(Math.sqrt(rows));
    if (side * side != rows || side % 2 == 0 || side >= 2 * LARGEST_WINDOW) {
      throw new IOException(
          "%s: %s: expected (2 w - 1)^2 rows for a window w, got %s"
              .formatted(path, source.label(table), rows));
    }
    return side / 2 + 1;
  }

  private int imageSize() throws IOException {
    return (int)
        sizes().stream()
            .mapToLong(Long::longValue)
            .filter(this::fits)
            .findFirst()
            .orElseThrow(
                () ->
                    new IOException(
                        "%s: expected windows that an image size explains, got %s in the stages"
                            .formatted(path, windows)));
  }

  private List<Long> sizes() {
    List<Long> sizes = new ArrayList<>();
    int last = windows.size() - 1;
    RunArguments.integer(source.file(), "input_size").ifPresent(size -> sizes.add((long) size));
    for (Map.Entry<String, StoredTensor> entry : source.derived().entrySet()) {
      List<Long> shape = entry.getValue().shape();
      Matcher mask = MASK.matcher(entry.getKey());
      if (mask.matches() && shape.size() == 3) {
        int stage = Math.min(Integer.parseInt(mask.group(1)), last);
        sizes.add(root(shape.get(0)) * root(shape.get(1)) * stride(stage));
      } else if (entry.getKey().endsWith("decoder_pos_embed") && shape.size() == 3) {
        sizes.add(root(shape.get(1)) * stride(last));
      }
    }
    for (int stage = 1; stage < windows.size(); stage++) {
      if (windows.get(stage) < windows.get(0)) {
        sizes.add(windows.get(stage) * stride(stage));
      }
    }
    sizes.add(windows.get(0) * stride(last));
    return sizes;
  }

  /** The side of a square; 0, which is no size, for what is none. */
  private static long root(long square) {
    long root = Math.round(Math.sqrt((double) Math.min(square, LARGEST_IMAGE)));
    return root * root == square ? root : 0;
  }

  private long stride(int stage) {
    return (long) patch << stage;
  }

  private boolean fits(long size) {
    if (size <= 0 || size > LARGEST_IMAGE || size % stride(windows.size() - 1) != 0) {
      return false;
    }
    for (int stage = 0; stage < windows.size(); stage++) {
      if (windows.get(stage) != Math.min(windows.get(0), size / stride(stage))) {
        return false;
      }
    }
    return true;
  }
}
