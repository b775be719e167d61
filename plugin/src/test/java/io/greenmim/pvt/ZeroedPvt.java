package io.greenmim.pvt;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import io.greenmim.masking.PatchMask;
import io.greenmim.testing.DenseMaps;
import java.util.List;

/**
 * A second implementation: whole maps (B, C, h, w), on which what the masks hide is set to 0 before
 * every convolution, and keys that are hidden are never looked at.
 */
record ZeroedPvt(PvtConfig config, DenseMaps maps, List<PatchMask> masks) {

  /** The last map, (B, C, h, w); of what is hidden it says nothing. */
  NDArray encode(NDArray images) {
    NDManager manager = images.getManager();
    NDArray x = images.mul(DenseMaps.shown(manager, masks, 32));
    for (int stage = 1; stage <= config.stages(); stage++) {
      NDArray shown = DenseMaps.shown(manager, masks, 32 / config.stride(stage - 1));
      String embed = "patch_embed" + stage;
      int stride = stage == 1 ? config.patchSize() : 2;
      x = maps.convolve(x, embed + ".proj", stride, stride - 1, 1);
      x = maps.norm(x, embed + ".norm", config.embeddingNormEps());
      for (int i = 0; i < config.depths().get(stage - 1); i++) {
        String block = "block%s.%s.".formatted(stage, i);
        NDArray y = maps.norm(x, block + "norm1", config.layerNormEps());
        x = x.add(attention(y, shown, block + "attn.", stage - 1));
        y = maps.norm(x, block + "norm2", config.layerNormEps());
        x = x.add(perceptron(y, shown, block + "mlp."));
      }
      x = maps.norm(x, "norm" + stage, config.layerNormEps()).mul(shown);
    }
    return x;
  }

  private NDArray perceptron(NDArray x, NDArray shown, String name) {
    NDArray hidden = maps.linear(x, name + "fc1");
    hidden = config.linear() ? Activation.relu(hidden) : hidden;
    int channels = Math.toIntExact(hidden.getShape().get(1));
    NDArray mixed = maps.convolve(hidden.mul(shown), name + "dwconv.dwconv", 1, 1, channels);
    return maps.linear(Activation.gelu(mixed), name + "fc2");
  }

  private NDArray attention(NDArray x, NDArray shown, String name, int stage) {
    int side = config.linear() ? 32 / config.stride(stage) : config.subSampling().get(stage);
    NDArray source = x;
    NDArray seen = shown;
    if (config.linear()) {
      source = maps.convolve(means(x.mul(shown), side), name + "sr", 1, 0, 1);
      source = Activation.gelu(maps.norm(source, name + "norm", config.subSamplingNormEps()));
      seen = means(shown, side);
    } else if (side > 1) {
      source = maps.convolve(x.mul(shown), name + "sr", side, 0, 1);
      source = maps.norm(source, name + "norm", config.subSamplingNormEps());
      seen = means(shown, side);
    }
    long channels = x.getShape().get(1);
    NDArray pairs = maps.linear(source, name + "kv");
    NDArray k = pairs.get(":, :" + channels);
    NDArray v = pairs.get(":, " + channels + ":");
    int heads = config.heads().get(stage);
    NDArray never = DenseMaps.never(seen);
    return maps.linear(
        DenseMaps.attend(maps.linear(x, name + "q"), k, v, never, heads), name + "proj");
  }

  private static NDArray means(NDArray map, int side) {
    Shape shape = map.getShape();
    return map.reshape(
            shape.get(0), shape.get(1), shape.get(2) / side, side, shape.get(3) / side, side)
        .mean(new int[] {5})
        .mean(new int[] {3});
  }
}
