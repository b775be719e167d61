package io.greenmim.tensors.torch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.greenmim.tensors.FileRegion;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Views of a storage of a few megabytes, so that most are read in several parts. */
class StridedReaderTest {

  private static final int ELEMENTS = 3 << 18;

  @TempDir Path folder;

  /** Any order of the sides of a row-major block, with steps and an offset. */
  @Test
  void equalsReadingElementByElement() throws IOException {
    byte[] bytes = new byte[ELEMENTS * Integer.BYTES];
    Random random = new Random(7);
    random.nextBytes(bytes);
    Path path = Files.write(folder.resolve("storage"), bytes);
    FileRegion file = FileRegion.of(path);
    ByteBuffer storage = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < 40; i++) {
      TensorRecord view = view(random);
      ByteBuffer read = new TorchTensor("w", view, file, ByteOrder.LITTLE_ENDIAN).read();
      assertEquals(expected(view, storage), read, view.toString());
    }
  }

  @Test
  void expandedViewsRepeatElementsUpToTheSizeOfTheFile() throws IOException {
    byte[] bytes = new byte[64];
    new Random(7).nextBytes(bytes);
    FileRegion file = FileRegion.of(Files.write(folder.resolve("storage"), bytes));
    StorageRef three = new StorageRef("0", TorchType.INT32, 3, 0);
    TensorRecord view =
        new TensorRecord(three, TorchType.INT32, 0, List.of(4L, 3L), List.of(0L, 1L));
    ByteBuffer read = new TorchTensor("w", view, file.slice(0, 12), ByteOrder.LITTLE_ENDIAN).read();
    for (int row = 0; row < 4; row++) {
      assertEquals(ByteBuffer.wrap(bytes, 0, 12), read.slice(12 * row, 12), "row " + row);
    }
    TensorRecord larger =
        new TensorRecord(three, TorchType.INT32, 0, List.of(6L, 3L), List.of(0L, 1L));
    IOException e =
        assertThrows(
            IOException.class,
            () -> new TorchTensor("w", larger, file.slice(0, 12), ByteOrder.LITTLE_ENDIAN));
    assertTrue(e.getMessage().contains("at most the 16 elements"), e.getMessage());
  }

  private static TensorRecord view(Random random) {
    int rank = random.nextInt(5);
    List<long[]> sides = new ArrayList<>();
    long stride = random.nextInt(1, 4);
    for (int i = 0; i < rank; i++) {
      long most = (long) Math.pow(ELEMENTS / 8.0, 1.0 / rank);
      long side = random.nextLong(1, most + 1);
      sides.add(new long[] {side, stride});
      stride *= side;
    }
    Collections.shuffle(sides, random);
    return new TensorRecord(
        new StorageRef("0", TorchType.INT32, ELEMENTS, 0),
        TorchType.INT32,
        random.nextInt(1000),
        sides.stream().map(side -> side[0]).toList(),
        sides.stream().map(side -> side[1]).toList());
  }

  private static ByteBuffer expected(TensorRecord view, ByteBuffer storage) {
    ByteBuffer expected =
        ByteBuffer.allocate((int) view.elements() * Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (long i = 0; i < view.elements(); i++) {
      long rest = i;
      long at = view.offset();
      for (int side = view.shape().size() - 1; side >= 0; side--) {
        at += rest % view.shape().get(side) * view.strides().get(side);
        rest /= view.shape().get(side);
      }
      expected.putInt(storage.getInt((int) at * Integer.BYTES));
    }
    return expected.flip();
  }
}
