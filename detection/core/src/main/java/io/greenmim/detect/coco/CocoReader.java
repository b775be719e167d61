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
        file, reader.images, reader.numbered(), reader.categories, reader.namedFaults());
  }

  private void readAll(JsonReader in) throws IOException {
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
  }

  private void readArray(JsonReader in, String name) throws IOException {
    if (in.peek() != JsonToken.BEGIN_ARRAY) {
      throw new CocoFileException(
          file, "expected a list at \"" + name + "\", got " + JsonValues.describe(in.peek()));
    }
    if (!found.add(name)) {
      throw new CocoFileException(
          file, "expected one list \"" + name + "\", got a second one" + JsonFile.place(in));
    }
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
    FoundNumber id = FoundNumber.ABSENT;
    FoundNumber width = FoundNumber.ABSENT;
    FoundNumber height = FoundNumber.ABSENT;
    String fileName = null;
    while (in.hasNext()) {
      switch (in.nextName()) {
        case "id" -> id = FoundNumber.read(in);
        case "file_name" -> fileName = JsonValues.text(in);
        case "width" -> width = FoundNumber.read(in);
        case "height" -> height = FoundNumber.read(in);
        default -> in.skipValue();
      }
    }
    String name = fileName == null ? "" : fileName;
    if (id.whole().isEmpty()) {
      String detail = "expected a whole number as id at " + place + ", got " + id.got();
      imageFault(OptionalLong.empty(), name, detail, Treatment.SKIPPED);
      return;
    }
    boolean sized =
        width.size() > 0
            && height.size() > 0
            && (long) width.size() * height.size() <= Integer.MAX_VALUE;
    if (name.isEmpty()) {
      imageFault(id.whole(), name, "expected a text as file_name at " + place, Treatment.SKIPPED);
    } else if (!sized) {
      String detail =
          "expected width and height of at least 1 and fewer than 2^31 pixels at %s, got %s and %s"
              .formatted(place, width.got(), height.got());
      imageFault(id.whole(), name, detail, Treatment.SIZE_OF_FILE);
    }
    if (id.isQuoted() || (sized && (width.isQuoted() || height.isQuoted()))) {
      String detail = "expected numbers as id, width and height at " + place + ", got texts";
      imageFault(id.whole(), name, detail, Treatment.READ);
    }
    images.add(
        new CocoImage(
            id.whole().getAsLong(), name, sized ? width.size() : -1, sized ? height.size() : -1));
  }

  private void imageFault(OptionalLong id, String name, String detail, Treatment treatment) {
    faults.add(new Fault(FaultKind.IMAGE_FIELD, id, name, detail, treatment));
  }

  private void readCategory(JsonReader in, String place) throws IOException {
    FoundNumber id = FoundNumber.ABSENT;
    String name = null;
    while (in.hasNext()) {
      switch (in.nextName()) {
        case "id" -> id = FoundNumber.read(in);
        case "name" -> name = JsonValues.text(in);
        default -> in.skipValue();
      }
    }
    if (id.whole().isEmpty()) {
      String detail = "expected a whole number as id at " + place + ", got " + id.got();
      categoryFault(OptionalLong.empty(), detail, Treatment.SKIPPED);
      return;
    }
    if (name == null || name.isBlank()) {
      name = "category " + id.whole().getAsLong();
      String detail = "expected a text as name at " + place + "; '" + name + "' is used";
      categoryFault(id.whole(), detail, Treatment.FILLED_IN);
    }
    if (id.isQuoted()) {
      String detail = "expected a number as id at " + place + ", got a text";
      categoryFault(id.whole(), detail, Treatment.READ);
    }
    categories.add(new Category(id.whole().getAsLong(), name));
  }

  private void categoryFault(OptionalLong id, String detail, Treatment treatment) {
    faults.add(new Fault(FaultKind.CATEGORY_FIELD, id, "", detail, treatment));
  }

  private void readAnnotation(JsonReader in, String place) throws IOException {
    AnnotationFields fields = AnnotationFields.read(in);
    fields
        .annotation(
            place, (kind, detail, treatment) -> annotationFault(fields, kind, detail, treatment))
        .ifPresent(annotations::add);
  }

  /** Gives the annotations without a number numbers that no other has. */
  private List<CocoAnnotation> numbered() {
    long[] next = {0};
    annotations.forEach(annotation -> next[0] = Math.max(next[0], annotation.id() + 1));
    return annotations.stream()
        .map(each -> each.id() == AnnotationFields.NO_ID ? each.withId(next[0]++) : each)
        .toList();
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
}
