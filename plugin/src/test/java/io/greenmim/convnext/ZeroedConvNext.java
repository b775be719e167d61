package io.greenmim.convnext;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Activation;
import io.greenmim.masking.PatchMask;
import io.greenmim.testing.DenseMaps;
import java.util.List;

/**
 * A second implementation: whole maps (B, C, h, w), on which what the masks hide is set to 0 before
 * every convolution and response norm.
 */
record ZeroedConvNext(ConvNextConfig config, DenseMaps maps, List<PatchMask> masks) {

  /** The last map, (B, C, h, w), zero where patches are hidden. */
  NDArray encode(NDArray images) {
    NDArray x = images;
    for (int stage = 0; stage < config.stages(); stage++) {
      String name = "downsample_layers.%s.".formatted(stage);
      NDArray shown = shown(images, stage);
      if (stage == 0) {
        NDArray patches = maps.convolve(x, name + "0", config.patchSize(), 0, 1);
        x = maps.norm(patches, name + "1", config.layerNormEps()).mul(shown);
      } else {
        // The tokens before are zero where hidden, but their normalisation is its bias there.
        NDArray normed = maps.norm(x, name + "0", config.layerNormEps());
        x = maps.convolve(normed.mul(shown(images, stage - 1)), name + "1", 2, 0, 1).mul(shown);
      }
      for (int block = 0; block < config.depths().get(stage); block++) {
        x = x.add(branch(x, "stages.%s.%s.".formatted(stage, block), shown).mul(shown));
      }
    }
    return x;
  }

  private NDArray shown(NDArray images, int stage) {
    return DenseMaps.shown(images.getManager(), masks, config.stride() / config.stride(stage));
  }

  private NDArray branch(NDArray x, String name, NDArray shown) {
    int channels = Math.toIntExact(x.getShape().get(1));
    NDArray mixed = maps.convolve(x, name + "dwconv", 1, config.kernel() / 2, channels);
    NDArray normed = maps.norm(mixed, name + "norm", config.layerNormEps());
    NDArray hidden = Activation.gelu(maps.linear(normed, name + "pwconv1")).mul(shown);
    NDArray norms = hidden.square().sum(new int[] {2, 3}, true).sqrt(); // (B, 4C, 1, 1)
    NDArray mean = norms.mean(new int[] {1}, true).add((float) config.responseNormEps());
    NDArray responses =
        perChannel(name + "grn.gamma")
            .mul(hidden.mul(norms.div(mean)))
            .add(perChannel(name + "grn.beta"));
    return maps.linear(responses.add(hidden), name + "pwconv2");
  }

  private NDArray perChannel(String name) {
    return maps.parameter(name).reshape(1, -1, 1, 1);
  }
}
