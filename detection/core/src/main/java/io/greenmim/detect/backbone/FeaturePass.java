package io.greenmim.detect.backbone;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDScope;
import ai.djl.training.ParameterStore;
import io.greenmim.model.EncoderStage;
import io.greenmim.ops.ArrayScope;
import io.greenmim.ops.Autograd;
import io.greenmim.ops.PassStore;
import java.util.ArrayList;
import java.util.List;

/**
 * A training pass through the stages of an encoder, which either keeps what the backward pass needs
 * of all stages, or only what lies between them: then each stage is run again when its turn comes
 * (Chen et al., 2016, arXiv 1604.06174, section 3). The gradients are the same.
 *
 * <pre>{@code
 * try (FeaturePass pass = features.pass(store, recompute, seed)) {
 *   try (Autograd.Recorded recorded = Autograd.record();
 *       ArrayScope scope = new ArrayScope()) {
 *     Autograd.backward(loss(pass.forward(images)));
 *   }
 *   pass.backward();
 * }
 * }</pre>
 *
 * <p>For one thread and one pass.
 */
public final class FeaturePass implements AutoCloseable {

  private final EncoderFeatures features;
  private final ParameterStore store;
  private final boolean recompute;
  private final int noiseSeed;
  private final List<Rerun> reruns = new ArrayList<>();

  /**
   * A stage that runs again. The map is a leaf with a gradient; so is the input, but for that of
   * the first stage that runs again.
   */
  private record Rerun(int index, EncoderStage stage, NDArray input, NDArray map) {

    /** Frees the arrays; the images are the caller's. */
    void close() {
      map.close();
      if (index > 0) {
        input.close();
      }
    }
  }

  FeaturePass(EncoderFeatures features, ParameterStore store, boolean recompute, int noiseSeed) {
    this.features = features;
    this.store = store;
    this.recompute = recompute;
    this.noiseSeed = noiseSeed;
  }

  /**
   * Computes the maps of images. Gradients must be recorded by the caller.
   *
   * @param images normalised images, (B, c, H, W), float32; must live until {@link #backward}
   * @return normalised maps, finest first, (B, C_i, H_i, W_i)
   */
  public List<NDArray> forward(NDArray images) {
    try (ArrayScope scope = new ArrayScope()) {
      List<EncoderStage> stages = features.encoder().stages(store, images.getShape());
      List<NDArray> maps = new ArrayList<>();
      NDArray x = images;
      for (int i = 0; i < stages.size(); i++) {
        EncoderStage.Output output = forward(i, stages.get(i), x);
        maps.add(scope.keep(features.normalise(store, i, output.map(), true)));
        x = output.next();
      }
      return maps;
    }
  }

  private EncoderStage.Output forward(int index, EncoderStage stage, NDArray x) {
    if (index < features.frozen()) {
      try (Autograd.Paused paused = Autograd.pause()) {
        return stage.run(x, false);
      }
    }
    if (!recompute) {
      return run(index, stage, x);
    }
    EncoderStage.Output output;
    try (Autograd.Paused paused = Autograd.pause()) {
      output = run(index, stage, x);
    }
    if (index > 0) {
      NDScope.unregister(x);
    }
    leaf(output.map());
    reruns.add(new Rerun(index, stage, x, output.map()));
    if (output.next() != null) {
      leaf(output.next());
    }
    return output;
  }

  /** Lets an array outlive the scope of the forward pass and collect its gradient. */
  private static void leaf(NDArray array) {
    NDScope.unregister(array);
    array.setRequiresGradient(true);
  }

  private EncoderStage.Output run(int index, EncoderStage stage, NDArray x) {
    PassStore.seed(store, noiseSeed + index);
    return stage.run(x, true);
  }

  /**
   * Adds the gradients of the stages' parameters, after the caller's own backward pass has reached
   * the maps. Does nothing where everything was kept.
   */
  public void backward() {
    NDArray gradientOfNext = null;
    for (int i = reruns.size() - 1; i >= 0; i--) {
      Rerun rerun = reruns.get(i);
      try (Autograd.Recorded recorded = Autograd.record();
          ArrayScope scope = new ArrayScope()) {
        EncoderStage.Output output = run(rerun.index(), rerun.stage(), rerun.input());
        // The gradient of sum(y g) with respect to y is g.
        NDArray sum = output.map().mul(rerun.map().getGradient()).sum();
        if (gradientOfNext != null) {
          sum = sum.add(output.next().mul(gradientOfNext).sum());
        }
        Autograd.backward(sum);
      }
      if (gradientOfNext != null) {
        gradientOfNext.close();
      }
      gradientOfNext = i == 0 ? null : rerun.input().getGradient();
      rerun.close();
      reruns.remove(i);
    }
  }

  /** Frees what a backward pass would have needed. */
  @Override
  public void close() {
    reruns.forEach(Rerun::close);
    reruns.clear();
  }
}
