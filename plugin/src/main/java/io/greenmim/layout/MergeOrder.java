package io.greenmim.layout;

import io.greenmim.tensors.ComputedTensor;
import io.greenmim.tensors.StoredTensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * The order in which patch merging lists the channels of the four neighbours (row, column) that it
 * concatenates. Ours is {@link #COLUMN}.
 */
public enum MergeOrder {
  /** (0,0) (1,0) (0,1) (1,1), each with all its channels: Microsoft's Swin and most others. */
  COLUMN,
  /** (0,0) (0,1) (1,0) (1,1), each with all its channels: the weights that GreenMIM published. */
  ROW,
  /**
   * Channel by channel, (0,0) (0,1) (1,0) (1,1) in each: {@code nn.Unfold}, as OpenMMLab has it.
   */
  UNFOLD;

  private static final int NEIGHBOURS = 4;

  /**
   * Puts the last side of a tensor of this order into ours, when it is read; no value changes.
   *
   * @param tensor a tensor whose last side lists merged channels
   * @return the tensor in our order; the same one where the side is no multiple of four
   */
  public StoredTensor toOurs(StoredTensor tensor) {
    List<Long> shape = tensor.shape();
    long width = shape.isEmpty() ? 1 : shape.get(shape.size() - 1);
    if (this == COLUMN || width % NEIGHBOURS != 0) {
      return tensor;
    }
    return new ComputedTensor(
        tensor.type(),
        shape,
        () -> {
          ByteBuffer from = tensor.read();
          int size = tensor.type().bytes();
          int[] places = places(Math.toIntExact(width));
          ByteBuffer to = ByteBuffer.allocate(from.remaining()).order(ByteOrder.LITTLE_ENDIAN);
          for (int row = 0; row < from.remaining(); row += places.length * size) {
            for (int place : places) {
              to.put(from.slice(row + place * size, size));
            }
          }
          return to.flip();
        });
  }

  /** Tells for each of our merged channels where it stands in this order. */
  private int[] places(int width) {
    int channels = width / NEIGHBOURS;
    int[] places = new int[width];
    for (int i = 0; i < width; i++) {
      int neighbour = i / channels;
      int channel = i % channels;
      // Row-major: the two neighbours in the middle change places.
      int rowMajor = neighbour % 2 * 2 + neighbour / 2;
      places[i] =
          switch (this) {
            case COLUMN -> i;
            case ROW -> rowMajor * channels + channel;
            case UNFOLD -> channel * NEIGHBOURS + rowMajor;
          };
    }
    return places;
  }
}
