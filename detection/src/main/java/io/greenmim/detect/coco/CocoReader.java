package io.greenmim.detect.coco;

import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import io.greenmim.detect.config.Category;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/** Reads an annotation file from its first byte to its last, keeping what a data set needs. */
final class CocoReader {

  private static final String EXPECTED = "a COCO annotation file";
  private static final List<String> ARRAYS = List.of("images", "annotations", "categories");

  private final Path file;
  private final List<CocoImage> images = new ArrayList<>();
  private final List<CocoAnnotation> annotations = new ArrayList<>();
  private final List<Category> categories = new ArrayList<>();
  private final List<Fault> faults = new ArrayList<>();

  /** Image of each fault of an annotation, by place in the list of faults. */
  private final Map<Integer, OptionalLong> imagesOfFaults = new HashMap<>();

  private final Set<String> found = new HashSet<>();

  private CocoReader(Path file) {
    this.file = file;
  }

  static CocoDataset read(Path file) throws CocoFileException {
    CocoReader reader = new CocoReader(file);
    JsonFile.read(file, EXPECTED, reader::readAll);
    return new CocoDataset(
        file, reader.images, reader.annotations, reader.categories, reader.namedFaults());
  }

  private Void readAll(JsonReader in) throws IOException {
    JsonToken start = in.peek();
    if (start != JsonToken.BEGIN_OBJECT) {
      String results = start == JsonToken.BEGIN_ARRAY ? ", as result files have it" : "";
      throw new CocoFileException(
          file,
          "expected "
              + EXPECTED
              + ", got "
              + JsonValues.describe(start)
              + " at its start"
              + results);
    }
    in.beginObject();
    while (in.hasNext()) {
      String name = in.nextName();
      if (ARRAYS.contains(name)) {
        readArray(in, name);
      } else {
        in.skipValue();
      }
    }
    in.endObject();
    for (String name : ARRAYS) {
      if (!found.contains(name)) {
        throw new CocoFileException(
            file,
            "expected " + EXPECTED + " with the list \"" + name + "\", got none of that name");
      }
    }
    return null;
  }

  private void readArray(JsonReader in, String name) throws IOException {
    if (in.peek() != JsonToken.BEGIN_ARRAY) {
      throw new CocoFileException(
          file, "expected a list at \"" + name + "\", got " + JsonValues.describe(in.peek()));
    }
    found.add(name);
    in.beginArray();
    for (int i = 0; in.hasNext(); i++) {
      String place = name + "[" + i + "]";
      if (in.peek() != JsonToken.BEGIN_OBJECT) {
        throw new CocoFileException(
            file, "expected an object at " + place + ", got " + JsonValues.describe(in.peek()));
      }
      in.beginObject();
      switch (name) {
        case "images" -> readImage(in, place);
        case "annotations" -> readAnnotation(in, place);
        default -> readCategory(in, place);
      }
      in.endObject();
    }
    in.endArray();
  }

  private void readImage(JsonReader in, String place) throws IOException {
    OptionalLong id = OptionalLong.empty();
    String fileName = null;
    int width = -1;
    int height = -1;
    while (in.hasNext()) {
      switch (in.nextName()) {
        case "id" -> id = JsonValues.integer(in);
        case "file_name" -> fileName = JsonValues.text(in);
        case "width" -> width = JsonValues.size(in);
        case "height" -> height = JsonValues.size(in);
        default -> in.skipValue();
      }
    }
    String missing = null;
    if (id.isEmpty()) {
      missing = "a whole number as id";
    } else if (fileName == null) {
      missing = "a text as file_name";
    } else if (width < 1 || height < 1 || (long) width * height > Integer.MAX_VALUE) {
      missing = "width and height of at least 1 and fewer than 2^31 pixels";
    }
    if (missing != null) {
      String name = fileName == null ? "" : fileName;
      fault(FaultKind.IMAGE_FIELD, id, name, "expected " + missing + " at " + place);
      return;
    }
    images.add(new CocoImage(id.getAsLong(), fileName, width, height));
  }

  private void readCategory(JsonReader in, String place) throws IOException {
    OptionalLong id = OptionalLong.empty();
    String name = null;
    while (in.hasNext()) {
      switch (in.nextName()) {
        case "id" -> id = JsonValues.integer(in);
        case "name" -> name = JsonValues.text(in);
        default -> in.skipValue();
      }
    }
    if (id.isEmpty() || name == null) {
      String missing = id.isEmpty() ? "a whole number as id" : "a text as name";
      fault(FaultKind.CATEGORY_FIELD, id, "", "expected " + missing + " at " + place);
      return;
    }
    categories.add(new Category(id.getAsLong(), name));
  }

  private void readAnnotation(JsonReader in, String place) throws IOException {
    AnnotationFields fields = AnnotationFields.read(in);
    String missing = fields.missing();
    if (missing != null) {
      String detail = "expected " + missing + " at " + place;
      annotationFault(fields, FaultKind.MISSING_FIELD, detail, Treatment.SKIPPED);
      return;
    }
    if (!fields.isFinite()) {
      String detail = "expected finite numbers, got " + fields.numbers();
      annotationFault(fields, FaultKind.NON_FINITE, detail, Treatment.SKIPPED);
      return;
    }
    CocoAnnotation annotation = fields.annotation();
    annotations.add(annotation);
    if (!fields.hasArea()) {
      String detail = "expected an area, got none; that of the box is used, " + annotation.area();
      annotationFault(fields, FaultKind.MISSING_AREA, detail, Treatment.FILLED_IN);
    }
  }

  private void annotationFault(
      AnnotationFields fields, FaultKind kind, String detail, Treatment treatment) {
    imagesOfFaults.put(faults.size(), fields.imageId());
    faults.add(new Fault(kind, fields.id(), "", detail, treatment));
  }

  /** Adds the names of image files, which may follow the annotations in the file. */
  private List<Fault> namedFaults() {
    Map<Long, String> names = new HashMap<>();
    if (!imagesOfFaults.isEmpty()) {
      images.forEach(image -> names.putIfAbsent(image.id(), image.fileName()));
    }
    List<Fault> named = new ArrayList<>(faults);
    imagesOfFaults.forEach(
        (index, imageId) -> {
          String name = imageId.isPresent() ? names.get(imageId.getAsLong()) : null;
          named.set(index, faults.get(index).withFileName(name == null ? "" : name));
        });
    return named;
  }

  private void fault(FaultKind kind, OptionalLong id, String fileName, String detail) {
    faults.add(new Fault(kind, id, fileName, detail, Treatment.SKIPPED));
  }
}
