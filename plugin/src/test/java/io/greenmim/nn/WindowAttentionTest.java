package io.greenmim.nn;

import static io.greenmim.testing.Arrays.OPS;
import static io.greenmim.testing.Arrays.assertClose;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import io.greenmim.config.GridSize;
import io.greenmim.config.WindowOrder;
import io.greenmim.grouping.GroupingMode;
import io.greenmim.grouping.WindowGrouper;
import io.greenmim.grouping.WindowLayout;
import io.greenmim.grouping.WindowPartition;
import io.greenmim.grouping.WindowShift;
import io.greenmim.testing.TinyModels;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WindowAttentionTest {

  private static final int CHANNELS = 8;
  private static final int HEADS = 2;
  private static final int BATCH = 3;

  private NDManager manager;
  private ParameterStore store;

  @BeforeEach
  void open() {
    manager = NDManager.newBaseManager();
    store = new ParameterStore(manager, false);
  }

  @AfterEach
  void close() {
    manager.close();
  }

  private WindowAttention attention(int window) {
    WindowAttention attention = new WindowAttention(CHANNELS, HEADS, new GridSize(window, window));
    SplittableRandom seeds = new SplittableRandom(5);
    attention
        .getParameters()
        .values()
        .forEach(
            p ->
                p.setInitializer(
                    (m, shape, type) -> TinyModels.images(m, seeds.nextLong(), shape).mul(0.2f)));
    attention.initialize(manager, DataType.FLOAT32, new Shape(1, 1, CHANNELS));
    return attention;
  }

  /** Attention written out pair by pair: the definition, with its own window rule. */
  private NDArray naive(WindowAttention block, NDArray x, int[] rows, int[] cols, int[] windowOf) {
    int n = rows.length;
    int window = (int) Math.round((Math.sqrt((double) table(block).getShape().get(0)) + 1) / 2);
    float[] bias = table(block).toFloatArray();
    float[] scores = new float[HEADS * n * n];
    for (int head = 0; head < HEADS; head++) {
      for (int i = 0; i < n; i++) {
        for (int j = 0; j < n; j++) {
          int at = (head * n + i) * n + j;
          if (windowOf[i] == windowOf[j]) {
            int row = rows[i] - rows[j] + window - 1;
            int col = cols[i] - cols[j] + window - 1;
            scores[at] = bias[(row * (2 * window - 1) + col) * HEADS + head];
          } else {
            scores[at] = Float.NEGATIVE_INFINITY;
          }
        }
      }
    }
    NDList children = new NDList();
    block.getChildren().values().stream()
        .flatMap(c -> c.getDirectParameters().values().stream())
        .forEach(p -> children.add(p.getArray()));
    NDArray qkv = x.matMul(children.get(0).transpose()).add(children.get(1));
    int d = CHANNELS / HEADS;
    NDArray split = qkv.reshape(n, BATCH, 3, HEADS, d).transpose(2, 1, 3, 0, 4);
    NDArray attn =
        split.get(0).div((float) Math.sqrt(d)).matMul(split.get(1).transpose(0, 1, 3, 2));
    NDArray weights = attn.add(manager.create(scores, new Shape(1, HEADS, n, n))).softmax(-1);
    NDArray out = weights.matMul(split.get(2)).transpose(2, 0, 1, 3).reshape(n, BATCH, CHANNELS);
    return out.matMul(children.get(2).transpose()).add(children.get(3));
  }

  private static NDArray table(WindowAttention block) {
    return block.getDirectParameters().values().get(0).getArray();
  }

  @ParameterizedTest
  @CsvSource({
    "4, 0, OPTIMAL",
    "4, 2, OPTIMAL",
    "4, 2, FIXED",
    "4, 2, MASKING",
    "7, 3, OPTIMAL",
    "4, 2, AUTO"
  })
  void groupsEqualTheDefinitionOnVisibleTokens(int window, int shift, GroupingMode mode) {
    int side = 3 * window - 1;
    SplittableRandom random = new SplittableRandom(window + shift);
    int[] visible = IntStream.range(0, side * side).filter(i -> random.nextInt(100) < 30).toArray();
    int[] rows = Arrays.stream(visible).map(t -> t / side).toArray();
    int[] cols = Arrays.stream(visible).map(t -> t % side).toArray();
    int[] windowOf = new int[visible.length];
    for (int i = 0; i < visible.length; i++) {
      windowOf[i] = (rows[i] + window - shift) / window * 100 + (cols[i] + window - shift) / window;
    }
    WindowPartition partition = new WindowPartition(side, side, window, shift);
    WindowLayout layout =
        WindowLayout.grouped(WindowGrouper.plan(visible, partition, CHANNELS, mode));
    WindowAttention block = attention(window);
    NDArray x = TinyModels.images(manager, 9, new Shape(visible.length, BATCH, CHANNELS));
    NDArray actual = block.forward(store, x, WindowArrays.of(manager, layout), false);
    assertClose(naive(block, x, rows, cols, windowOf), actual, OPS, mode + " forward");
  }

  @Test
  void gradientsEqualTheDefinition() {
    int[] visible = {0, 1, 5, 9, 10, 13, 20, 33, 34, 41, 50, 63};
    int[] rows = Arrays.stream(visible).map(t -> t / 8).toArray();
    int[] cols = Arrays.stream(visible).map(t -> t % 8).toArray();
    int[] windowOf = new int[visible.length];
    for (int i = 0; i < visible.length; i++) {
      windowOf[i] = (rows[i] + 2) / 4 * 10 + (cols[i] + 2) / 4;
    }
    WindowAttention block = attention(4);
    WindowLayout layout =
        WindowLayout.grouped(
            WindowGrouper.plan(
                visible, new WindowPartition(8, 8, 4, 2), CHANNELS, GroupingMode.OPTIMAL));
    NDArray x = TinyModels.images(manager, 4, new Shape(visible.length, BATCH, CHANNELS));
    x.setRequiresGradient(true);
    NDArray expected;
    try (GradientCollector collector = manager.getEngine().newGradientCollector()) {
      collector.backward(naive(block, x, rows, cols, windowOf).square().sum());
      expected = x.getGradient().duplicate();
      x.getGradient().muli(0);
      NDArray out = block.forward(store, x, WindowArrays.of(manager, layout), true);
      collector.backward(out.square().sum());
    }
    assertClose(expected, x.getGradient(), OPS, "gradient of the tokens");
  }

  @ParameterizedTest
  @CsvSource({
    "8, 8, 4, NONE",
    "8, 8, 4, UNLESS_SINGLE",
    "12, 8, 4, UNLESS_SINGLE",
    "4, 8, 4, UNLESS_SINGLE",
    "4, 8, 4, ALWAYS",
    "4, 4, 4, ALWAYS"
  })
  void denseLayoutsEqualTheDefinition(int height, int width, int window, WindowShift shift) {
    int n = height * width;
    int shiftRows = shifts(shift, height, window) ? window / 2 : 0;
    int shiftCols = shifts(shift, width, window) ? window / 2 : 0;
    int[] rows = new int[n];
    int[] cols = new int[n];
    int[] windowOf = new int[n];
    for (int i = 0; i < n; i++) {
      rows[i] = i / width;
      cols[i] = i % width;
      windowOf[i] =
          (rows[i] + window - shiftRows) / window * 100 + (cols[i] + window - shiftCols) / window;
    }
    WindowAttention block = attention(window);
    NDArray x = TinyModels.images(manager, 2, new Shape(n, BATCH, CHANNELS));
    WindowLayout layout =
        WindowLayout.dense(
            height, width, new GridSize(window, window), shift, WindowOrder.PAD_THEN_SHIFT);
    NDArray actual = block.forward(store, x, WindowArrays.of(manager, layout), false);
    assertClose(naive(block, x, rows, cols, windowOf), actual, OPS, "forward");
  }

  private static boolean shifts(WindowShift shift, int side, int window) {
    return shift == WindowShift.ALWAYS || (shift == WindowShift.UNLESS_SINGLE && side > window);
  }

  @Test
  void aPaddedGridAttendsToZeroTokens() {
    WindowAttention block = attention(4);
    NDArray x = TinyModels.images(manager, 2, new Shape(6, BATCH, CHANNELS));
    WindowLayout layout =
        WindowLayout.dense(2, 3, new GridSize(4, 4), WindowShift.NONE, WindowOrder.PAD_THEN_SHIFT);
    NDArray actual = block.forward(store, x, WindowArrays.of(manager, layout), false);
    // The same tokens on a full 4 x 4 grid whose other tokens are zero.
    int[] place = {0, 1, 2, 4, 5, 6};
    NDArray full = manager.zeros(new Shape(16, BATCH, CHANNELS));
    for (int i = 0; i < place.length; i++) {
      full.set(new NDIndex(place[i]), x.get(i));
    }
    WindowLayout whole =
        WindowLayout.dense(4, 4, new GridSize(4, 4), WindowShift.NONE, WindowOrder.PAD_THEN_SHIFT);
    NDArray out = block.forward(store, full, WindowArrays.of(manager, whole), false);
    NDList chosen = new NDList();
    for (int row : place) {
      chosen.add(out.get(row));
    }
    assertClose(NDArrays.stack(chosen), actual, OPS, "padded");
  }

  @Test
  void isCalledByItsBlockAlone() {
    WindowAttention block = attention(4);
    NDArray x = TinyModels.images(manager, 2, new Shape(6, BATCH, CHANNELS));
    assertThrows(
        UnsupportedOperationException.class, () -> block.forward(store, new NDList(x), false));
  }
}
