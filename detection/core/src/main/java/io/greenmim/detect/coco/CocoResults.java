package io.greenmim.detect.coco;

import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.JsonWriter;
import io.greenmim.detect.boxes.BoxXywh;
import io.greenmim.detect.coco.CocoSegmentation.CompressedRuns;
import io.greenmim.detect.coco.CocoSegmentation.Missing;
import io.greenmim.detect.coco.CocoSegmentation.Runs;
import io.greenmim.detect.coco.CocoSegmentation.Unreadable;
import io.greenmim.detect.mask.RleString;
import io.greenmim.detect.mask.RunLengthMask;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * COCO's result files: a list of detected objects, read and written one at a time.
 *
 * <p>Masks are written as compressed run lengths; those of uncompressed ones are read too.
 */
public final class CocoResults {

  private static final String EXPECTED = "a COCO result file";
  private static final int BOX_NUMBERS = 4;

  private CocoResults() {}

  /**
   * Reads a file, an object at a time.
   *
   * @param file the file
   * @param results takes the objects in the order of the file
   * @throws CocoFileException if the file is no whole list of results; the message names the place
   */
  public static void read(Path file, Consumer<CocoResult> results) throws CocoFileException {
    JsonFile.read(file, EXPECTED, in -> readAll(file, in, results));
  }

  /**
   * Reads a whole file.
   *
   * @param file the file
   * @return the objects in the order of the file
   * @throws CocoFileException if the file is no whole list of results; the message names the place
   */
  public static List<CocoResult> read(Path file) throws CocoFileException {
    List<CocoResult> all = new ArrayList<>();
    read(file, all::add);
    return all;
  }

  private static void readAll(Path file, JsonReader in, Consumer<CocoResult> results)
      throws IOException {
    if (in.peek() != JsonToken.BEGIN_ARRAY) {
      String got = JsonValues.describe(in.peek());
      throw new CocoFileException(
          file, "expected " + EXPECTED + ", a list of objects, got " + got + " at its start");
    }
    in.beginArray();
    for (int i = 0; in.hasNext(); i++) {
      if (in.peek() != JsonToken.BEGIN_OBJECT) {
        String got = JsonValues.describe(in.peek());
        throw new CocoFileException(file, "expected an object as result " + i + ", got " + got);
      }
      CocoResult result;
      try {
        result = readResult(in);
      } catch (IllegalArgumentException e) {
        throw new CocoFileException(file, "result " + i + ": " + e.getMessage(), e);
      }
      results.accept(result);
    }
    in.endArray();
  }

  private static CocoResult readResult(JsonReader in) throws IOException {
    FoundNumber imageId = FoundNumber.ABSENT;
    FoundNumber categoryId = FoundNumber.ABSENT;
    FoundNumber score = FoundNumber.ABSENT;
    Optional<BoxXywh> box = Optional.empty();
    CocoSegmentation segmentation = new Missing();
    in.beginObject();
    while (in.hasNext()) {
      switch (in.nextName()) {
        case "image_id" -> imageId = FoundNumber.read(in);
        case "category_id" -> categoryId = FoundNumber.read(in);
        case "bbox" -> box = box(FoundNumbers.read(in));
        case "score" -> score = FoundNumber.read(in);
        case "segmentation" -> segmentation = segmentation(in);
        default -> in.skipValue();
      }
    }
    in.endObject();
    return new CocoResult(
        number(imageId, "image_id"),
        number(categoryId, "category_id"),
        box,
        score(score),
        mask(segmentation));
  }

  /** Results come from programs: unlike in annotations, a text is no number here. */
  private static long number(FoundNumber found, String name) {
    if (found.isQuoted() || found.whole().isEmpty()) {
      throw new IllegalArgumentException(
          "expected a whole number as %s, got %s".formatted(name, found.got()));
    }
    return found.whole().getAsLong();
  }

  private static double score(FoundNumber found) {
    if (found.isQuoted() || !Double.isFinite(found.value())) {
      throw new IllegalArgumentException("expected a finite number as score, got " + found.got());
    }
    return found.value();
  }

  /** An empty list says that there is none, as COCO's own code has it. */
  private static Optional<BoxXywh> box(FoundNumbers found) {
    if (found.values() != null && found.values().length == 0) {
      return Optional.empty();
    }
    if (found.quoted() || !found.isFinite(BOX_NUMBERS)) {
      throw new IllegalArgumentException(
          "expected four finite numbers as bbox, got "
              + (found.quoted() ? "texts" : found.describe(BOX_NUMBERS)));
    }
    double[] xywh = found.values();
    return Optional.of(new BoxXywh(xywh[0], xywh[1], xywh[2], xywh[3]));
  }

  private static CocoSegmentation segmentation(JsonReader in) throws IOException {
    SegmentationReader reader = new SegmentationReader();
    CocoSegmentation segmentation = reader.read(in);
    if (reader.foundQuoted()) {
      throw new IllegalArgumentException("segmentation: expected numbers, got texts");
    }
    return segmentation;
  }

  private static Optional<RunLengthMask> mask(CocoSegmentation segmentation) {
    if (segmentation instanceof Missing) {
      return Optional.empty();
    }
    if (segmentation instanceof Runs || segmentation instanceof CompressedRuns) {
      return Optional.of(SegmentationMasks.runLengths(segmentation));
    }
    String got =
        segmentation instanceof Unreadable unreadable ? unreadable.found() : "a list of polygons";
    throw new IllegalArgumentException("segmentation: expected run lengths, got " + got);
  }

  /**
   * Writes a file whole or not at all.
   *
   * @param file the file; its folder is made if need be
   * @param results the objects, asked for one at a time
   * @throws IOException if it cannot be written; then an old file is untouched
   */
  public static void write(Path file, Iterator<CocoResult> results) throws IOException {
    JsonFile.write(
        file,
        out -> {
          out.beginArray();
          while (results.hasNext()) {
            write(out, results.next());
          }
          out.endArray();
        });
  }

  private static void write(JsonWriter out, CocoResult result) throws IOException {
    out.beginObject();
    out.name("image_id").value(result.imageId());
    out.name("category_id").value(result.categoryId());
    if (result.box().isPresent()) {
      BoxXywh box = result.box().get();
      out.name("bbox").beginArray();
      out.value(box.x()).value(box.y()).value(box.width()).value(box.height());
      out.endArray();
    }
    out.name("score").value(result.score());
    if (result.mask().isPresent()) {
      RunLengthMask mask = result.mask().get();
      out.name("segmentation").beginObject();
      out.name("size").beginArray().value(mask.height()).value(mask.width()).endArray();
      out.name("counts").value(RleString.format(mask));
      out.endObject();
    }
    out.endObject();
  }
}
