package io.greenmim.pvt;

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
 * every convolution, and keys that are hidden are never looked at.
 */
record ZeroedPvt(PvtConfig config, Map<String, Parameter> parameters, List<PatchMask> masks) {

  private NDArray p(String name) {
    return parameters.get(name).getArray();
  }

  /** Ones where the masks show something, (B or 1, 1, h, w). */
  NDArray shown(NDManager manager, int scale) {
    PatchMask first = masks.get(0);
    int height = first.rows() * scale;
    int width = first.cols() * scale;
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
    for (int stage = 1; stage <= config.stages(); stage++) {
      NDArray shown = shown(manager, 32 / config.stride(stage - 1));
      String embed = "patch_embed" + stage;
      int stride = stage == 1 ? config.patchSize() : 2;
      x = convolve(x, embed + ".proj", stride, stride - 1, 1);
      x = norm(x, embed + ".norm", config.embeddingNormEps());
      for (int i = 0; i < config.depths().get(stage - 1); i++) {
        String block = "block%s.%s.".formatted(stage, i);
        NDArray y = norm(x, block + "norm1", config.layerNormEps());
        x = x.add(attention(y, shown, block + "attn.", stage - 1));
        y = norm(x, block + "norm2", config.layerNormEps());
        x = x.add(perceptron(y, shown, block + "mlp."));
      }
      x = norm(x, "norm" + stage, config.layerNormEps()).mul(shown);
    }
    return x;
  }

  private NDArray perceptron(NDArray x, NDArray shown, String name) {
    NDArray hidden = linear(x, name + "fc1");
    hidden = config.linear() ? Activation.relu(hidden) : hidden;
    int channels = Math.toIntExact(hidden.getShape().get(1));
    NDArray mixed = convolve(hidden.mul(shown), name + "dwconv.dwconv", 1, 1, channels);
    return linear(Activation.gelu(mixed), name + "fc2");
  }

  private NDArray attention(NDArray x, NDArray shown, String name, int stage) {
    int side = config.linear() ? 32 / config.stride(stage) : config.subSampling().get(stage);
    NDArray source = x;
    NDArray seen = shown;
    if (config.linear()) {
      source = convolve(means(x.mul(shown), side), name + "sr", 1, 0, 1);
      source = Activation.gelu(norm(source, name + "norm", config.subSamplingNormEps()));
      seen = means(shown, side);
    } else if (side > 1) {
      source = convolve(x.mul(shown), name + "sr", side, 0, 1);
      source = norm(source, name + "norm", config.subSamplingNormEps());
      seen = means(shown, side);
    }
    int heads = config.heads().get(stage);
    long channels = x.getShape().get(1);
    NDArray pairs = linear(source, name + "kv");
    NDArray q = heads(linear(x, name + "q"), heads);
    NDArray k = heads(pairs.get(":, :" + channels), heads);
    NDArray v = heads(pairs.get(":, " + channels + ":"), heads);
    NDArray never =
        seen.sub(1).mul(1e9f).reshape(seen.getShape().get(0), 1, 1, -1); // (1 or B, 1, 1, K)
    NDArray scores = q.matMul(k.swapAxes(2, 3)).div(Math.sqrt((double) channels / heads));
    NDArray attended = scores.add(never).softmax(-1).matMul(v); // (B, h, n, d)
    NDArray map = attended.transpose(0, 1, 3, 2).reshape(x.getShape());
    return linear(map, name + "proj");
  }

  private static NDArray heads(NDArray map, int heads) {
    Shape shape = map.getShape();
    return map.reshape(shape.get(0), heads, shape.get(1) / heads, shape.get(2) * shape.get(3))
        .transpose(0, 1, 3, 2);
  }

  private static NDArray means(NDArray map, int side) {
    Shape shape = map.getShape();
    return map.reshape(
            shape.get(0), shape.get(1), shape.get(2) / side, side, shape.get(3) / side, side)
        .mean(new int[] {5})
        .mean(new int[] {3});
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
