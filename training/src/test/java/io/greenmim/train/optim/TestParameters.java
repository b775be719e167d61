package io.greenmim.train.optim;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;

/** Parameters outside of any block. */
public final class TestParameters {

  private TestParameters() {}

  /** A weight of one axis, called {@code p}. */
  public static Parameter weight(NDManager manager, float... values) {
    return of(manager, Parameter.Type.WEIGHT, values);
  }

  static Parameter of(NDManager manager, Parameter.Type type, float... values) {
    Parameter parameter =
        Parameter.builder().setName("p").setType(type).optShape(new Shape(values.length)).build();
    parameter.setInitializer((m, shape, dataType) -> m.create(values.clone(), shape));
    parameter.initialize(manager, DataType.FLOAT32);
    return parameter;
  }
}
