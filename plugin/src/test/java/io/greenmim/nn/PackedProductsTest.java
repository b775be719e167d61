package io.greenmim.nn;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.greenmim.host.Processor;
import io.greenmim.ops.InferencePrecision;
import io.greenmim.ops.PassStore;
import io.greenmim.ops.Precision;
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
}
