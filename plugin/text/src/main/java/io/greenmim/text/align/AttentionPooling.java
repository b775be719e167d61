package io.greenmim.text.align;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import io.greenmim.nn.FeedForward;
import io.greenmim.nn.InitialValues;
import io.greenmim.nn.LayerNorm;
import io.greenmim.nn.Linear;
import io.greenmim.nn.ParameterBlock;
import io.greenmim.ops.ArrayScope;
import io.greenmim.ops.Scaling;

/**
 * Pools the tokens of an image by attention: a learned query asks all of them, and what it hears is
 * added to the encoder's own pooled feature; a perceptron follows (Zhai et al., 2022, arXiv
 * 2106.04560, section 3.3; without the feature in SigLIP, arXiv 2303.15343).
 *
 * <p>Float32; works on the device of its input.
 *
 * @shape tokens (n, B, C), feature (B, C); output (B, C); probe (C)
 */
final class AttentionPooling extends ParameterBlock {

  private static final double EPS = 1e-6;
  private static final double PROBE_DEVIATION = 1;
  private static final int WIDER = 4;

  private final int heads;
  private final int headDim;
  private final Parameter probe;
  private final LayerNorm norm1;
  private final Linear kv;
  private final Linear proj;
  private final LayerNorm norm2;
  private final FeedForward mlp;

  AttentionPooling(int channels, int heads) {
    this.heads = heads;
    headDim = channels / heads;
    probe =
        parameter(
            "probe",
            Parameter.Type.OTHER,
            new Shape(channels),
            InitialValues.normal(PROBE_DEVIATION));
    norm1 = addChildBlock("norm1", new LayerNorm(channels, EPS));
    kv = addChildBlock("kv", new Linear(channels, 2 * channels, true));
    proj = addChildBlock("proj", new Linear(channels, channels, true));
    norm2 = addChildBlock("norm2", new LayerNorm(channels, EPS));
    mlp = addChildBlock("mlp", new FeedForward(channels, WIDER * channels));
  }

  /** Pools the tokens of an encoder's last stage; feature is what the encoder makes of them. */
  NDArray pool(ParameterStore store, NDArray tokens, NDArray feature, boolean training) {
    long count = tokens.getShape().get(0);
    long batch = tokens.getShape().get(1);
    try (ArrayScope scope = new ArrayScope()) {
      NDArray projected =
          kv.forward(store, norm1.forward(store, tokens, training), training)
              .reshape(count, batch, 2, heads, headDim)
              .transpose(2, 1, 3, 0, 4); // (n, B, 2, h, d) -> (2, B, h, n, d)
      NDArray query =
          Scaling.scale(value(store, probe, tokens, training), 1 / Math.sqrt(headDim))
              .reshape(1, heads, headDim, 1);
      NDArray scores = projected.get(0).matMul(query); // (B, h, n, 1)
      NDArray heard =
          projected.get(1).mul(scores.softmax(2)).sum(new int[] {2}); // (B, h, n, d) -> (B, h, d)
      NDArray joined =
          proj.forward(store, heard.reshape(batch, (long) heads * headDim), training).add(feature);
      NDArray hidden = mlp.forward(store, norm2.forward(store, joined, training), training);
      return scope.keep(joined.add(hidden));
    }
  }
}
