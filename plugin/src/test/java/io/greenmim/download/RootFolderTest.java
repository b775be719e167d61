package io.greenmim.download;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RootFolderTest {

  @TempDir private Path folder;

  @Test
  void namesBelowAreResolved() throws IOException {
    RootFolder root = new RootFolder(folder);
    assertEquals(folder.resolve("a/b.txt"), root.resolve("a/b.txt"));
    assertEquals(folder.resolve("b"), root.existing("a/../b"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "..",
        "../x",
        "a/../../x",
        "/etc/passwd",
        "1.0.0/../../escaped",
        "a\\..\\..",
        "\0"
      })
  void namesThatLeadOutAreRefused(String name) {
    RootFolder root = new RootFolder(folder.resolve("root"));
    assertThrows(IOException.class, () -> root.resolve(name));
  }

  @Test
  void linksAreFollowedInsideAlone() throws IOException {
    Path inside = Files.createDirectory(folder.resolve("root"));
    Path outside = Files.writeString(folder.resolve("outside"), "");
    Files.writeString(inside.resolve("file"), "");
    Files.createSymbolicLink(inside.resolve("good"), Path.of("file"));
    Files.createSymbolicLink(inside.resolve("bad"), outside);
    RootFolder root = new RootFolder(inside);
    assertEquals(inside.resolve("good"), root.existing("good"));
    assertThrows(IOException.class, () -> root.existing("bad"));
  }
}
