package io.greenmim.checkpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.greenmim.tensors.MemoryTensor;
import io.greenmim.tensors.StoredTensor;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.LongStream;

/** Comparison of state dicts. */
final class Tensors {

  private Tensors() {}

  /** Asserts equal names, types, shapes and bits. */
  static void assertSame(Map<String, StoredTensor> expected, Map<String, StoredTensor> actual)
      throws IOException {
    assertEquals(new TreeSet<>(expected.keySet()), new TreeSet<>(actual.keySet()));
    for (Map.Entry<String, StoredTensor> entry : expected.entrySet()) {
      StoredTensor tensor = actual.get(entry.getKey());
      assertEquals(entry.getValue().describe(), tensor.describe(), entry.getKey());
      assertEquals(entry.getValue().read(), tensor.read(), entry.getKey());
    }
  }

  static StoredTensor zeros(long... shape) {
    List<Long> sides = LongStream.of(shape).boxed().toList();
    return MemoryTensor.of(new float[(int) LongStream.of(shape).reduce(1, (a, b) -> a * b)], sides);
  }
}
