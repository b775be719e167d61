package io.greenmim.train.align;

import io.greenmim.tensors.JsonText;
import io.greenmim.tensors.Printable;
import io.greenmim.train.data.DataException;
import io.greenmim.train.data.ImageFile;
import io.greenmim.train.data.ImageFolderScanner;
import io.greenmim.train.label.ListColumns;
import io.greenmim.train.label.ListFolder;
import io.greenmim.train.label.ListRows;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Captions of images: COCO's JSON of captions, or a list of files and captions as CSV or JSON
 * lines. An image may be named several times, and a caption may be said of several images.
 */
final class CaptionFile {

  private static final ListColumns COLUMNS =
      new ListColumns(
          "captions",
          List.of("caption", "text", "sentence", "title", "description"),
          "file (or image, path) and caption (or text)");
  private static final int SHOWN = 3;

  private final Path file;
  private final ListFolder folder;
  private final Map<String, Set<Integer>> captions = new TreeMap<>();
  private final Map<String, Integer> sentences = new LinkedHashMap<>();
  private final Set<String> missing = new LinkedHashSet<>();
  private int empty;
  private int lines;

  private CaptionFile(Path file, Path folder) {
    this.file = file;
    this.folder = new ListFolder(folder);
  }

  /**
   * Reads captions.
   *
   * @param file the file
   * @param folder folder that its names of images count from
   * @param told takes what is left out, a line at a time
   * @return the images that are there, with their captions; none is held out
   * @throws DataException if it is no such file, or none of its images is there
   */
  static CaptionedImages read(Path file, Path folder, Consumer<String> told) {
    CaptionFile reading = new CaptionFile(file, folder);
    String text = ListRows.text(file, COLUMNS);
    Map<String, Object> coco = coco(text.strip());
    if (coco.isEmpty()) {
      ListRows.of(file, text, COLUMNS).forEach(row -> reading.add(row.file(), row.label()));
    } else {
      reading.addCoco(coco);
    }
    return reading.done(told);
  }

  /** The content of COCO's JSON; empty if the file is a list. */
  private static Map<String, Object> coco(String text) {
    boolean oneObject =
        text.startsWith("{") && text.endsWith("}") && text.contains("\"annotations\"");
    if (!oneObject) {
      return Map.of();
    }
    try {
      Map<String, Object> values = JsonText.object(text);
      return values.containsKey("annotations") ? values : Map.of();
    } catch (JsonText.Malformed e) {
      return Map.of(); // JSON lines, of which the reader of lists tells what is wrong
    }
  }

  private void addCoco(Map<String, Object> coco) {
    Map<Object, String> names = new HashMap<>();
    for (Map<?, ?> image : objects(coco, "images")) {
      if (!(image.get("file_name") instanceof String name) || image.get("id") == null) {
        throw new DataException(
            file + ": images: expected an id and a file_name in each, got " + shown(image));
      }
      names.put(image.get("id"), name);
    }
    for (Map<?, ?> annotation : objects(coco, "annotations")) {
      if (!(annotation.get("caption") instanceof String caption)) {
        throw new DataException(
            file + ": annotations: expected a caption in each, got " + shown(annotation));
      }
      String name = names.get(annotation.get("image_id"));
      add(name == null ? "image_id " + annotation.get("image_id") : name, caption);
    }
  }

  private static String shown(Map<?, ?> object) {
    return Printable.of(object.toString());
  }

  private List<Map<?, ?>> objects(Map<String, Object> coco, String key) {
    if (!(coco.get(key) instanceof List<?> list)) {
      throw new DataException("%s: expected a list under '%s'".formatted(file, key));
    }
    List<Map<?, ?>> objects = new ArrayList<>();
    for (Object value : list) {
      if (!(value instanceof Map<?, ?> object)) {
        throw new DataException(
            "%s: %s: expected objects, got %s".formatted(file, key, Printable.of(value + "")));
      }
      objects.add(object);
    }
    return objects;
  }

  private void add(String name, String caption) {
    lines++;
    String sentence = caption.strip();
    if (sentence.isEmpty()) {
      empty++;
      return;
    }
    String image = image(name);
    if (image.isEmpty()) {
      missing.add(name);
      return;
    }
    int number = sentences.computeIfAbsent(sentence, s -> sentences.size());
    captions.computeIfAbsent(image, n -> new LinkedHashSet<>()).add(number);
  }

  /** The one name of an image, however the file writes it; empty if it is not there. */
  private String image(String name) {
    try {
      Path path = folder.path(name);
      return Files.isRegularFile(path) ? folder.name(path) : "";
    } catch (InvalidPathException e) {
      return "";
    }
  }

  private CaptionedImages done(Consumer<String> told) {
    if (captions.isEmpty()) {
      throw new DataException(
          "%s: expected captions of images in %s, none of its %s has an image there%s"
              .formatted(
                  file,
                  folder.folder(),
                  lines == 1 ? "1 caption" : lines + " captions",
                  missing.isEmpty() ? "; all are empty" : ": " + some(missing)));
    }
    if (empty > 0) {
      told.accept("left out %s empty caption(s) of %s".formatted(empty, file));
    }
    if (!missing.isEmpty()) {
      told.accept(
          "left out the captions of %s image(s) that are not in %s: %s"
              .formatted(missing.size(), folder.folder(), some(missing)));
    }
    tellUncaptioned(told);
    List<CaptionedImage> images = new ArrayList<>();
    captions.forEach((name, said) -> images.add(image(name, List.copyOf(said))));
    return new CaptionedImages(folder.folder(), images, List.copyOf(sentences.keySet()), 0);
  }

  private CaptionedImage image(String name, List<Integer> said) {
    Path path = folder.folder().resolve(name);
    try {
      return new CaptionedImage(name, path, Files.size(path), said);
    } catch (IOException e) {
      throw new DataException(path + ": cannot be read: " + e, e);
    }
  }

  private void tellUncaptioned(Consumer<String> told) {
    Set<String> unsaid = new LinkedHashSet<>();
    for (ImageFile image : ImageFolderScanner.scan(folder.folder()).files()) {
      if (!captions.containsKey(image.name())) {
        unsaid.add(image.name());
      }
    }
    if (!unsaid.isEmpty()) {
      told.accept(
          "not used: %s image(s) in %s without a caption: %s"
              .formatted(unsaid.size(), folder.folder(), some(unsaid)));
    }
  }

  private static String some(Set<String> names) {
    String first = String.join(", ", names.stream().limit(SHOWN).map(Printable::of).toList());
    return names.size() > SHOWN ? first + ", ..." : first;
  }
}
