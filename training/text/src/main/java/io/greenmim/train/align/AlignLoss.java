package io.greenmim.train.align;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Activation;
import io.greenmim.ops.ArrayScope;
import io.greenmim.ops.Numbers;
import io.greenmim.ops.Scaling;

/** What is asked of the logits of a batch of images over a batch of sentences. */
public enum AlignLoss {
  /**
   * Each pair alone is told to be one or none: the mean over images of the sum over sentences of
   * log(1 + exp(-z logit)), z being 1 for pairs that belong together and -1 for others (Zhai et
   * al., 2023, arXiv 2303.15343, equation 1).
   */
  SIGLIP {
    @Override
    NDArray of(NDArray logits, NDArray belongs) {
      try (ArrayScope scope = new ArrayScope()) {
        NDArray against =
            logits.mul(Numbers.add(Numbers.multiply(belongs, -2), 1)); // 1 -> -1, 0 -> 1
        NDArray sum = Activation.softPlus(against).sum();
        return scope.keep(Scaling.scale(sum, 1.0 / logits.getShape().get(0)));
      }
    }
  },
  /**
   * Each image chooses among the sentences and each sentence among the images: the mean of the two
   * cross entropies (Radford et al., 2021, arXiv 2103.00020, figure 3). What belongs to several
   * shares its choice among them.
   */
  CLIP {
    @Override
    NDArray of(NDArray logits, NDArray belongs) {
      try (ArrayScope scope = new ArrayScope()) {
        NDArray rows = logits.logSoftmax(1).mul(belongs.div(belongs.sum(new int[] {1}, true)));
        NDArray columns = logits.logSoftmax(0).mul(belongs.div(belongs.sum(new int[] {0}, true)));
        double each = -0.5 / logits.getShape().get(0);
        return scope.keep(Scaling.scale(rows.sum().add(columns.sum()), each));
      }
    }
  };

  /**
   * Computes the loss of a batch.
   *
   * @param logits logits of B images over their B sentences, (B, B)
   * @param belongs 1 where an image and a sentence belong together, else 0, (B, B)
   * @return the loss, a scalar
   */
  abstract NDArray of(NDArray logits, NDArray belongs);
}
