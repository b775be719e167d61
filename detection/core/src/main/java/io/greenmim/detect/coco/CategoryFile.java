package io.greenmim.detect.coco;

import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import io.greenmim.detect.config.Category;
import io.greenmim.detect.config.CocoCategories;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** Reads what the classes of a detector are, of which its checkpoint knows the number alone. */
public final class CategoryFile {

  private static final String EXPECTED = "a JSON file with the list \"categories\"";
  private static final String LIST = "categories";

  private final Path file;
  private final List<Category> categories = new ArrayList<>();
  private boolean found;

  private CategoryFile(Path file) {
    this.file = file;
  }

  /**
   * Reads a file: JSON with a list {@code categories} as COCO has it, whose classes are the
   * categories by ascending id as in training, or a text with a name a line in the order of the
   * classes. Such categories have ids from 1, but those of COCO if they are COCO's.
   *
   * @param file the file; it is JSON if it starts with a brace
   * @return the categories in the order of the classes, at least one
   * @throws CocoFileException if it cannot be read, has an entry without id or name, or a name or
   *     id twice
   */
  public static List<Category> read(Path file) throws CocoFileException {
    CategoryFile reader = new CategoryFile(file);
    if (reader.startsWithBrace()) {
      JsonFile.read(file, EXPECTED, reader::readAll);
      reader.categories.sort(Comparator.comparingLong(Category::id));
    } else {
      reader.readLines();
    }
    reader.check();
    return List.copyOf(reader.categories);
  }

  private boolean startsWithBrace() throws CocoFileException {
    try (var text = Files.newBufferedReader(file)) {
      int letter = text.read();
      while (letter == JsonFile.MARK || (letter >= 0 && Character.isWhitespace(letter))) {
        letter = text.read();
      }
      return letter == '{';
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  /** The reason says all that the failure does. */
  private CocoFileException unreadable(IOException e) {
    String reason =
        e instanceof NoSuchFileException
            ? "no such file"
            : e instanceof CharacterCodingException ? "bytes that are no UTF-8 text" : e.toString();
    return new CocoFileException(file, "expected a file of categories, got " + reason);
  }

  private void readAll(JsonReader in) throws IOException {
    in.beginObject();
    while (in.hasNext()) {
      if (in.nextName().equals(LIST) && in.peek() == JsonToken.BEGIN_ARRAY) {
        found = true;
        in.beginArray();
        while (in.hasNext()) {
          readCategory(in);
        }
        in.endArray();
      } else {
        in.skipValue();
      }
    }
    in.endObject();
    if (!found) {
      throw new CocoFileException(file, "expected " + EXPECTED + ", got none of that name");
    }
  }

  private void readCategory(JsonReader in) throws IOException {
    String place = "%s[%s]".formatted(LIST, categories.size());
    if (in.peek() != JsonToken.BEGIN_OBJECT) {
      throw new CocoFileException(
          file, "expected an object at " + place + ", got " + JsonValues.describe(in.peek()));
    }
    OptionalLong id = OptionalLong.empty();
    String name = null;
    in.beginObject();
    while (in.hasNext()) {
      switch (in.nextName()) {
        case "id" -> id = FoundNumber.read(in).whole();
        case "name" -> name = JsonValues.text(in);
        default -> in.skipValue();
      }
    }
    in.endObject();
    if (id.isEmpty() || name == null) {
      String missing = id.isEmpty() ? "a whole number as id" : "a text as name";
      throw new CocoFileException(file, "expected " + missing + " at " + place);
    }
    categories.add(new Category(id.getAsLong(), name));
  }

  private void readLines() throws CocoFileException {
    List<String> names;
    try {
      names = JsonFile.unmarked(Files.readString(file)).strip().lines().map(String::strip).toList();
    } catch (IOException e) {
      throw unreadable(e);
    }
    List<Category> coco = CocoCategories.all();
    if (names.equals(coco.stream().map(Category::name).toList())) {
      categories.addAll(coco);
      return;
    }
    for (String name : names) {
      categories.add(new Category(categories.size() + 1L, name));
    }
  }

  private void check() throws CocoFileException {
    Map<String, Category> names = new HashMap<>();
    Map<Long, Category> ids = new HashMap<>();
    for (Category category : categories) {
      if (category.name().isBlank()) {
        throw new CocoFileException(
            file, "expected a name for category %s, got none".formatted(category.id()));
      }
      if (names.put(category.name(), category) != null) {
        throw new CocoFileException(
            file, "expected names that differ, got '%s' twice".formatted(category.name()));
      }
      if (ids.put(category.id(), category) != null) {
        throw new CocoFileException(
            file, "expected ids that differ, got %s twice".formatted(category.id()));
      }
    }
    if (categories.isEmpty()) {
      throw new CocoFileException(file, "expected at least one category, got none");
    }
  }
}
