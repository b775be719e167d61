package io.greenmim.checkpoint;

import io.greenmim.layout.MergeOrder;
import io.greenmim.tensors.MemoryTensor;
import io.greenmim.tensors.StoredTensor;
import io.greenmim.tensors.TensorType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.LongStream;

/**
 * The weights of a small Swin, as every project would name and order them. Each number is drawn
 * from what it is, so two layouts hold the same network if and only if they are written down alike.
 */
final class SyntheticSwin {

  static final int DIM = 8;
  static final int[] DEPTHS = {2, 1, 2, 1};
  static final int[] HEADS = {1, 2, 2, 4};
  static final long RATIO = 2;
  static final int PATCH = 4;

  private final int[] windows;
  private final TensorType type;
  private final Map<String, StoredTensor> tensors = new LinkedHashMap<>();

  SyntheticSwin(TensorType type, int... windows) {
    this.type = type;
    this.windows = windows;
  }

  /** Starts anew. */
  SyntheticSwin clear() {
    tensors.clear();
    return this;
  }

  Map<String, StoredTensor> tensors() {
    return new LinkedHashMap<>(tensors);
  }

  /** Writes a tensor down. */
  SyntheticSwin put(String name, String identity, long... shape) {
    ByteBuffer data = buffer(LongStream.of(shape).reduce(1, (a, b) -> a * b));
    fill(data, identity);
    return put(name, data, shape);
  }

  private SyntheticSwin put(String name, ByteBuffer data, long... shape) {
    List<Long> sides = LongStream.of(shape).boxed().toList();
    tensors.put(name, new MemoryTensor(type, sides, data.rewind()));
    return this;
  }

  private ByteBuffer buffer(long elements) {
    return ByteBuffer.allocate((int) elements * type.bytes()).order(ByteOrder.LITTLE_ENDIAN);
  }

  private void fill(ByteBuffer data, String identity) {
    SplittableRandom random = new SplittableRandom(identity.hashCode());
    double centre = identity.contains("norm") && identity.endsWith("weight") ? 1 : 0;
    while (data.hasRemaining()) {
      put(data, (float) (centre + 0.6 * random.nextDouble() - 0.3));
    }
  }

  private void put(ByteBuffer data, float value) {
    if (type == TensorType.F32) {
      data.putFloat(value);
    } else {
      data.putShort((short) (Float.floatToIntBits(value) >> 16));
    }
  }

  SyntheticSwin linear(String name, String identity, long out, long in) {
    return put(name + ".weight", identity + ".weight", out, in)
        .put(name + ".bias", identity + ".bias", out);
  }

  SyntheticSwin norm(String name, String identity, long width) {
    return put(name + ".weight", identity + ".norm.weight", width)
        .put(name + ".bias", identity + ".norm.bias", width);
  }

  SyntheticSwin embedding(String proj, String norm) {
    put(proj + ".weight", "embed.weight", DIM, 3, PATCH, PATCH);
    return put(proj + ".bias", "embed.bias", DIM).norm(norm, "embed", DIM);
  }

  SyntheticSwin table(String name, int stage, int block) {
    long side = 2L * windows[stage] - 1;
    return put(name, id(stage, block) + "table", side * side, HEADS[stage]);
  }

  /** The weights of query, key and value in one tensor. */
  SyntheticSwin qkv(String name, int stage, int block) {
    long c = channels(stage);
    ByteBuffer weight = buffer(3 * c * c);
    ByteBuffer bias = buffer(3 * c);
    for (String part : List.of("query", "key", "value")) {
      weight.limit(weight.position() + (int) (c * c) * type.bytes());
      fill(weight, id(stage, block) + part + ".weight");
      bias.limit(bias.position() + (int) c * type.bytes());
      fill(bias, id(stage, block) + part + ".bias");
    }
    return put(name + ".weight", weight, 3 * c, c).put(name + ".bias", bias, 3 * c);
  }

  /** Merging; what an input channel is, is said by its neighbour's row and column. */
  SyntheticSwin merging(String name, int stage, MergeOrder order) {
    int c = channels(stage);
    int[] rows = {0, 1, 0, 1};
    int[] cols = {0, 0, 1, 1};
    ByteBuffer reduction = buffer(2L * c * 4 * c);
    ByteBuffer weight = buffer(4L * c);
    ByteBuffer bias = buffer(4L * c);
    for (int out = -1; out < 2 * c; out++) {
      for (int place = 0; place < 4 * c; place++) {
        int channel = order == MergeOrder.UNFOLD ? place / 4 : place % c;
        int neighbour = order == MergeOrder.UNFOLD ? place % 4 : place / c;
        int row = order == MergeOrder.COLUMN ? rows[neighbour] : neighbour / 2;
        int col = order == MergeOrder.COLUMN ? cols[neighbour] : neighbour % 2;
        String what = "merge%d.%d.%d.%d.".formatted(stage, row, col, channel);
        SplittableRandom random = new SplittableRandom((what + out).hashCode());
        float value = (float) (random.nextDouble() - 0.5);
        if (out < 0) {
          put(weight, 1 + value);
          put(bias, value / 2);
        } else {
          put(reduction, value);
        }
      }
    }
    put(name + ".reduction.weight", reduction, 2L * c, 4L * c);
    return put(name + ".norm.weight", weight, 4L * c).put(name + ".norm.bias", bias, 4L * c);
  }

  /** The derived buffer that several projects save. */
  SyntheticSwin index(String name, int stage) {
    long tokens = (long) windows[stage] * windows[stage];
    ByteBuffer data =
        ByteBuffer.allocate((int) (tokens * tokens) * 8).order(ByteOrder.LITTLE_ENDIAN);
    tensors.put(name, new MemoryTensor(TensorType.I64, List.of(tokens, tokens), data));
    return this;
  }

  static int channels(int stage) {
    return DIM << stage;
  }

  static int last() {
    return DEPTHS.length - 1;
  }

  static String id(int stage, int block) {
    return "stage" + stage + ".block" + block + ".";
  }
}
