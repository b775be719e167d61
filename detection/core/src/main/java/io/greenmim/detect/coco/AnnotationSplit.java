package io.greenmim.detect.coco;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.JsonWriter;
import io.greenmim.config.Checks;
import io.greenmim.tensors.Printable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Annotation files, cut into parts by image: a part has the entries of its images as they stand,
 * faults included, and all categories. Annotations are streamed, never held.
 *
 * <p>Of one file numbers stay as they are. Of several, images and annotations are numbered anew,
 * from 1, in the order of the files; their categories must be the same.
 */
public final class AnnotationSplit {

  private static final String EXPECTED = "a COCO annotation file";
  private static final String IMAGES = "images";
  private static final String ANNOTATIONS = "annotations";
  private static final String CATEGORIES = "categories";
  private static final String ID = "id";

  /** Characters of a value in a message. */
  private static final int LONGEST = 60;

  private final List<Source> sources;
  private final List<JsonObject> images = new ArrayList<>();

  /** New numbers of the images of each source, by their own. */
  private final List<Map<Long, Long>> numbers = new ArrayList<>();

  /** Everything else of the first file: information, licences, categories. */
  private final Map<String, JsonElement> rest = new LinkedHashMap<>();

  /**
   * A file to cut.
   *
   * @param annotations the file
   * @param folder what is put before the names of its images, such as {@code train/}; may be empty
   */
  public record Source(Path annotations, String folder) {}

  /**
   * What is trained and validated on.
   *
   * @param train numbers of the images to train on, ascending
   * @param val numbers of the others, ascending
   */
  public record Part(Set<Long> train, Set<Long> val) {}

  private AnnotationSplit(List<Source> sources) {
    this.sources = List.copyOf(sources);
  }

  /**
   * Reads the images of files.
   *
   * @param sources the files, at least one
   * @return their images, to be cut
   * @throws CocoFileException if a file is no annotation file, an image has no number of its own,
   *     or the categories of two files differ
   */
  public static AnnotationSplit read(List<Source> sources) throws CocoFileException {
    AnnotationSplit split = new AnnotationSplit(sources);
    for (Source source : sources) {
      split.add(source);
    }
    return split;
  }

  /** {@return number of images of all files} */
  public int size() {
    return images.size();
  }

  /**
   * Cuts the images into parts of equal size, within one image; each is validated on once.
   *
   * @param count number of parts, from 2 to the number of images
   * @param seed seed of the order that they are dealt in
   * @return for each part the images outside, to train on, and inside
   */
  public List<Part> folds(int count, long seed) {
    Checks.that(
        count >= 2 && count <= size(),
        "folds: expected a number from 2 to %s, the number of images, got %s",
        size(),
        count);
    List<Long> order = order(seed);
    List<Part> parts = new ArrayList<>();
    for (int k = 0; k < count; k++) {
      int from = (int) ((long) k * size() / count);
      int to = (int) ((k + 1L) * size() / count);
      parts.add(part(order.subList(from, to)));
    }
    return parts;
  }

  /**
   * Draws images to validate on.
   *
   * @param count their number, from 1 to one less than there are
   * @param seed seed of the draw
   * @return the others, and these
   */
  public Part holdOut(int count, long seed) {
    Checks.that(
        count >= 1 && count < size(),
        "val: expected a number from 1 to %s, one less than there are images, got %s",
        size() - 1,
        count);
    return part(order(seed).subList(0, count));
  }

  private List<Long> order(long seed) {
    List<Long> order = images.stream().map(AnnotationSplit::id).collect(Collectors.toList());
    Collections.shuffle(order, new Random(seed));
    return order;
  }

  private Part part(List<Long> val) {
    Set<Long> inside = new TreeSet<>(val);
    Set<Long> outside =
        images.stream()
            .map(AnnotationSplit::id)
            .filter(id -> !inside.contains(id))
            .collect(Collectors.toCollection(TreeSet::new));
    return new Part(outside, inside);
  }

  private static long id(JsonObject image) {
    return image.get(ID).getAsLong();
  }

  private void add(Source source) throws CocoFileException {
    Map<Long, Long> own = new HashMap<>();
    Map<String, JsonElement> others = new LinkedHashMap<>();
    Set<String> lists = new TreeSet<>();
    boolean renumbered = sources.size() > 1;
    JsonFile.read(
        source.annotations(),
        EXPECTED,
        in ->
            members(
                source,
                in,
                name -> {
                  lists.add(name);
                  switch (name) {
                    case IMAGES ->
                        elements(source, in, IMAGES, image -> add(source, image, own, renumbered));
                    case ANNOTATIONS -> in.skipValue();
                    default -> others.put(name, JsonParser.parseReader(in));
                  }
                }));
    for (String list : List.of(IMAGES, ANNOTATIONS, CATEGORIES)) {
      require(
          source,
          lists.contains(list),
          "expected %s with a list %s, got none".formatted(EXPECTED, list));
    }
    numbers.add(own);
    rest.putAll(rest.isEmpty() ? others : Map.of());
    require(
        source,
        rest.get(CATEGORIES).equals(others.get(CATEGORIES)),
        "expected the categories of %s, got others".formatted(sources.get(0).annotations()));
  }

  private void add(Source source, JsonObject image, Map<Long, Long> own, boolean renumbered)
      throws CocoFileException {
    long before = number(source, image, ID);
    long now = renumbered ? images.size() + 1L : before;
    require(
        source,
        own.put(before, now) == null,
        "expected one image %s, got two of this id".formatted(before));
    JsonElement name = image.get("file_name");
    require(
        source,
        name instanceof JsonPrimitive text && text.isString(),
        "expected a text as file_name of image %s, got %s".formatted(before, shown(name)));
    image.addProperty(ID, now);
    image.addProperty("file_name", source.folder() + name.getAsString());
    images.add(image);
  }

  /**
   * Writes the entries of some images to a file, whole or not at all.
   *
   * @param file the file
   * @param chosen numbers of the images
   * @throws IOException if it cannot be written, or a source has changed
   */
  public void write(Path file, Set<Long> chosen) throws IOException {
    Gson gson = new Gson();
    JsonFile.write(
        file,
        out -> {
          out.beginObject();
          out.name(IMAGES).beginArray();
          for (JsonObject image : images) {
            if (chosen.contains(id(image))) {
              gson.toJson(image, out);
            }
          }
          out.endArray();
          out.name(ANNOTATIONS).beginArray();
          long written = 0;
          for (int s = 0; s < sources.size(); s++) {
            written = annotations(s, chosen, written, out);
          }
          out.endArray();
          for (Map.Entry<String, JsonElement> other : rest.entrySet()) {
            out.name(other.getKey());
            gson.toJson(other.getValue(), out);
          }
          out.endObject();
        });
  }

  private long annotations(int index, Set<Long> chosen, long before, JsonWriter out)
      throws IOException {
    Source source = sources.get(index);
    Gson gson = new Gson();
    long[] written = {before};
    JsonFile.read(
        source.annotations(),
        EXPECTED,
        in ->
            members(
                source,
                in,
                name -> {
                  if (!name.equals(ANNOTATIONS)) {
                    in.skipValue();
                    return;
                  }
                  elements(
                      source,
                      in,
                      ANNOTATIONS,
                      annotation -> {
                        Long image = numbers.get(index).get(number(source, annotation, "image_id"));
                        if (image == null || !chosen.contains(image)) {
                          return;
                        }
                        written[0]++;
                        if (sources.size() > 1) {
                          annotation.addProperty("image_id", image);
                          annotation.addProperty(ID, written[0]);
                        }
                        gson.toJson(annotation, out);
                      });
                }));
    return written[0];
  }

  /** Takes a member of the file's object, whose value comes next. */
  @FunctionalInterface
  private interface Member {
    void take(String name) throws IOException;
  }

  /** Takes an entry of a list. */
  @FunctionalInterface
  private interface Entry {
    void take(JsonObject value) throws IOException;
  }

  private static void members(Source source, JsonReader in, Member member) throws IOException {
    require(source, in.peek() == JsonToken.BEGIN_OBJECT, "expected " + EXPECTED + ", an object");
    in.beginObject();
    while (in.hasNext()) {
      member.take(in.nextName());
    }
    in.endObject();
  }

  private static void elements(Source source, JsonReader in, String list, Entry entry)
      throws IOException {
    require(source, in.peek() == JsonToken.BEGIN_ARRAY, "expected a list as " + list);
    in.beginArray();
    while (in.hasNext()) {
      JsonElement element = JsonParser.parseReader(in);
      require(
          source,
          element.isJsonObject(),
          "expected objects in %s, got %s".formatted(list, shown(element)));
      entry.take(element.getAsJsonObject());
    }
    in.endArray();
  }

  private static long number(Source source, JsonObject entry, String name)
      throws CocoFileException {
    JsonElement value = entry.get(name);
    try {
      return Long.parseLong(value.getAsString());
    } catch (RuntimeException e) { // null, an object, a list, no whole number
      throw new CocoFileException(
          source.annotations(),
          "expected a whole number as %s, got %s".formatted(name, shown(value)),
          e);
    }
  }

  private static String shown(JsonElement value) {
    return Printable.of(String.valueOf(value), LONGEST);
  }

  private static void require(Source source, boolean holds, String expected)
      throws CocoFileException {
    if (!holds) {
      throw new CocoFileException(source.annotations(), expected);
    }
  }
}
