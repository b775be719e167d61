package io.greenmim.ops;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.IntBuffer;
import org.junit.jupiter.api.Test;

class EngineMemoryTest {

  @Test
  void valuesArrive() {
    try (NDManager manager = NDManager.newBaseManager()) {
      NDArray floats = EngineMemory.of(manager, new float[] {1, 2, 3, 4}, new Shape(2, 2));
      assertEquals(new Shape(2, 2), floats.getShape());
      assertArrayEquals(new float[] {1, 2, 3, 4}, floats.toFloatArray());
      assertArrayEquals(
          new int[] {5, 6}, EngineMemory.of(manager, new int[] {5, 6}, new Shape(2)).toIntArray());
      NDArray bytes = EngineMemory.of(manager, new byte[] {7, (byte) 200}, new Shape(2));
      assertEquals(DataType.UINT8, bytes.getDataType());
      assertArrayEquals(new byte[] {7, (byte) 200}, bytes.toByteArray());
      assertArrayEquals(
          new float[] {8}, EngineMemory.lend(manager, new float[] {8}).toFloatArray());
      assertArrayEquals(new int[] {9}, EngineMemory.lend(manager, new int[] {9}).toIntArray());
    }
  }

  /** The way to a GPU, to memory of the CPU. */
  @Test
  void valuesAreSent() {
    try (NDManager manager = NDManager.newBaseManager()) {
      NDArray sent =
          EngineMemory.sent(
              manager, IntBuffer.wrap(new int[] {1, 2}), new Shape(1, 2), DataType.INT32);
      assertEquals(new Shape(1, 2), sent.getShape());
      assertArrayEquals(new int[] {1, 2}, sent.toIntArray());
    }
  }

  @Test
  void numbersBesideArrays() {
    try (NDManager manager = NDManager.newBaseManager()) {
      NDArray x = manager.create(new float[] {1, 4});
      assertArrayEquals(new float[] {3, 6}, Numbers.add(x, 2).toFloatArray());
      assertArrayEquals(new float[] {2, 8}, Numbers.multiply(x, 2f).toFloatArray());
      assertArrayEquals(new float[] {.5f, 2}, Numbers.divide(x, 2.0).toFloatArray());
      assertArrayEquals(new float[] {1, .25f}, Numbers.power(x, -1).toFloatArray());
      assertArrayEquals(new float[] {1, 2}, Numbers.atMost(x, 2).toFloatArray());
      assertArrayEquals(new float[] {2, 4}, Numbers.atLeast(x, 2).toFloatArray());
      assertArrayEquals(new boolean[] {false, true}, Numbers.isAtLeast(x, 4f).toBooleanArray());
      assertEquals(DataType.FLOAT32, Numbers.add(x, 2.0).getDataType());
    }
  }
}
