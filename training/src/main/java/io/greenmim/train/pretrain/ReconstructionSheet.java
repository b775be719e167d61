package io.greenmim.train.pretrain;

import io.greenmim.image.PixelImage;
import io.greenmim.model.mim.MaskedImageModel;
import io.greenmim.train.config.PictureChannels;
import io.greenmim.train.report.ImageSheet;
import io.greenmim.translate.ReconstructionPictures;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What a model makes of masked images: original, masked and reconstruction, a row for each. */
public final class ReconstructionSheet {

  private final PictureChannels channels;
  private final ImageSheet sheet;

  /**
   * Makes an empty sheet.
   *
   * @param model the model, which decides what the pictures leak
   * @param channels the channels that are shown
   */
  public ReconstructionSheet(MaskedImageModel model, PictureChannels channels) {
    this.channels = channels;
    sheet = new ImageSheet(List.of("original", "masked", "reconstruction"), note(model, channels));
  }

  /** What a reader of the pictures must know. */
  static String note(MaskedImageModel model, PictureChannels channels) {
    List<String> facts = new ArrayList<>(List.of("visible patches are pasted"));
    if (model.normalisesTarget()) {
      // A larger patch has a target of several squares, as its pixels are predicted by squares.
      int side = model.encoder().config().stride();
      facts.add(
          "hidden ones have their true mean and variance"
              + (side == model.maskPatch()
                  ? ""
                  : ", each square of %s x %s pixels its own".formatted(side, side)));
    }
    if (!channels.note().isEmpty()) {
      facts.add(channels.note());
    }
    return String.join("; ", facts);
  }

  /**
   * Adds a row.
   *
   * @param pictures what the model makes of an image
   */
  public void add(ReconstructionPictures pictures) {
    Stream<PixelImage> row =
        Stream.of(pictures.original(), pictures.masked(), pictures.reconstruction());
    sheet.add(row.map(channels::view).toList());
  }

  /** {@return the rows as a sheet to write} */
  public ImageSheet sheet() {
    return sheet;
  }
}
