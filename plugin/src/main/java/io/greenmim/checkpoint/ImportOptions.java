package io.greenmim.checkpoint;

import java.util.Objects;

/**
 * How a checkpoint becomes a model of ours.
 *
 * @param target name of the variant that the encoder shall have, whose window and image size may
 *     differ from the checkpoint's; null keeps the checkpoint's own architecture
 * @param mergeOrder order of the checkpoint's patch merging; null for what its layout says
 * @param tableResize how relative position bias tables are resized to the target's windows
 * @param strict whether a missing, unexpected or resized tensor is an error
 */
public record ImportOptions(
    String target, MergeOrder mergeOrder, TableResize tableResize, boolean strict) {

  /** Checks the values. */
  public ImportOptions {
    Objects.requireNonNull(tableResize, "tableResize");
  }

  /**
   * Returns the usual options: the checkpoint's own architecture, its layout's order, geometric
   * resizing, not strict.
   *
   * @return the usual options
   */
  public static ImportOptions defaults() {
    return new ImportOptions(null, null, TableResize.GEOMETRIC, false);
  }

  /**
   * Returns these options with another target.
   *
   * @param variant name of a variant, or null for the checkpoint's own architecture
   * @return a copy with that target
   */
  public ImportOptions withTarget(String variant) {
    return new ImportOptions(variant, mergeOrder, tableResize, strict);
  }

  /**
   * Returns these options with another merging order.
   *
   * @param order order of the checkpoint, or null for what its layout says
   * @return a copy with that order
   */
  public ImportOptions withMergeOrder(MergeOrder order) {
    return new ImportOptions(target, order, tableResize, strict);
  }

  /**
   * Returns these options with another way to resize tables.
   *
   * @param resize how tables are resized
   * @return a copy with that way
   */
  public ImportOptions withTableResize(TableResize resize) {
    return new ImportOptions(target, mergeOrder, resize, strict);
  }

  /**
   * Returns these options, strict or not.
   *
   * @param refuse whether a missing, unexpected or resized tensor is an error
   * @return a copy
   */
  public ImportOptions withStrict(boolean refuse) {
    return new ImportOptions(target, mergeOrder, tableResize, refuse);
  }
}
