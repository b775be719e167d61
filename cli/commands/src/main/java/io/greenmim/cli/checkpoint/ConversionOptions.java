package io.greenmim.cli.checkpoint;

import io.greenmim.checkpoint.ImportOptions;
import io.greenmim.checkpoint.InputPixels;
import io.greenmim.checkpoint.TableResize;
import io.greenmim.layout.MergeOrder;
import java.nio.file.Path;

/**
 * How a checkpoint is read for conversion.
 *
 * @param variant name of the variant that its window and image size shall be of, or null
 * @param mergeOrder order of patch merging, or null for what its layout says
 * @param resize how tables are resized, or null for what its kind does
 * @param pixels what its network was trained on
 * @param strict whether a missing, unexpected or resized tensor is an error
 * @param categories file of what a detector's classes are, or null for what the checkpoint tells
 */
record ConversionOptions(
    String variant,
    MergeOrder mergeOrder,
    TableResize resize,
    InputPixels pixels,
    boolean strict,
    Path categories) {

  /**
   * Applies these options to those of a kind, all but the variant and the categories.
   *
   * @param usual the options of the kind
   * @return the options
   */
  public ImportOptions over(ImportOptions usual) {
    ImportOptions options = usual.withMergeOrder(mergeOrder).withPixels(pixels).withStrict(strict);
    return resize == null ? options : options.withTableResize(resize);
  }
}
