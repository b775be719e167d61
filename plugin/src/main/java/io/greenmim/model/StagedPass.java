package io.greenmim.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDScope;
import ai.djl.training.ParameterStore;
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
 * try (StagedPass pass = new StagedPass(store, recompute, seed)) {
 *   try (Autograd.Recorded recorded = Autograd.record();
 *       ArrayScope scope = new ArrayScope()) {
 *     Autograd.backward(loss(pass.latents(encoder, input)));
 *   }
 *   pass.backward();
 * }
 * }</pre>
 *
 * <p>For one thread and one pass.
 */
public final class StagedPass implements AutoCloseable {

  private final ParameterStore store;
  private final boolean recompute;
  private final int noiseSeed;
  private final List<Rerun> reruns = new ArrayList<>();

  /**
   * A stage that runs again. Tokens that the caller goes on from are a leaf with a gradient, else
   * null; so is the input, but for that of the first stage that runs again.
   */
  private record Rerun(int index, EncoderStage stage, NDArray input, NDArray tokens) {

    /** Frees the arrays; the images are the caller's. */
    void close() {
      if (tokens != null) {
        tokens.close();
      }
      if (index > 0) {
        input.close();
      }
    }
  }

  /**
   * Makes a pass that has not begun.
   *
   * @param store the parameter store
   * @param recompute whether the stages are run again for the backward pass
   * @param noiseSeed seed of the first stage's random numbers, and one more for each further stage;
   *     two passes of one seed drop the same paths
   */
  public StagedPass(ParameterStore store, boolean recompute, int noiseSeed) {
    this.store = store;
    this.recompute = recompute;
    this.noiseSeed = noiseSeed;
  }

  /**
   * Encodes an input. Gradients must be recorded by the caller.
   *
   * @param encoder the encoder
   * @param input what is encoded; its images must live until {@link #backward}
   * @return the latents, (n, B, C_last)
   */
  public NDArray latents(Encoder encoder, EncoderInput input) {
    return latents(encoder, input, 0);
  }

  /**
   * Encodes an input with an encoder whose first stages are not trained. Gradients must be recorded
   * by the caller.
   *
   * @param encoder the encoder
   * @param input what is encoded; its images must live until {@link #backward}
   * @param frozen number of first stages that are not trained: they drop no path and leave nothing
   *     behind for a backward pass
   * @return the latents, (n, B, C_last)
   */
  public NDArray latents(Encoder encoder, EncoderInput input, int frozen) {
    try (ArrayScope scope = new ArrayScope()) {
      List<EncoderStage> stages = encoder.stages(store, input);
      List<NDArray> tokens = run(stages, input.images(), frozen, false);
      NDArray last = tokens.get(tokens.size() - 1);
      NDArray latents = encoder.normalise(store, last, true);
      // Without a normalisation they are the leaf that the backward pass still reads.
      boolean leaf = recompute && frozen < stages.size();
      return leaf && latents == last ? last : scope.keep(latents);
    }
  }

  /**
   * Computes the tokens of every stage. Gradients must be recorded by the caller.
   *
   * @param encoder the encoder
   * @param input what is encoded; its images must live until {@link #backward}
   * @param frozen number of first stages that are not trained: they drop no path and leave nothing
   *     behind for a backward pass
   * @return tokens of each stage, (n_i, B, C_i), not normalised
   */
  public List<NDArray> tokens(Encoder encoder, EncoderInput input, int frozen) {
    return run(encoder.stages(store, input), input.images(), frozen, true);
  }

  private List<NDArray> run(List<EncoderStage> stages, NDArray images, int frozen, boolean all) {
    List<NDArray> tokens = new ArrayList<>();
    NDArray x = images;
    for (int i = 0; i < stages.size(); i++) {
      boolean wanted = all || i == stages.size() - 1;
      EncoderStage.Output output =
          i < frozen ? frozen(stages.get(i), x) : forward(i, stages.get(i), x, wanted);
      tokens.add(output.tokens());
      x = output.next();
      if (!wanted && output.tokens() != x) {
        output.tokens().close();
      }
    }
    return tokens;
  }

  private static EncoderStage.Output frozen(EncoderStage stage, NDArray x) {
    try (Autograd.Paused paused = Autograd.pause()) {
      return stage.run(x, false);
    }
  }

  private EncoderStage.Output forward(int index, EncoderStage stage, NDArray x, boolean wanted) {
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
    // Where both are one, the next stage's input collects both gradients.
    NDArray tokens = wanted && output.tokens() != output.next() ? output.tokens() : null;
    reruns.add(new Rerun(index, stage, x, tokens));
    for (NDArray array : new NDArray[] {tokens, output.next()}) {
      if (array != null) {
        leaf(array);
      }
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
   * what the stages gave. Does nothing where everything was kept.
   */
  public void backward() {
    NDArray gradientOfNext = null;
    for (int i = reruns.size() - 1; i >= 0; i--) {
      Rerun rerun = reruns.get(i);
      try (Autograd.Recorded recorded = Autograd.record();
          ArrayScope scope = new ArrayScope()) {
        EncoderStage.Output output = run(rerun.index(), rerun.stage(), rerun.input());
        Autograd.backward(weighted(output, rerun.tokens(), gradientOfNext));
      }
      if (gradientOfNext != null) {
        gradientOfNext.close();
      }
      gradientOfNext = i == 0 ? null : rerun.input().getGradient();
      rerun.close();
      reruns.remove(i);
    }
  }

  /** The gradient of sum(y g) with respect to y is g. */
  private static NDArray weighted(EncoderStage.Output output, NDArray tokens, NDArray ofNext) {
    NDArray next = ofNext == null ? null : output.next().mul(ofNext).sum();
    if (tokens == null) {
      return next;
    }
    NDArray sum = output.tokens().mul(tokens.getGradient()).sum();
    return next == null ? sum : sum.add(next);
  }

  /** Frees what a backward pass would have needed. */
  @Override
  public void close() {
    reruns.forEach(Rerun::close);
    reruns.clear();
  }
}
