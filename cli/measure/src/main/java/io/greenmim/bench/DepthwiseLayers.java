package io.greenmim.bench;

import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import io.greenmim.backbone.Backbones;
import io.greenmim.backbone.EncoderUse;
import io.greenmim.config.EncoderConfig;
import io.greenmim.config.GridSize;
import io.greenmim.config.ImageSize;
import io.greenmim.model.Encoder;
import io.greenmim.nn.NamedParameters;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Depth-wise convolutions of an encoder that are alike.
 *
 * @param stage their stage, counted from 0
 * @param grid sites of an image
 * @param scale sites per side of a mask patch
 * @param channels channels
 * @param kernel side of the kernel
 * @param count how many they are
 */
record DepthwiseLayers(int stage, GridSize grid, int scale, int channels, int kernel, int count) {

  /** Finds the depth-wise convolutions of a variant by the shapes of its kernels. */
  static List<DepthwiseLayers> of(String model, ImageSize image) {
    EncoderConfig config = Backbones.variant(model).encoder().withImageSize(image);
    int maskPatch = Backbones.variant(model).decoder().maskPatch();
    Encoder encoder = Backbones.newEncoder(config, EncoderUse.POOLED);
    Map<List<Integer>, DepthwiseLayers> found = new LinkedHashMap<>();
    for (Map.Entry<String, Parameter> named : NamedParameters.of(encoder).entrySet()) {
      Shape shape = named.getValue().getShape();
      if (isDepthwise(shape)) {
        int stage = encoder.role(named.getKey()).stage();
        int channels = Math.toIntExact(shape.get(0));
        int kernel = Math.toIntExact(shape.get(2));
        DepthwiseLayers one =
            new DepthwiseLayers(
                stage,
                encoder.grid(stage, image),
                maskPatch / config.stride(stage),
                channels,
                kernel,
                1);
        found.merge(List.of(stage, channels, kernel), one, (before, more) -> before.oneMore());
      }
    }
    return List.copyOf(found.values());
  }

  private static boolean isDepthwise(Shape kernel) {
    return kernel.dimension() == 4
        && kernel.get(1) == 1
        && kernel.get(2) > 1
        && kernel.get(2) % 2 == 1
        && kernel.get(2) == kernel.get(3);
  }

  private DepthwiseLayers oneMore() {
    return new DepthwiseLayers(stage, grid, scale, channels, kernel, count + 1);
  }

  /** Describes the layers: how many, sites, channels, kernel. */
  String text() {
    return "%s x stage %s, %s x %s, %s channels, kernel %s"
        .formatted(count, stage + 1, grid.height(), grid.width(), channels, kernel);
  }

  /** The work of a layer, forward and backward: each tap at each of some sites, in 10^9. */
  double gigaFlops(double sites) {
    return 3 * 2.0 * sites * channels * kernel * kernel / 1e9;
  }
}
