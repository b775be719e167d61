package io.greenmim.cli.search;

import io.greenmim.image.PixelImage;
import io.greenmim.image.read.ImageLimits;
import io.greenmim.search.DuplicateGroup;
import io.greenmim.search.Found;
import io.greenmim.tensors.Printable;
import io.greenmim.train.data.ImageDecoder;
import io.greenmim.train.data.UnreadableImageException;
import io.greenmim.train.report.ImageSheet;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/** Pictures of what was found. */
final class ContactSheet {

  private static final int SIDE = 160;
  private static final int COLUMNS = 5;
  private static final PixelImage BLANK = blank();

  /** The sheet's own limit of what can be looked at. */
  private static final int MOST_GROUPS = 40;

  private static final int MOST_LETTERS = 300;

  private final Path root;
  private final ImageDecoder decoder;

  ContactSheet(Path root, ImageLimits limits) {
    this.root = root;
    decoder = new ImageDecoder(limits);
  }

  private static PixelImage blank() {
    byte[] white = new byte[SIDE * SIDE * PixelImage.COLOURS];
    Arrays.fill(white, (byte) 0xFF);
    return PixelImage.rgb(SIDE, SIDE, white);
  }

  /** The picture that was asked for, and beside it in rows what was found. */
  ImageSheet found(Path asked, List<Found.Hit> hits) throws IOException {
    ImageSheet sheet =
        new ImageSheet(
            titles(COLUMNS + 1, "asked for", "found"),
            "the most similar first; the number is the cosine of the features");
    Row first = new Row();
    first.add(picture(asked), asked.getFileName().toString());
    add(sheet, hits, first);
    return sheet;
  }

  /** The words that were asked for, and in rows what was found. */
  ImageSheet found(String words, List<Found.Hit> hits) throws IOException {
    ImageSheet sheet =
        new ImageSheet(
            titles(COLUMNS, "found"),
            "'%s': what fits best first; the number is the cosine of the vectors"
                .formatted(Printable.of(words, MOST_LETTERS)));
    add(sheet, hits, new Row());
    return sheet;
  }

  private static List<String> titles(int columns, String... first) {
    List<String> titles = new ArrayList<>(List.of(first));
    titles.addAll(Collections.nCopies(columns - first.length, ""));
    return titles;
  }

  /** Adds rows of what was found, each behind as many blanks as the first one has pictures. */
  private void add(ImageSheet sheet, List<Found.Hit> hits, Row first) throws IOException {
    int before = first.size();
    for (int from = 0; from < hits.size(); from += COLUMNS) {
      Row row = from == 0 ? first : new Row();
      row.fill(before);
      for (Found.Hit hit : hits.subList(from, Math.min(hits.size(), from + COLUMNS))) {
        String caption = String.format(Locale.ROOT, "%.3f %s", hit.cosine(), hit.name());
        row.add(picture(root.resolve(hit.name())), caption);
      }
      row.addTo(sheet, before + COLUMNS);
    }
  }

  /** The first groups of images that are alike, each in a row. */
  ImageSheet alike(List<DuplicateGroup> groups) throws IOException {
    int shown = Math.min(groups.size(), MOST_GROUPS);
    ImageSheet sheet =
        new ImageSheet(
            titles(COLUMNS, "alike"),
            "%s of %s groups, each in a row".formatted(shown, groups.size()));
    for (DuplicateGroup group : groups.subList(0, shown)) {
      Row row = new Row();
      for (String name : group.names().subList(0, Math.min(COLUMNS, group.names().size()))) {
        row.add(picture(root.resolve(name)), name);
      }
      row.addTo(sheet, COLUMNS);
    }
    return sheet;
  }

  /** A picture as large as all; a blank one if it cannot be read any more. */
  private PixelImage picture(Path file) throws IOException {
    try {
      return ImageSheet.thumbnail(decoder.decode(file), SIDE);
    } catch (UnreadableImageException e) {
      return BLANK;
    }
  }

  /** Pictures from left to right. */
  private static final class Row {

    private final List<PixelImage> pictures = new ArrayList<>();
    private final List<String> captions = new ArrayList<>();

    void add(PixelImage picture, String caption) {
      pictures.add(picture);
      captions.add(caption);
    }

    int size() {
      return pictures.size();
    }

    void fill(int columns) {
      while (pictures.size() < columns) {
        add(BLANK, "");
      }
    }

    void addTo(ImageSheet sheet, int columns) {
      fill(columns);
      sheet.add(pictures, captions);
    }
  }
}
