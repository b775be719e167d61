package io.greenmim.train.report;

import io.greenmim.config.Checks;
import io.greenmim.image.CenterCrop;
import io.greenmim.image.PixelImage;
import io.greenmim.image.ResampleFilter;
import io.greenmim.image.ResizeToCover;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;

/**
 * Pictures in rows and columns under column titles, with a note below that says what is shown: for
 * one, original, masked and reconstruction side by side, an image in each row.
 */
public final class ImageSheet {

  private final List<String> titles;
  private final String note;
  private final List<Row> rows = new ArrayList<>();

  /**
   * A row of the sheet.
   *
   * @param images pictures from left to right, one for each column
   * @param captions what stands below each picture; the empty text for nothing
   */
  record Row(List<PixelImage> images, List<String> captions) {}

  /**
   * Makes an empty sheet.
   *
   * @param titles title of each column, at least one
   * @param note what is shown
   * @throws IllegalArgumentException if there is no column
   */
  public ImageSheet(List<String> titles, String note) {
    Checks.that(!titles.isEmpty(), "image sheet: expected at least one column, got none");
    this.titles = List.copyOf(titles);
    this.note = Objects.requireNonNull(note, "note");
  }

  /**
   * Adds a row of pictures that the titles describe; of more than three channels the first three
   * are shown, of fewer the first one as grey.
   *
   * @param images one picture for each column
   * @throws IllegalArgumentException if the number does not fit
   */
  public void add(List<PixelImage> images) {
    add(images, Collections.nCopies(images.size(), ""));
  }

  /**
   * Adds a row of pictures with captions of their own.
   *
   * @param images one picture for each column
   * @param captions what stands below each picture; the empty text for nothing
   * @throws IllegalArgumentException if a number does not fit
   */
  public void add(List<PixelImage> images, List<String> captions) {
    Checks.that(
        images.size() == titles.size() && captions.size() == titles.size(),
        "image sheet: expected %s pictures and captions in a row, got %s and %s",
        titles.size(),
        images.size(),
        captions.size());
    rows.add(new Row(images.stream().map(PixelImage::toRgb).toList(), List.copyOf(captions)));
  }

  /**
   * Makes a picture as sheets show it: resized to cover a square, of which the centre is cut out.
   *
   * @param image the picture
   * @param side of the square in pixels
   * @return the square
   */
  public static PixelImage thumbnail(PixelImage image, int side) {
    PixelImage resized = new ResizeToCover(side, side, ResampleFilter.BICUBIC).apply(image);
    return new CenterCrop(side, side).apply(resized);
  }

  /**
   * Writes the sheet as PNG. Pictures smaller than a readable title are enlarged by a whole factor,
   * each pixel a square, all by the same one. Titles and note are wrapped; a caption too long for
   * its picture is cut and ends in three dots.
   *
   * @param path the file; replaced whole or not at all
   * @throws IOException if it cannot be written
   * @throws IllegalStateException if the sheet has no row or the machine has no font
   */
  public void write(Path path) throws IOException {
    PngFile.write(path, draw());
  }

  BufferedImage draw() {
    if (rows.isEmpty()) {
      throw new IllegalStateException("image sheet: expected at least one row, got none");
    }
    DrawingFonts.require();
    return new SheetLayout(titles, rows, note).draw();
  }

  /** Returns the rows added so far, from top to bottom. */
  List<Row> rows() {
    return Collections.unmodifiableList(rows);
  }

  /** Returns the titles of the columns. */
  List<String> titles() {
    return titles;
  }
}
