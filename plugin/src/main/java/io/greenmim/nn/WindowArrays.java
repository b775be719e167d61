package io.greenmim.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.greenmim.grouping.WindowLayout;
import io.greenmim.ops.EngineMemory;
import io.greenmim.ops.Rows;

/**
 * A {@link WindowLayout} on a device, made once for a batch and used by every block of a stage.
 *
 * @param images number of images whose tokens have places of their own; 1 if all share them
 * @param groups number of groups G
 * @param groupSize slots of a group, g
 * @param slots token copied to each slot, (G, g), int32
 * @param slotOfToken slot copied back to each token, (n), or (n x B) with images apart, int32
 * @param pairs row of the bias table for each pair of slots, (K, g, g), int32, K = 1 or G; null
 *     where positions do not count
 * @param scores score added to each pair of slots, (G, 1, 1, g, g), float32, or null
 * @param padded whether {@code slots} refers to a padding token
 * @param whole whether groups are whole windows, whose pairs of slots are those of any other layout
 *     of such windows
 */
public record WindowArrays(
    int images,
    int groups,
    int groupSize,
    NDArray slots,
    NDArray slotOfToken,
    NDArray pairs,
    NDArray scores,
    boolean padded,
    boolean whole) {

  /**
   * Copies a layout to a device.
   *
   * @param manager manager that names the device and owns the arrays
   * @param layout the layout
   * @return its arrays
   */
  public static WindowArrays of(NDManager manager, WindowLayout layout) {
    int g = layout.groupSize();
    return new WindowArrays(
        layout.images(),
        layout.groups(),
        g,
        Rows.index(manager, layout.tokenOfSlot()).reshape(layout.groups(), g),
        Rows.index(manager, layout.slotOfToken()),
        layout.biasIndex() == null
            ? null
            : Rows.index(manager, layout.biasIndex()).reshape(-1, g, g),
        layout.scores() == null ? null : scores(manager, layout),
        layout.padded(),
        layout.whole());
  }

  /** The same places for the tokens of all images in one list, (n x B, 1, C). */
  WindowArrays flat() {
    return new WindowArrays(1, groups, groupSize, slots, slotOfToken, pairs, scores, padded, whole);
  }

  private static NDArray scores(NDManager manager, WindowLayout layout) {
    int g = layout.groupSize();
    Shape shape = new Shape(layout.groups(), 1, 1, g, g);
    return EngineMemory.of(manager, layout.scores(), shape);
  }
}
