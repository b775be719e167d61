package io.greenmim.detect.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import io.greenmim.tensors.SafeTensorsFile;
import io.greenmim.weights.StateDict;
import io.greenmim.weights.TensorArrays;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Set;

/** A file of recorded numbers. */
public final class Golden {

  /** Tolerance of features, relative to 1 plus the expected value. */
  public static final double FEATURES = 2e-5;

  /** Tolerance of logits, deltas and pooled features, relative to 1 plus the expected value. */
  public static final double LOGITS = 1e-4;

  /** Tolerance of gradients, relative to the largest expected value. */
  public static final double GRADIENTS = 2e-3;

  private final SafeTensorsFile file;

  private Golden(SafeTensorsFile file) {
    this.file = file;
  }

  /** Opens a file of the folder for detection, or skips the test. */
  public static Golden open(String name) {
    try {
      return new Golden(SafeTensorsFile.open(Shared.file("golden/detection/" + name)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads an array. */
  public NDArray array(NDManager manager, String name) {
    try {
      return TensorArrays.array(manager, file.tensor(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Gives a block the parameters behind a prefix; other names below it are left alone. */
  public void load(NDManager manager, Block block, String prefix, Shape input, String... others) {
    try {
      String all = "param/" + prefix;
      StateDict.of(block).load(manager, input, file, new StateDict.Part(all, others(all, others)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Set<String> others(String prefix, String... others) {
    java.util.Set<String> names = new java.util.HashSet<>();
    for (String name : file.tensors().keySet()) {
      for (String other : others) {
        if (name.startsWith(prefix + other)) {
          names.add(name);
        }
      }
    }
    return names;
  }

  /** Asserts values equal within a share of 1 plus the expected value. */
  public void assertFeatures(String name, NDArray actual, double tolerance) {
    NDArray expected = array(actual.getManager(), name);
    assertEquals(expected.getShape(), actual.getShape(), name);
    float[] e = expected.toFloatArray();
    float[] a = actual.toFloatArray();
    double worst = 0;
    for (int i = 0; i < e.length; i++) {
      worst = worse(worst, Math.abs((double) e[i] - a[i]) / (1 + Math.abs(e[i])));
    }
    assertTrue(worst <= tolerance, name + ": worst difference " + worst);
  }

  /** Asserts values equal within a share of the largest expected one. */
  public void assertGradient(String name, NDArray actual, double tolerance) {
    assertClose(array(actual.getManager(), name), actual, tolerance, name);
  }

  /** Asserts values equal within a share of the largest expected one. */
  public static void assertClose(NDArray expected, NDArray actual, double tolerance, String what) {
    assertEquals(expected.getShape(), actual.getShape(), what);
    float[] e = expected.toFloatArray();
    float[] a = actual.toFloatArray();
    double scale = 1e-30;
    double worst = 0;
    for (int i = 0; i < e.length; i++) {
      scale = Math.max(scale, Math.abs(e[i]));
      worst = worse(worst, Math.abs((double) e[i] - a[i]));
    }
    assertTrue(worst <= tolerance * scale, what + ": " + worst + " of values up to " + scale);
  }

  private static double worse(double worst, double difference) {
    return difference > worst || Double.isNaN(difference) ? difference : worst;
  }
}
