package io.greenmim.checkpoint;

import io.greenmim.tensors.TensorFile;
import java.util.Optional;

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
   * Returns the order that the arguments of a GreenMIM run tell: its code merged row by row while
   * the names of its models ended in {@code dec5121b1}, and as Swin does since they end in {@code
   * dec512b1}.
   *
   * @param file a checkpoint
   * @return the order, or empty if the file keeps no such name
   */
  public static Optional<MergeOrder> told(TensorFile file) {
    return RunArguments.model(file)
        .flatMap(
            name -> {
              if (name.endsWith("dec5121b1")) {
                return Optional.of(ROW);
              }
              return name.endsWith("dec512b1") ? Optional.of(COLUMN) : Optional.empty();
            });
  }

  /**
   * Tells where each of our merged channels stands in this order.
   *
   * @param width number of merged channels, a multiple of 4
   * @return for each channel of {@link #COLUMN} its place in this order
   */
  int[] places(int width) {
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
