package io.greenmim.checkpoint;

import io.greenmim.config.EncoderConfig;
import io.greenmim.config.Preprocessing;
import io.greenmim.layout.MergeOrder;
import java.util.Objects;

/**
 * How a checkpoint becomes a model of ours.
 *
 * @param target name of the variant that the encoder shall have, whose window and image size may
 *     differ from the checkpoint's; null keeps the checkpoint's own architecture
 * @param architecture the architecture that the target stands for; null for the named variant's
 * @param mergeOrder order of the checkpoint's patch merging; null for what its layout says
 * @param tableResize how relative position bias tables are resized to the target's windows
 * @param pixels what the checkpoint's network was trained on
 * @param strict whether a missing, unexpected or resized tensor is an error
 * @param images what a model that the file does not tell of expects of its images; null for what
 *     its family does
 * @param channels what becomes of the first weight where the target has other channels
 */
public record ImportOptions(
    String target,
    EncoderConfig architecture,
    MergeOrder mergeOrder,
    TableResize tableResize,
    InputPixels pixels,
    boolean strict,
    Preprocessing images,
    ChannelFit channels) {

  /** Checks the values. */
  public ImportOptions {
    Objects.requireNonNull(tableResize, "tableResize");
    Objects.requireNonNull(pixels, "pixels");
    Objects.requireNonNull(channels, "channels");
  }

  /**
   * {@return the usual options: the checkpoint's own architecture, its layout's order, geometric
   * resizing, our pixels, not strict, other channels refused}
   */
  public static ImportOptions defaults() {
    return new ImportOptions(
        null, null, null, TableResize.GEOMETRIC, InputPixels.OURS, false, null, ChannelFit.REFUSE);
  }

  /**
   * Returns these options with another target.
   *
   * @param variant name of a variant, or null for the checkpoint's own architecture
   * @return a copy with that target
   */
  public ImportOptions withTarget(String variant) {
    return new ImportOptions(
        variant, null, mergeOrder, tableResize, pixels, strict, images, channels);
  }

  /**
   * Returns these options with a target that is no named variant.
   *
   * @param name what the target is called
   * @param encoder its architecture
   * @return a copy with that target
   */
  public ImportOptions withTarget(String name, EncoderConfig encoder) {
    Objects.requireNonNull(name, "name");
    return new ImportOptions(
        name, encoder, mergeOrder, tableResize, pixels, strict, images, channels);
  }

  /**
   * Returns these options with another merging order.
   *
   * @param order order of the checkpoint, or null for what its layout says
   * @return a copy with that order
   */
  public ImportOptions withMergeOrder(MergeOrder order) {
    return new ImportOptions(
        target, architecture, order, tableResize, pixels, strict, images, channels);
  }

  /**
   * Returns these options with another way to resize tables.
   *
   * @param resize how tables are resized
   * @return a copy with that way
   */
  public ImportOptions withTableResize(TableResize resize) {
    return new ImportOptions(
        target, architecture, mergeOrder, resize, pixels, strict, images, channels);
  }

  /**
   * Returns these options for a network that was trained on other pixels than ours.
   *
   * @param trained what the checkpoint's network was trained on
   * @return a copy for those pixels
   */
  public ImportOptions withPixels(InputPixels trained) {
    return new ImportOptions(
        target, architecture, mergeOrder, tableResize, trained, strict, images, channels);
  }

  /**
   * Returns these options, strict or not.
   *
   * @param refuse whether a missing, unexpected or resized tensor is an error
   * @return a copy
   */
  public ImportOptions withStrict(boolean refuse) {
    return new ImportOptions(
        target, architecture, mergeOrder, tableResize, pixels, refuse, images, channels);
  }

  /**
   * Returns these options with what the model expects of its images.
   *
   * @param expected statistics of the channels, or null for those of its family
   * @return a copy with them
   */
  public ImportOptions withImages(Preprocessing expected) {
    return new ImportOptions(
        target, architecture, mergeOrder, tableResize, pixels, strict, expected, channels);
  }

  /**
   * Returns these options with another way to meet other channels.
   *
   * @param fit what becomes of the first weight
   * @return a copy with that way
   */
  public ImportOptions withChannels(ChannelFit fit) {
    return new ImportOptions(
        target, architecture, mergeOrder, tableResize, pixels, strict, images, fit);
  }
}
