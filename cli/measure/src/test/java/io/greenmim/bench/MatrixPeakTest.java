package io.greenmim.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.greenmim.ops.KernelSource;
import io.greenmim.ops.Kernels;
import io.greenmim.ops.Precision;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class MatrixPeakTest {

  @ParameterizedTest
  @CsvSource({"FP32, 1e-5", "REFERENCE, 1e-5", "BF16, 2e-2"})
  void multipliesInItsPrecision(Precision precision, double tolerance) {
    try (NDManager manager = NDManager.newBaseManager()) {
      NDArray a = manager.randomUniform(0.5f, 1, new Shape(16, 16));
      NDArray b = manager.randomUniform(0.5f, 1, new Shape(16, 16));
      Kernels kernels = Kernels.on(KernelSource.COMMON, manager.getDevice(), precision, 1e-6);
      float expected = a.matMul(b).getFloat(0, 0);
      float product = kernels.call("products", a, b, manager.zeros(new Shape(3))).getFloat();
      assertEquals(expected, product, tolerance * expected);
      float first = kernels.call("products", a, b, manager.zeros(new Shape(0))).getFloat();
      assertEquals(a.getFloat(0, 0), first, tolerance);
      boolean rounded = product != expected;
      assertEquals(precision == Precision.BF16, rounded && first != a.getFloat(0, 0));
    }
  }

  @ParameterizedTest
  @EnumSource(Precision.class)
  void keepsTheBest(Precision precision) {
    try (NDManager manager = NDManager.newBaseManager()) {
      MatrixPeak peak = new MatrixPeak(manager, precision, 64);
      assertEquals(0, peak.flopPerSecond());
      peak.measure();
      double first = peak.flopPerSecond();
      assertTrue(first > 0);
      peak.measure();
      assertTrue(peak.flopPerSecond() >= first);
    }
  }
}
