package io.greenmim.convnext;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Parameter;
import ai.djl.nn.convolutional.Conv2d;
import io.greenmim.masking.PatchMask;
import java.util.List;
import java.util.Map;

/**
 * The dense network in operations of DJL alone, with zeros at hidden sites before every
 * convolution.
 */
record ZeroedConvNext(ConvNextConfig config, Map<String, Parameter> parameters) {

  /** Maps of the last stage, (B, h, w, C), zero where patches are hidden. */
  NDArray encode(NDArray images, List<PatchMask> masks) {
    NDArray x = images;
    for (int stage = 0; stage < config.stages(); stage++) {
      String name = "downsample_layers.%s.".formatted(stage);
      int side = stage == 0 ? config.patchSize() : 2;
      NDArray shown = shown(images.getManager(), masks, config.stride() / config.stride(stage));
      if (stage == 0) {
        x = normed(convolved(x, name + "0", side, 0, 1), name + "1").mul(shown);
      } else {
        // The tokens before are zero where hidden, but their normalisation is its bias there.
        NDArray finer =
            shown(images.getManager(), masks, 2 * config.stride() / config.stride(stage));
        NDArray zeroed = normed(x, name + "0").mul(finer);
        x = convolved(zeroed.transpose(0, 3, 1, 2), name + "1", side, 0, 1).mul(shown);
      }
      for (int block = 0; block < config.depths().get(stage); block++) {
        x = x.add(branch(x, "stages.%s.%s.".formatted(stage, block), shown).mul(shown));
      }
    }
    return x;
  }

  private NDArray branch(NDArray x, String name, NDArray shown) {
    int channels = Math.toIntExact(x.getShape().get(3));
    NDArray mixed =
        convolved(x.transpose(0, 3, 1, 2), name + "dwconv", 1, config.kernel() / 2, channels);
    NDArray hidden =
        Activation.gelu(linear(normed(mixed, name + "norm"), name + "pwconv1")).mul(shown);
    NDArray norms = hidden.square().sum(new int[] {1, 2}, true).sqrt(); // (B, 1, 1, 4C)
    NDArray mean = norms.mean(new int[] {3}, true).add((float) config.responseNormEps());
    NDArray responses =
        get(name + "grn.gamma").mul(hidden.mul(norms.div(mean))).add(get(name + "grn.beta"));
    return linear(responses.add(hidden), name + "pwconv2");
  }

  /** Ones for sites of visible patches, (B or 1, h, w, 1). */
  static NDArray shown(NDManager manager, List<PatchMask> masks, int scale) {
    int height = masks.get(0).rows() * scale;
    int width = masks.get(0).cols() * scale;
    float[] values = new float[masks.size() * height * width];
    for (int i = 0; i < values.length; i++) {
      int site = i % (height * width);
      boolean hidden =
          masks.get(i / (height * width)).isMasked(site / width / scale, site % width / scale);
      values[i] = hidden ? 0 : 1;
    }
    return manager.create(values, new Shape(masks.size(), height, width, 1));
  }

  /** (B, c, H, W) to (B, h, w, C). */
  private NDArray convolved(NDArray x, String name, int stride, int padding, int groups) {
    return Conv2d.conv2d(
            x,
            get(name + ".weight"),
            get(name + ".bias"),
            new Shape(stride, stride),
            new Shape(padding, padding),
            new Shape(1, 1),
            groups)
        .singletonOrThrow()
        .transpose(0, 2, 3, 1);
  }

  private NDArray linear(NDArray x, String name) {
    return ai.djl.nn.core.Linear.linear(x, get(name + ".weight"), get(name + ".bias"))
        .singletonOrThrow();
  }

  private NDArray normed(NDArray x, String name) {
    NDArray weight = get(name + ".weight");
    return ai.djl.nn.norm.LayerNorm.layerNorm(
            x, weight.getShape(), weight, get(name + ".bias"), (float) config.layerNormEps())
        .singletonOrThrow();
  }

  private NDArray get(String name) {
    return parameters.get(name).getArray();
  }
}
