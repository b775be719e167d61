package io.greenmim.twins;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import io.greenmim.masking.PatchMask;
import io.greenmim.testing.DenseMaps;
import java.util.List;

/**
 * A second implementation: whole maps (B, C, h, w), on which what the masks hide is set to 0 before
 * every convolution, and keys that are hidden or of another window are never looked at.
 */
record ZeroedTwins(TwinsConfig config, DenseMaps maps, List<PatchMask> masks) {

  /** The last map, (B, C, h, w); of what is hidden it says nothing. */
  NDArray encode(NDArray images) {
    NDManager manager = images.getManager();
    NDArray x = images.mul(DenseMaps.shown(manager, masks, 32));
    for (int stage = 0; stage < config.stages(); stage++) {
      NDArray shown = DenseMaps.shown(manager, masks, 32 / config.stride(stage));
      String embed = "patch_embeds." + stage;
      x = maps.convolve(x, embed + ".proj", stage == 0 ? config.patchSize() : 2, 0, 1);
      x = maps.norm(x, embed + ".norm", config.embeddingNormEps());
      for (int i = 0; i < config.depths().get(stage); i++) {
        String block = "blocks.%s.%s.".formatted(stage, i);
        NDArray y = maps.norm(x, block + "norm1", config.layerNormEps());
        x = x.add(i % 2 == 0 ? local(y, shown, block, stage) : global(y, shown, block, stage));
        y = maps.norm(x, block + "norm2", config.layerNormEps());
        NDArray hidden = Activation.gelu(maps.linear(y, block + "mlp.fc1"));
        x = x.add(maps.linear(hidden, block + "mlp.fc2"));
        if (i == 0) {
          int channels = config.channels(stage);
          NDArray zeroed = x.mul(shown);
          NDArray position =
              maps.convolve(zeroed, "pos_block.%s.proj.0".formatted(stage), 1, 1, channels);
          x = config.positionResidual() ? x.add(position) : position;
        }
      }
      x = x.mul(shown);
    }
    return maps.norm(x, "norm", config.layerNormEps());
  }

  private NDArray local(NDArray x, NDArray shown, String block, int stage) {
    NDArray all = maps.linear(x, block + "attn.qkv");
    long channels = x.getShape().get(1);
    NDArray q = all.get(":, :" + channels);
    NDArray k = all.get(":, %s:%s".formatted(channels, 2 * channels));
    NDArray v = all.get(":, %s:".formatted(2 * channels));
    NDArray never = DenseMaps.never(shown).add(otherWindows(x, config.windows().get(stage)));
    return maps.linear(
        DenseMaps.attend(q, k, v, never, config.heads().get(stage)), block + "attn.proj");
  }

  /** A large negative score between tokens of different windows, (n, n). */
  private static NDArray otherWindows(NDArray x, int window) {
    int height = (int) x.getShape().get(2);
    int width = (int) x.getShape().get(3);
    int tokens = height * width;
    float[] scores = new float[tokens * tokens];
    for (int i = 0; i < scores.length; i++) {
      int a = i / tokens;
      int b = i % tokens;
      boolean same =
          a / width / window == b / width / window && a % width / window == b % width / window;
      scores[i] = same ? 0 : -1e9f;
    }
    return x.getManager().create(scores, new Shape(1, 1, tokens, tokens));
  }

  private NDArray global(NDArray x, NDArray shown, String block, int stage) {
    int side = config.subSampling().get(stage);
    NDArray source = x;
    NDArray seen = shown;
    if (side > 1) {
      source = maps.convolve(x.mul(shown), block + "attn.sr", side, 0, 1);
      source = maps.norm(source, block + "attn.norm", config.subSamplingNormEps());
      seen = DenseMaps.shown(x.getManager(), masks, 32 / config.stride(stage) / side);
    }
    long channels = x.getShape().get(1);
    NDArray pairs = maps.linear(source, block + "attn.kv");
    NDArray q = maps.linear(x, block + "attn.q");
    NDArray k = pairs.get(":, :" + channels);
    NDArray v = pairs.get(":, " + channels + ":");
    return maps.linear(
        DenseMaps.attend(q, k, v, DenseMaps.never(seen), config.heads().get(stage)),
        block + "attn.proj");
  }
}
