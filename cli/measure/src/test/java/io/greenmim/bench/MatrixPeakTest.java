package io.greenmim.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

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

  private static Kernels kernels(String name, NDManager manager, Precision precision) {
    KernelSource source = new KernelSource(MatrixPeak.class, name);
    return Kernels.on(source, manager.getDevice(), precision, 1e-6);
  }

  @ParameterizedTest
  @CsvSource({"FP32, 1e-5", "REFERENCE, 1e-5", "BF16, 2e-2"})
  void multipliesInItsPrecision(Precision precision, double tolerance) {
    try (NDManager manager = NDManager.newBaseManager()) {
      NDArray a = manager.randomUniform(0.5f, 1, new Shape(16, 16));
      NDArray b = manager.randomUniform(0.5f, 1, new Shape(16, 16));
      Kernels kernels = kernels("products", manager, precision);
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
  @CsvSource({"FP32, 1e-5", "BF16, 2e-2"})
  void packsTheSecondMatrix(Precision precision, double tolerance) {
    try (NDManager manager = NDManager.newBaseManager()) {
      assumeTrue(MatrixPeak.packs(manager.getDevice()), "the engine packs on x86-64 alone");
      NDArray a = manager.randomUniform(0.5f, 1, new Shape(16, 16));
      NDArray b = manager.randomUniform(0.5f, 1, new Shape(16, 16));
      Kernels kernels = kernels("packed_products", manager, precision);
      float expected = a.matMul(b).getFloat(0, 0);
      NDArray product = kernels.call("packed_products", a, b, manager.zeros(new Shape(3)));
      assertEquals(expected, product.getFloat(), tolerance * expected);
    }
  }

  @ParameterizedTest
  @EnumSource(Precision.class)
  void keepsTheBest(Precision precision) {
    try (NDManager manager = NDManager.newBaseManager()) {
      MatrixPeak peak = new MatrixPeak(manager, precision, 64);
      assertEquals(new MatrixRate(0, 0), peak.rate());
      peak.measure();
      MatrixRate first = peak.rate();
      assertTrue(first.plain() > 0);
      assertEquals(MatrixPeak.packs(manager.getDevice()), first.packed() > 0);
      peak.measure();
      assertTrue(peak.rate().plain() >= first.plain());
      assertTrue(peak.rate().packed() >= first.packed());
    }
  }
}
