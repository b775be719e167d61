package io.greenmim.checkpoint;

import io.greenmim.config.ModelKind;
import io.greenmim.tensors.TensorFile;

/**
 * What the names of a checkpoint tell.
 *
 * @param layout its layout
 * @param kind what stands on its encoder
 * @param prefix what stands before the encoder's names, such as {@code encoder.}
 * @param stages number of the last stage that is named, and one
 */
public record DetectedLayout(Layout layout, ModelKind kind, String prefix, int stages) {

  /**
   * Returns the order of patch merging if the user does not say.
   *
   * @param file the checkpoint
   * @return what the arguments of the run that wrote it tell, else the order of its layout
   */
  public MergeOrder mergeOrder(TensorFile file) {
    return layout.mergeOrder() == MergeOrder.COLUMN && layout != Layout.GREENMIM
        ? MergeOrder.told(file).orElse(MergeOrder.COLUMN)
        : layout.mergeOrder();
  }
}
