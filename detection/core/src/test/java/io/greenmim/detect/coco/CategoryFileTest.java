package io.greenmim.detect.coco;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.greenmim.detect.config.Category;
import io.greenmim.detect.config.CocoCategories;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CategoryFileTest {

  @TempDir private Path folder;

  private Path file(String text) throws IOException {
    return Files.writeString(folder.resolve("categories"), text);
  }

  @Test
  void linesAreClasses() throws IOException {
    assertEquals(
        List.of(new Category(1, "näht"), new Category(2, "a b")),
        CategoryFile.read(file("näht\r\n a b \n\n")));
  }

  @Test
  void cocosNamesHaveCocosIds() throws IOException {
    List<String> names = CocoCategories.all().stream().map(Category::name).toList();
    assertEquals(CocoCategories.all(), CategoryFile.read(file(String.join("\n", names))));
    assertEquals(79, CategoryFile.read(file(String.join("\n", names.subList(0, 79)))).size());
  }

  @Test
  void jsonIsSortedById() throws IOException {
    assertEquals(
        List.of(new Category(2, "a"), new Category(9, "b")),
        CategoryFile.read(
            file(
                " {\"images\": [{}], \"categories\": [{\"id\": 9, \"name\": \"b\"},"
                    + " {\"supercategory\": \"x\", \"name\": \"a\", \"id\": 2}]}")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{} | got none of that name",
        "{\"categories\": 3} | got none of that name",
        "{\"categories\": []} | expected at least one category, got none",
        "{\"categories\": [3]} | expected an object at categories[0], got",
        "{\"categories\": [{\"id\": 1}]} | expected a text as name at categories[0]",
        "{\"categories\": [{\"name\": \"a\"}]} | expected a whole number as id at categories[0]",
        "{\"categories\": [{\"id\": 1, \"name\": \"a\"}, {\"id\": 1, \"name\": \"b\"}]} | 1 twice",
        "{\"categories\": [{\"id\": 1, \"name\": \"a\"}, {\"id\": 2, \"name\": \"a\"}]} | 'a'"
            + " twice",
        "{\"categories\": [{\"id\": 1, | a truncated one",
        "a;b;a | expected names that differ, got 'a' twice",
        "a;;b | expected a name for category 2, got none",
        "; | expected at least one category, got none"
      })
  void faultsAreOneLine(String text, String reason) throws IOException {
    Path file = file(text.replace(';', '\n'));
    IOException e = assertThrows(IOException.class, () -> CategoryFile.read(file));
    assertTrue(e.getMessage().startsWith(file + ": expected "), e.getMessage());
    assertTrue(e.getMessage().contains(reason), e.getMessage());
    assertEquals(1, e.getMessage().lines().count());
  }

  @Test
  void otherBytesAreNoText() throws IOException {
    Path file = Files.write(folder.resolve("x"), "a\u00ff\n".getBytes(StandardCharsets.ISO_8859_1));
    IOException e = assertThrows(IOException.class, () -> CategoryFile.read(file));
    assertEquals(
        file + ": expected a file of categories, got bytes that are no UTF-8 text", e.getMessage());
  }
}
