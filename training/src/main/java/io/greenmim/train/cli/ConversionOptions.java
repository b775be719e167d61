package io.greenmim.train.cli;

import io.greenmim.checkpoint.ImportOptions;
import io.greenmim.checkpoint.InputPixels;
import io.greenmim.checkpoint.MergeOrder;
import io.greenmim.checkpoint.TableResize;

/**
 * How a checkpoint is read for conversion.
 *
 * @param variant name of the variant that its window and image size shall be of, or null
 * @param mergeOrder order of patch merging, or null for what its layout says
 * @param resize how tables are resized, or null for what its kind does
 * @param pixels what its network was trained on
 * @param strict whether a missing, unexpected or resized tensor is an error
 */
public record ConversionOptions(
    String variant, MergeOrder mergeOrder, TableResize resize, InputPixels pixels, boolean strict) {

  /**
   * Applies these options to those of a kind, all but the variant.
   *
   * @param usual the options of the kind
   * @return the options
   */
  public ImportOptions over(ImportOptions usual) {
    ImportOptions options = usual.withMergeOrder(mergeOrder).withPixels(pixels).withStrict(strict);
    return resize == null ? options : options.withTableResize(resize);
  }
}
