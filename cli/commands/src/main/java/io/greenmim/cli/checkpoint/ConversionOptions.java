package io.greenmim.cli.checkpoint;

import io.greenmim.checkpoint.ImportOptions;
import io.greenmim.checkpoint.InputPixels;
import io.greenmim.checkpoint.TableResize;
import io.greenmim.config.Preprocessing;
import io.greenmim.config.WindowOrder;
import io.greenmim.image.PixelImage;
import io.greenmim.layout.MergeOrder;
import io.greenmim.train.config.ChannelSettings;
import io.greenmim.train.config.UserException;
import java.nio.file.Path;

/**
 * How a checkpoint is read for conversion.
 *
 * @param variant name of the variant that its window and image size shall be of, or null
 * @param mergeOrder order of patch merging, or null for what its layout says
 * @param windowOrder how windows shall be shifted where they do not divide a map, or null for what
 *     the checkpoint tells
 * @param resize how tables are resized, or null for what its kind does
 * @param pixels what its network was trained on
 * @param input statistics of the channels of its images, where nothing in the checkpoint tells
 * @param strict whether a missing, unexpected or resized tensor is an error
 * @param categories file of what a detector's classes are, or null for what the checkpoint tells
 */
record ConversionOptions(
    String variant,
    MergeOrder mergeOrder,
    WindowOrder windowOrder,
    TableResize resize,
    InputPixels pixels,
    ChannelSettings input,
    boolean strict,
    Path categories) {

  /**
   * Applies these options to those of a kind, all but the variant, the order of windows and the
   * categories.
   *
   * @param usual the options of the kind
   * @return the options
   */
  public ImportOptions over(ImportOptions usual) {
    ImportOptions options =
        usual
            .withMergeOrder(mergeOrder)
            .withPixels(pixels)
            .withImages(input.mean() == null ? null : input.applied(Preprocessing.IMAGENET))
            .withStrict(strict);
    return resize == null ? options : options.withTableResize(resize);
  }

  /**
   * Demands that the statistics that were given are those of the model.
   *
   * @param file the checkpoint
   * @param found what the model expects of its images
   * @throws UserException if the checkpoint tells other ones, or has other channels
   */
  public void requireGiven(Path file, Preprocessing found) {
    if (input.mean() == null) {
      return;
    }
    if (found.channels() != input.mean().size()) {
      throw new UserException(
          "%s: expected settings 'mean' 'deviation' for its %s, got them for %s"
              .formatted(file, PixelImage.count(found.channels()), input.mean().size()));
    }
    if (!found.mean().equals(input.mean()) || !found.deviation().equals(input.deviation())) {
      throw new UserException(
          "%s: expected no settings 'mean' 'deviation' for a checkpoint that tells its own"
              .formatted(file));
    }
  }
}
