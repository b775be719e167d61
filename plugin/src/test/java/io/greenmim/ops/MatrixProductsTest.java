package io.greenmim.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.jni.JniUtils;
import io.greenmim.host.Processor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.io.TempDir;

class MatrixProductsTest {

  /** Of the largest value: sums of up to 512 products that are added in another order. */
  private static final float RELATIVE = 2e-6f;

  private static final double EPS = 1e-5;

  private final NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");

  @AfterEach
  void close() {
    manager.close();
  }

  @Test
  void leavesIntelsProcessorsAndThoseOfUnknownCachesToMkl() {
    Set<String> wide = Set.of("avx512f", "caches");

    assertEquals(MatrixProducts.FLOAT32, chosen("GenuineIntel", wide));
    assertEquals(MatrixProducts.FLOAT32_ONEDNN, chosen("AuthenticAMD", wide));
    assertEquals(MatrixProducts.FLOAT32, chosen("AuthenticAMD", Set.of("avx512_bf16", "caches")));
    assertEquals(MatrixProducts.FLOAT32, chosen("AuthenticAMD", Set.of("avx512f")));
  }

  private static MatrixProducts chosen(String vendor, Set<String> features) {
    return MatrixProducts.float32(new Processor("CPU", vendor, 2, features));
  }

  @Test
  void leavesOtherPrecisionsAndDevicesAlone() {
    assertEquals(MatrixProducts.BFLOAT16, MatrixProducts.of(Device.cpu(), Precision.BF16));
    assertEquals(MatrixProducts.FLOAT32, MatrixProducts.of(Device.gpu(), Precision.FP32));
  }

  /** On both sides of each size from which on oneDNN multiplies, in two to four axes. */
  @Test
  void multipliesAlikeWithGradients() throws IOException {
    assumeTrue(Processor.current().tellsCaches(), "oneDNN is right where it knows the caches");
    for (boolean bias : new boolean[] {true, false}) {
      agree(new Shape(128, 256), 64, bias);
      agree(new Shape(127, 256), 64, bias);
      agree(new Shape(161, 2, 64), 128, bias);
      agree(new Shape(160, 2, 64), 128, bias);
      agree(new Shape(161, 2, 64), 127, bias);
      agree(new Shape(256, 80), 103, bias);
      agree(new Shape(257, 80), 103, bias);
      agree(new Shape(400, 63), 200, bias);
      agree(new Shape(5, 7, 9, 512), 96, bias);
    }
  }

  @Test
  @EnabledOnOs(architectures = {"amd64", "x86_64"})
  void givesLargeProductsToOneDnn(@TempDir Path folder) throws IOException {
    assertTrue(trace(folder, MatrixProducts.FLOAT32_ONEDNN, 257, 80).contains(CONVOLUTION));
    assertFalse(trace(folder, MatrixProducts.FLOAT32_ONEDNN, 127, 256).contains(CONVOLUTION));
    assertFalse(trace(folder, MatrixProducts.FLOAT32, 257, 80).contains(CONVOLUTION));
  }

  private static final String CONVOLUTION = "aten::mkldnn_convolution";

  /** Names of the operations that the engine runs for a product of 103 outputs. */
  private String trace(Path folder, MatrixProducts products, int rows, int inputs)
      throws IOException {
    NDArray x = manager.randomNormal(new Shape(rows, inputs));
    NDArray w = manager.randomNormal(new Shape(103, inputs));
    Path file = folder.resolve(products + "-" + rows);
    JniUtils.startProfile(false, false, false);
    try {
      product(products, x, w, manager.zeros(new Shape(0)));
    } finally {
      JniUtils.stopProfile(file.toString());
    }
    return Files.readString(file);
  }

  private static NDArray product(MatrixProducts products, NDArray x, NDArray w, NDArray b) {
    return Kernels.with(KernelSource.COMMON, Device.cpu(), products, EPS).call("linear", x, w, b);
  }

  private void agree(Shape inputs, int outputs, boolean bias) {
    NDArray x = manager.randomNormal(inputs);
    NDArray w = manager.randomNormal(new Shape(outputs, inputs.get(inputs.dimension() - 1)));
    NDArray b = manager.randomNormal(new Shape(bias ? outputs : 0));
    List<NDArray> expected = pass(MatrixProducts.FLOAT32, x, w, b);
    List<NDArray> actual = pass(MatrixProducts.FLOAT32_ONEDNN, x, w, b);
    for (int i = 0; i < expected.size(); i++) {
      assertEquals(expected.get(i).getShape(), actual.get(i).getShape());
      float most = expected.get(i).abs().max().getFloat();
      float error = actual.get(i).sub(expected.get(i)).abs().max().getFloat();
      assertTrue(
          error <= RELATIVE * most,
          "%s to %s: result %s is off by %s of %s".formatted(inputs, outputs, i, error, most));
    }
  }

  /** The product and the gradients of all that it is made of, for the sum of its squares. */
  private static List<NDArray> pass(MatrixProducts products, NDArray x, NDArray w, NDArray b) {
    NDArray[] own = Stream.of(x, w, b).map(NDArray::duplicate).toArray(NDArray[]::new);
    List<NDArray> leaves = Stream.of(own).filter(one -> one.size() > 0).toList();
    leaves.forEach(one -> one.setRequiresGradient(true));
    NDArray y;
    try (Autograd.Recorded recorded = Autograd.record()) {
      y = product(products, own[0], own[1], own[2]);
      Autograd.backward(y.square());
    }
    return Stream.concat(Stream.of(y.stopGradient()), leaves.stream().map(NDArray::getGradient))
        .toList();
  }
}
