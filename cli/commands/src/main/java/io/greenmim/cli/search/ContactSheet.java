package io.greenmim.cli.search;

import io.greenmim.image.PixelImage;
import io.greenmim.image.read.ImageLimits;
import io.greenmim.search.DuplicateGroup;
import io.greenmim.search.Found;
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
    List<String> titles = new ArrayList<>(List.of("asked for"));
    titles.addAll(Collections.nCopies(COLUMNS, ""));
    titles.set(1, "found");
    ImageSheet sheet =
        new ImageSheet(titles, "the most similar first; the number is the cosine of the features");
    for (int from = 0; from < hits.size(); from += COLUMNS) {
      Row row = new Row();
      if (from == 0) {
        row.add(picture(asked), asked.getFileName().toString());
      } else {
        row.add(BLANK, "");
      }
      for (Found.Hit hit : hits.subList(from, Math.min(hits.size(), from + COLUMNS))) {
        String caption = String.format(Locale.ROOT, "%.3f %s", hit.cosine(), hit.name());
        row.add(picture(root.resolve(hit.name())), caption);
      }
      row.addTo(sheet, COLUMNS + 1);
    }
    return sheet;
  }

  /** The first groups of images that are alike, each in a row. */
  ImageSheet alike(List<DuplicateGroup> groups) throws IOException {
    List<String> titles = new ArrayList<>(Collections.nCopies(COLUMNS, ""));
    titles.set(0, "alike");
    int shown = Math.min(groups.size(), MOST_GROUPS);
    ImageSheet sheet =
        new ImageSheet(titles, "%s of %s groups, each in a row".formatted(shown, groups.size()));
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

    void addTo(ImageSheet sheet, int columns) {
      while (pictures.size() < columns) {
        add(BLANK, "");
      }
      sheet.add(pictures, captions);
    }
  }
}
