package io.greenmim.nn;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.greenmim.host.Processor;
import io.greenmim.ops.Autograd;
import io.greenmim.ops.InferencePrecision;
import io.greenmim.ops.Kernels;
import io.greenmim.ops.PassStore;
import io.greenmim.ops.Precision;
import java.io.IOException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PackedProductsTest {

  /** Of the largest value: 8 bits for each factor. */
  private static final float RELATIVE = 0.03f;

  /** Whatever this machine does to packed matrices, what a model answers is right. */
  @ParameterizedTest
  @EnumSource(InferencePrecision.class)
  void servedMapsAreRightForAnyNumberOfOutputs(InferencePrecision precision) throws Exception {
    assumeTrue(precision.supportedBy(Processor.current()), "needs " + precision);
    for (int outputs = 8; outputs <= 512; outputs += 8) {
      try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
        Linear linear = new Linear(96, outputs, true);
        linear.initialize(manager, DataType.FLOAT32, new Shape(1, 96));
        linear.serve(manager, precision);
        NDArray x = manager.randomNormal(new Shape(7, 96));
        NDArray plain = linear.forward(new PassStore(manager, Precision.REFERENCE), x, false);
        NDArray served = linear.infer(manager, store -> linear.forward(store, x, false));
        float error = served.sub(plain).abs().max().getFloat();
        float most = plain.abs().max().getFloat();
        assertTrue(error <= RELATIVE * most, outputs + " outputs: " + error + " of " + most);
      }
    }
  }

  /** Where packing is left alone: the matrix as it is, and GELU behind it. */
  @ParameterizedTest
  @EnumSource(InferencePrecision.class)
  void matricesInTheirOwnOrderAnswerAlike(InferencePrecision precision) throws IOException {
    assumeTrue(precision.supportedBy(Processor.current()), "needs " + precision);
    try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");
        Autograd.Paused paused = Autograd.pause()) {
      NDArray x = manager.randomNormal(new Shape(5, 3, 128));
      NDArray first = manager.randomNormal(new Shape(512, 128)).div(11);
      NDArray second = manager.randomNormal(new Shape(128, 512)).div(22);
      NDArray wide = manager.randomNormal(new Shape(512));
      NDArray narrow = manager.randomNormal(new Shape(128));
      NDList packed =
          named(
              PackedProducts.packed(precision, manager, first, wide),
              PackedProducts.packed(precision, manager, second, narrow));
      NDList asTheyAre =
          named(
              PackedProducts.asItIs(precision, first, wide),
              PackedProducts.asItIs(precision, second, narrow));
      NDList inputs = new NDList(x, manager.ones(new Shape(128)), manager.zeros(new Shape(128)));
      NDArray expected = feedForward(precision, inputs, packed);
      NDArray found = feedForward(precision, inputs, asTheyAre);
      float error = found.sub(expected).abs().max().getFloat();
      float most = expected.abs().max().getFloat();
      assertTrue(error <= RELATIVE * most, error + " of " + most);
    }
  }

  private static NDList named(NDList first, NDList second) {
    first.forEach(array -> array.setName("first[]"));
    second.forEach(array -> array.setName("second[]"));
    return new NDList(first).addAll(second);
  }

  private static NDArray feedForward(InferencePrecision precision, NDList inputs, NDList matrices) {
    return Kernels.on(
            PackedWeights.KERNELS, Device.cpu(), PackedProducts.arithmetic(precision), 1e-5)
        .call("packed_feed_forward", new NDList(inputs).addAll(matrices));
  }
}
