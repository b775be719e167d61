package io.greenmim.detect.coco;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImageFolderTest {

  @TempDir private Path folder;

  @BeforeEach
  void writeFiles() throws IOException {
    Files.createDirectories(folder.resolve("deep/er"));
    Files.writeString(folder.resolve("deep/er/a b.jpg"), "x");
    Files.writeString(folder.resolve("c+d.jpg"), "x");
    Files.writeString(folder.resolve("e%20f.jpg"), "x");
  }

  private String missing(String name) {
    CocoImage image = new CocoImage(1, name, 5, 5);
    ImageFolder images = new ImageFolder(folder);
    assertTrue(!images.has(image), name);
    assertEquals(images.missing(image), new ImageHeaders(folder).missing(image));
    return images.missing(image);
  }

  @ParameterizedTest
  @CsvSource({
    "er\\a b.jpg, deep/er/a b.jpg",
    "C:\\data\\a b.jpg, deep/er/a b.jpg",
    "deep/er/a%20b.jpg, deep/er/a b.jpg",
    "a b.jpg, deep/er/a b.jpg",
    "x\\a%20b.jpg, deep/er/a b.jpg",
    "no/c+d.jpg, c+d.jpg",
    "no/c%2Bd.jpg, c+d.jpg",
    "e f.jpg, e%20f.jpg",
    "C+D.JPG, c+d.jpg",
    "deep/A%20B.jpg, deep/er/a b.jpg"
  })
  void namesTheFileOfTheSameLastName(String name, String found) {
    assertEquals(
        "expected an image file at %s, found none; there is one of the same last name, %s"
            .formatted(folder.resolve(name), folder.resolve(found)),
        missing(name));
  }

  @Test
  void saysWhereItLooked() {
    assertEquals(
        "expected an image file at %s, found none".formatted(folder.resolve("deep/none.jpg")),
        missing("deep/none.jpg"));
    assertEquals(
        "expected an image file at %s, found none".formatted(folder.resolve("100%.jpg")),
        missing("100%.jpg"));
    assertEquals(
        "expected an image file in %s, as no file can have this name, found none".formatted(folder),
        missing("a\u0000b.jpg"));
    assertEquals("expected a text as file_name, got none", missing(""));
  }
}
