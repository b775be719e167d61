package io.greenmim.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.training.initializer.Initializer;
import ai.djl.util.PairList;
import io.greenmim.ops.InferencePrecision;
import io.greenmim.ops.PassStore;
import io.greenmim.ops.Precision;
import java.util.Locale;
import java.util.function.Function;

/**
 * A block whose parameter shapes are known when it is made.
 *
 * <p>Children and parameters carry the names of the published state dicts; DJL puts a two-digit
 * number before a child's name, which {@link NamedParameters} takes off again.
 *
 * <p>A part whose forward pass takes more than arrays is called by the block around it alone: it
 * has a method of its own for that, and none of DJL's.
 *
 * @shape depends on the subclass
 */
public abstract class ParameterBlock extends AbstractBlock {

  /** Null but for models that were told to serve. */
  private PackedModel serving;

  /** Makes a block without parameters. */
  protected ParameterBlock() {}

  /**
   * Chooses what the block, a whole model with its weights, computes with in passes for inference
   * that come from outside, such as those of DJL's predictors. Passes of several threads share what
   * is made of the weights for that; where a weight changes it is made anew for the next pass.
   * Passes whose store tells a precision itself, and those of training, are not affected; nor, in
   * float32, are passes whose input or weights have gradients.
   *
   * @param manager manager of the weights, to which belongs what is made of them
   * @param precision the precision; the device of the weights must know it ({@link
   *     InferencePrecision#require})
   */
  public final void serve(NDManager manager, InferencePrecision precision) {
    serving =
        PackedWeights.gain(manager.getDevice(), precision)
            ? new PackedModel(this, manager, precision)
            : null;
  }

  @Override
  public NDList forward(ParameterStore store, NDList inputs, boolean training) {
    boolean plain = serving == null || training || store instanceof PassStore;
    return plain || !serving.takes(inputs.head())
        ? super.forward(store, inputs, training)
        : serving.run(
            store.getManager(),
            inputs.head().getDevice(),
            own -> super.forward(own, inputs, false));
  }

  /**
   * Runs a pass for inference that calls the parts of this block, a whole model, one by one: with
   * what {@link #serve} chose, in float32 if it was not called.
   *
   * @param <T> what comes of the pass
   * @param manager manager of the pass, on the device of the weights
   * @param pass the pass; is given its parameter store, which ends with it
   * @return what came of it
   */
  public final <T> T infer(NDManager manager, Function<ParameterStore, T> pass) {
    return serving == null
        ? pass.apply(new PassStore(manager, Precision.FP32))
        : serving.run(manager, manager.getDevice(), pass);
  }

  /**
   * Adds a trainable parameter that begins as {@link InitialValues} says.
   *
   * @param name name of the parameter, part of the file format
   * @param type role of the parameter
   * @param shape its shape
   * @return the parameter
   */
  protected final Parameter parameter(String name, Parameter.Type type, Shape shape) {
    return parameter(name, type, shape, InitialValues.usual(type));
  }

  /**
   * Adds a trainable parameter.
   *
   * @param name name of the parameter, part of the file format
   * @param type role of the parameter
   * @param shape its shape
   * @param initial what it begins with
   * @return the parameter
   */
  protected final Parameter parameter(
      String name, Parameter.Type type, Shape shape, Initializer initial) {
    return addParameter(
        Parameter.builder()
            .setName(name)
            .setType(type)
            .optShape(shape)
            .optInitializer(initial)
            .build());
  }

  /**
   * Returns the value of a parameter on the device of an array, safe from the scope in which it is
   * first copied there.
   *
   * @param store the parameter store
   * @param parameter the parameter
   * @param like array whose device is meant
   * @param training whether this is a training pass
   * @return the value
   */
  protected static NDArray value(
      ParameterStore store, Parameter parameter, NDArray like, boolean training) {
    NDArray value = store.getValue(parameter, like.getDevice(), training);
    NDScope.unregister(value);
    return value;
  }

  /**
   * Refuses a number of inputs that this block does not take.
   *
   * @param got number of inputs that came
   * @param expected number of inputs that this block takes
   * @throws IllegalArgumentException if the numbers differ
   */
  protected final void checkInputs(int got, int expected) {
    if (got != expected) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%s: expected %d input(s), got %d",
              getClass().getSimpleName(),
              expected,
              got));
    }
  }

  @Override
  protected void initializeChildBlocks(NDManager manager, DataType dataType, Shape... inputShapes) {
    getChildren().values().forEach(child -> child.initialize(manager, dataType, inputShapes));
  }

  @Override
  protected NDList forwardInternal(
      ParameterStore store, NDList inputs, boolean training, PairList<String, Object> params) {
    throw part();
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputShapes) {
    throw part();
  }

  private UnsupportedOperationException part() {
    return new UnsupportedOperationException(
        getClass().getSimpleName() + ": expected a call of the block around it, which knows more");
  }
}
