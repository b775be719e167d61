package io.greenmim.twins;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Parameter;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.LayerNorm;
import io.greenmim.masking.PatchMask;
import java.util.List;
import java.util.Map;

/**
 * A second implementation: whole maps (B, C, h, w), on which what the masks hide is set to 0 before
 * every convolution, and keys that are hidden or of another window are never looked at.
 */
record ZeroedTwins(TwinsConfig config, Map<String, Parameter> parameters, List<PatchMask> masks) {

  private NDArray p(String name) {
    return parameters.get(name).getArray();
  }

  /** Ones where the masks show something, (B or 1, 1, h, w). */
  NDArray shown(NDManager manager, int scale) {
    int height = masks.get(0).rows() * scale;
    int width = masks.get(0).cols() * scale;
    float[] values = new float[masks.size() * height * width];
    for (int mask = 0; mask < masks.size(); mask++) {
      for (int token : masks.get(mask).visibleTokens(scale)) {
        values[mask * height * width + token] = 1;
      }
    }
    return manager.create(values, new Shape(masks.size(), 1, height, width));
  }

  /** The last map, (B, C, h, w); of what is hidden it says nothing. */
  NDArray encode(NDArray images) {
    NDManager manager = images.getManager();
    NDArray x = images.mul(shown(manager, 32));
    for (int stage = 0; stage < config.stages(); stage++) {
      NDArray shown = shown(manager, 32 / config.stride(stage));
      String embed = "patch_embeds." + stage;
      x = convolve(x, embed + ".proj", stage == 0 ? config.patchSize() : 2, 0, 1);
      x = norm(x, embed + ".norm", config.embeddingNormEps());
      for (int i = 0; i < config.depths().get(stage); i++) {
        String block = "blocks.%s.%s.".formatted(stage, i);
        NDArray y = norm(x, block + "norm1", config.layerNormEps());
        x = x.add(i % 2 == 0 ? local(y, shown, block, stage) : global(y, shown, block, stage));
        y = norm(x, block + "norm2", config.layerNormEps());
        NDArray hidden = Activation.gelu(linear(y, block + "mlp.fc1"));
        x = x.add(linear(hidden, block + "mlp.fc2"));
        if (i == 0) {
          int channels = config.channels(stage);
          NDArray zeroed = x.mul(shown);
          NDArray position =
              convolve(zeroed, "pos_block.%s.proj.0".formatted(stage), 1, 1, channels);
          x = config.positionResidual() ? x.add(position) : position;
        }
      }
      x = x.mul(shown);
    }
    return norm(x, "norm", config.layerNormEps());
  }

  private NDArray local(NDArray x, NDArray shown, String block, int stage) {
    NDArray all = linear(x, block + "attn.qkv");
    long channels = x.getShape().get(1);
    NDArray q = all.get(":, :" + channels);
    NDArray k = all.get(":, %s:%s".formatted(channels, 2 * channels));
    NDArray v = all.get(":, %s:".formatted(2 * channels));
    NDArray never = hidden(shown).add(otherWindows(x, config.windows().get(stage)));
    return linear(attend(q, k, v, never, stage), block + "attn.proj");
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
      source = convolve(x.mul(shown), block + "attn.sr", side, 0, 1);
      source = norm(source, block + "attn.norm", config.subSamplingNormEps());
      seen = shown(x.getManager(), 32 / config.stride(stage) / side);
    }
    long channels = x.getShape().get(1);
    NDArray pairs = linear(source, block + "attn.kv");
    NDArray q = linear(x, block + "attn.q");
    NDArray k = pairs.get(":, :" + channels);
    NDArray v = pairs.get(":, " + channels + ":");
    return linear(attend(q, k, v, hidden(seen), stage), block + "attn.proj");
  }

  /** A large negative score for keys that are hidden, (1 or B, 1, 1, K). */
  private static NDArray hidden(NDArray seen) {
    return seen.sub(1).mul(1e9f).reshape(seen.getShape().get(0), 1, 1, -1);
  }

  private NDArray attend(NDArray q, NDArray k, NDArray v, NDArray never, int stage) {
    int heads = config.heads().get(stage);
    double scale = Math.sqrt((double) q.getShape().get(1) / heads);
    NDArray scores = heads(q, heads).matMul(heads(k, heads).swapAxes(2, 3)).div(scale);
    NDArray attended = scores.add(never).softmax(-1).matMul(heads(v, heads)); // (B, h, n, d)
    return attended.transpose(0, 1, 3, 2).reshape(q.getShape());
  }

  private static NDArray heads(NDArray map, int heads) {
    Shape shape = map.getShape();
    return map.reshape(shape.get(0), heads, shape.get(1) / heads, shape.get(2) * shape.get(3))
        .transpose(0, 1, 3, 2);
  }

  private NDArray convolve(NDArray x, String name, int stride, int padding, int groups) {
    return Conv2d.conv2d(
            x,
            p(name + ".weight"),
            p(name + ".bias"),
            new Shape(stride, stride),
            new Shape(padding, padding),
            new Shape(1, 1),
            groups)
        .singletonOrThrow();
  }

  private NDArray linear(NDArray x, String name) {
    return Linear.linear(x.transpose(0, 2, 3, 1), p(name + ".weight"), p(name + ".bias"))
        .singletonOrThrow()
        .transpose(0, 3, 1, 2);
  }

  private NDArray norm(NDArray x, String name, double eps) {
    return LayerNorm.layerNorm(
            x.transpose(0, 2, 3, 1),
            new Shape(x.getShape().get(1)),
            p(name + ".weight"),
            p(name + ".bias"),
            (float) eps)
        .singletonOrThrow()
        .transpose(0, 3, 1, 2);
  }
}
