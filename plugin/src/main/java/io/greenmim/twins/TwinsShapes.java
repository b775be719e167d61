package io.greenmim.twins;

import io.greenmim.config.ImageSize;
import io.greenmim.layout.SourceTensors;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The architecture that the shapes of a Twins checkpoint tell.
 *
 * <p>What they do not tell is as published: windows of 7, heads of 32 channels, images of 224
 * pixels, and the constants of the original or of GreenMIM, by the layout.
 */
final class TwinsShapes {

  private static final int USUAL_WINDOW = 7;
  private static final int USUAL_HEAD = 32;
  private static final int USUAL_IMAGE = 224;
  private static final int MOST_STAGES = 8;
  private static final Pattern BLOCK =
      Pattern.compile("encoder\\.blocks\\.(\\d{1,4})\\.(\\d{1,4})\\..*");

  private TwinsShapes() {}

  /**
   * Infers the architecture of a checkpoint's encoder.
   *
   * @throws IOException if the shapes do not fit together
   */
  static TwinsConfig infer(SourceTensors source) throws IOException {
    Path path = source.file().path();
    List<Integer> depths = source.depths(BLOCK);
    if (depths.size() > MOST_STAGES) {
      throw new IOException(
          "%s: expected at most %s stages, got %s".formatted(path, MOST_STAGES, depths.size()));
    }
    List<Integer> dims = new ArrayList<>();
    List<Integer> heads = new ArrayList<>();
    List<Integer> reductions = new ArrayList<>();
    for (int stage = 0; stage < depths.size(); stage++) {
      int channels = source.side("encoder.patch_embeds.%s.proj.weight".formatted(stage), 0, 4);
      dims.add(channels);
      heads.add(channels % USUAL_HEAD == 0 ? channels / USUAL_HEAD : 1);
      reductions.add(reduction(source, stage, depths));
    }
    String first = "encoder.patch_embeds.0.proj.weight";
    int patch = source.side(first, 2, 4);
    int stride = patch << (depths.size() - 1);
    int hidden = source.side("encoder.blocks.0.0.mlp.fc1.weight", 0, 2);
    TwinsConfig stock =
        new TwinsConfig(
            ImageSize.square((USUAL_IMAGE + stride - 1) / stride * stride),
            patch,
            source.side(first, 1, 4),
            dims,
            depths,
            heads,
            Collections.nCopies(dims.size(), USUAL_WINDOW),
            reductions,
            SourceTensors.ratio(hidden, dims.get(0)),
            true,
            0,
            TwinsConfig.BLOCK_EPS,
            TwinsConfig.EMBEDDING_EPS,
            TwinsConfig.EMBEDDING_EPS);
    return source.layout().id().equals(TwinsLayout.TIMM.id()) ? stock : stock.asGreenMim();
  }

  /** A stage without attention to the whole map leaves no trace: then it is as usual. */
  private static int reduction(SourceTensors source, int stage, List<Integer> depths)
      throws IOException {
    String kernel = "encoder.blocks.%s.1.attn.sr.weight".formatted(stage);
    if (source.tensors().containsKey(kernel)) {
      return source.side(kernel, 2, 4);
    }
    if (depths.get(stage) > 1 && stage < depths.size() - 1) {
      throw new IOException(
          "%s: expected a Twins-SVT that sub-samples the keys of all stages but the last, got one without %s"
              .formatted(source.file().path(), source.label(kernel)));
    }
    return depths.get(stage) > 1 ? 1 : 1 << (depths.size() - 1 - stage);
  }
}
