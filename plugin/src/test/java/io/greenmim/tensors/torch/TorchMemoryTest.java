package io.greenmim.tensors.torch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.greenmim.tensors.StoredTensor;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What reading a checkpoint takes, of which only a part is kept. */
class TorchMemoryTest {

  private static final int LAYERS = 4;
  private static final long SIDE = 1448;
  private static final int BYTES = (int) (SIDE * SIDE * Float.BYTES);
  private static final double MOST = 1.2;

  @TempDir Path folder;

  @Test
  void readingTakesLittleMoreThanTheTensorsThatAreKept() throws IOException {
    Path path = write();
    read(path); // loads the classes
    long heap = allocated();
    long direct = direct();
    List<ByteBuffer> kept = read(path);
    long taken = allocated() - heap + direct() - direct;
    long size = kept.stream().mapToLong(ByteBuffer::remaining).sum();
    assertEquals((long) LAYERS * BYTES, size);
    assertTrue(taken < MOST * size, "%d bytes for tensors of %d".formatted(taken, size));
  }

  private static List<ByteBuffer> read(Path path) throws IOException {
    List<ByteBuffer> kept = new ArrayList<>();
    for (StoredTensor tensor : TorchFile.open(path).tensors().values()) {
      kept.add(tensor.read());
    }
    return kept;
  }

  /** All that this thread ever allocated, so that no collection of garbage hides anything. */
  private static long allocated() {
    return ((ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
  }

  private static long direct() {
    return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
        .mapToLong(BufferPoolMXBean::getMemoryUsed)
        .sum();
  }

  /** Weights, every other one transposed, and two tensors of an optimiser for each. */
  private Path write() throws IOException {
    byte[] data = new byte[BYTES];
    TorchArchive archive = new TorchArchive();
    PickleBytes pickle = PickleBytes.start().ops("}(").text("model").ops("}(");
    int key = 0;
    for (int i = 0; i < LAYERS; i++) {
      tensor(pickle.text("w" + i), key, i % 2 == 0);
      archive.storage(String.valueOf(key++), data);
    }
    pickle.op('u').text("optimizer").ops("}(");
    for (int i = 0; i < 2 * LAYERS; i++) {
      tensor(pickle.number(i), key, true);
      archive.storage(String.valueOf(key++), data);
    }
    byte[] object = pickle.ops("uu").stop();
    return archive.entry("archive/data.pkl", object).write(folder.resolve("large.pth"));
  }

  private static void tensor(PickleBytes pickle, int key, boolean plain) {
    long[] strides = plain ? new long[] {SIDE, 1} : new long[] {1, SIDE};
    pickle.tensor(String.valueOf(key), SIDE * SIDE, 0, new long[] {SIDE, SIDE}, strides);
  }
}
