package io.greenmim.train.testing;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import io.greenmim.model.Segment;
import io.greenmim.nn.ParameterBlock;
import io.greenmim.train.loop.BackwardPass;
import io.greenmim.train.loop.DivergedException;
import io.greenmim.train.loop.Objective;
import io.greenmim.train.loop.Pass;
import io.greenmim.train.loop.PassLoss;
import io.greenmim.train.optim.ParameterGroup;
import io.greenmim.train.optim.WeightDecayRule;
import io.greenmim.weights.StateDict;
import java.util.List;

/** Two vectors without a network: each batch brings its own loss of them. */
public final class ToyObjective implements Objective<ToyObjective.Batch> {

  private final Model model = new Model();

  /** A batch is a loss, by name. */
  public record Batch(String name, LossOf loss) {}

  /** Computes a scalar from the vectors {@code v} and {@code w}. */
  @FunctionalInterface
  public interface LossOf {

    /** Computes the loss. */
    NDArray of(NDArray v, NDArray w) throws DivergedException;
  }

  /** What the model is. */
  public record Config(String variant) {}

  /** The two vectors. */
  public static final class Model extends ParameterBlock {

    private final Parameter v = parameter("v", Parameter.Type.WEIGHT, new Shape(2));
    private final Parameter w = parameter("w", Parameter.Type.WEIGHT, new Shape(3));

    @Override
    protected NDList forwardInternal(
        ParameterStore store, NDList inputs, boolean training, PairList<String, Object> params) {
      return inputs;
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputShapes) {
      return inputShapes;
    }
  }

  /** A batch whose loss is the sum of squares of one vector, {@code v} or {@code w}. */
  public static Batch squares(String vector) {
    return new Batch(vector, (v, w) -> (vector.equals("v") ? v : w).square().sum());
  }

  /** A batch whose loss is no number. */
  public static Batch lossNaN() {
    return new Batch("loss", (v, w) -> v.square().sum().sub(1e6f).log());
  }

  /** A batch whose loss is 0 and whose gradient is no number: that of a root at 0. */
  public static Batch gradientNaN() {
    return new Batch("gradient", (v, w) -> v.sub(v).sqrt().sum());
  }

  @Override
  public Model model() {
    return model;
  }

  @Override
  public Config config() {
    return new Config("toy");
  }

  @Override
  public Shape inputShape() {
    return new Shape(1);
  }

  @Override
  public void initialise(NDManager manager, long seed) {
    StateDict.of(model).initialise(manager, inputShape(), seed);
    for (NDArray array : StateDict.of(model).arrays().values()) {
      array.stopGradient().addi(1);
    }
  }

  @Override
  public ParameterGroup group(String name, Parameter parameter) {
    return ParameterGroup.published(WeightDecayRule.GREENMIM).of(name, parameter);
  }

  @Override
  public int images(Batch batch) {
    return 1;
  }

  @Override
  public String describe(Batch batch) {
    return batch.name();
  }

  @Override
  public PassLoss accumulate(Batch batch, Pass pass) throws DivergedException {
    NDArray v = pass.store().getValue(model.v, pass.manager().getDevice(), true);
    NDArray w = pass.store().getValue(model.w, pass.manager().getDevice(), true);
    DivergedException[] refused = new DivergedException[1];
    Segment loss =
        any -> {
          try {
            return batch.loss().of(v, w);
          } catch (DivergedException e) {
            refused[0] = e;
            return v.sum();
          }
        };
    PassLoss result = new BackwardPass(pass).run(List.of(loss), v);
    if (refused[0] != null) {
      throw refused[0];
    }
    return result;
  }
}
