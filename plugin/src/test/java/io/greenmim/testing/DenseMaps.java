package io.greenmim.testing;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.LayerNorm;
import io.greenmim.masking.PatchMask;
import java.util.List;
import java.util.Map;

/**
 * Layers over whole maps (B, C, h, w) in operations of DJL alone: what second implementations of
 * encoders are made of.
 *
 * @param parameters the encoder's parameters by their names
 */
public record DenseMaps(Map<String, Parameter> parameters) {

  /** Ones for sites of visible patches, (B or 1, 1, h, w). */
  public static NDArray shown(NDManager manager, List<PatchMask> masks, int scale) {
    int height = masks.get(0).rows() * scale;
    int width = masks.get(0).cols() * scale;
    float[] values = new float[masks.size() * height * width];
    for (int i = 0; i < values.length; i++) {
      int site = i % (height * width);
      boolean hidden =
          masks.get(i / (height * width)).isMasked(site / width / scale, site % width / scale);
      values[i] = hidden ? 0 : 1;
    }
    return manager.create(values, new Shape(masks.size(), 1, height, width));
  }

  /** Attention of all tokens to all keys of the maps k and v, with scores added to theirs. */
  public static NDArray attend(NDArray q, NDArray k, NDArray v, NDArray added, int heads) {
    double scale = Math.sqrt((double) q.getShape().get(1) / heads);
    NDArray scores = heads(q, heads).matMul(heads(k, heads).swapAxes(2, 3)).div(scale);
    NDArray attended = scores.add(added).softmax(-1).matMul(heads(v, heads)); // (B, h, n, d)
    return attended.transpose(0, 1, 3, 2).reshape(q.getShape());
  }

  private static NDArray heads(NDArray map, int heads) {
    Shape shape = map.getShape();
    return map.reshape(shape.get(0), heads, shape.get(1) / heads, shape.get(2) * shape.get(3))
        .transpose(0, 1, 3, 2);
  }

  /** A large negative score for keys that are hidden, (1 or B, 1, 1, K). */
  public static NDArray never(NDArray shown) {
    return shown.sub(1).mul(1e9f).reshape(shown.getShape().get(0), 1, 1, -1);
  }

  /** A convolution with its bias. */
  public NDArray convolve(NDArray x, String name, int stride, int padding, int groups) {
    return Conv2d.conv2d(
            x,
            parameter(name + ".weight"),
            parameter(name + ".bias"),
            new Shape(stride, stride),
            new Shape(padding, padding),
            new Shape(1, 1),
            groups)
        .singletonOrThrow();
  }

  /** A linear map of the channels. */
  public NDArray linear(NDArray x, String name) {
    return Linear.linear(
            x.transpose(0, 2, 3, 1), parameter(name + ".weight"), parameter(name + ".bias"))
        .singletonOrThrow()
        .transpose(0, 3, 1, 2);
  }

  /** A layer normalisation of the channels. */
  public NDArray norm(NDArray x, String name, double eps) {
    return LayerNorm.layerNorm(
            x.transpose(0, 2, 3, 1),
            new Shape(x.getShape().get(1)),
            parameter(name + ".weight"),
            parameter(name + ".bias"),
            (float) eps)
        .singletonOrThrow()
        .transpose(0, 3, 1, 2);
  }

  /** A parameter. */
  public NDArray parameter(String name) {
    return parameters.get(name).getArray();
  }
}
