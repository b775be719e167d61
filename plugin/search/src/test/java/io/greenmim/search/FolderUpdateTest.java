package io.greenmim.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderUpdateTest {

  @TempDir private Path temporary;
  private Path photos;
  private final List<String> names = new ArrayList<>(List.of("a.jpg", "b.jpg", "sub/c.jpg"));

  @BeforeEach
  void draw() throws IOException {
    photos = temporary.resolve("photos");
    Files.createDirectories(photos.resolve("sub"));
    for (String name : names) {
      Files.writeString(photos.resolve(name), name);
      Files.setLastModifiedTime(photos.resolve(name), FileTime.fromMillis(1_000_000));
    }
  }

  private ImageIndexWriter open() throws IOException {
    return ImageIndexWriter.open(temporary.resolve("index"), photos, DrawnVectors.SPACE);
  }

  private static float[] vector(String name) {
    return new float[] {name.hashCode() % 17, name.length(), 1};
  }

  /** Updates and returns what was missing. */
  private List<String> update(FolderUpdate.Changes expected) throws IOException {
    try (ImageIndexWriter writer = open()) {
      FolderUpdate update = new FolderUpdate(writer, photos);
      List<String> missing = update.missing(names);
      for (String name : missing) {
        update.put(name, vector(name));
      }
      writer.finish();
      assertEquals(expected, update.changes());
      assertEquals(names.size(), writer.images().size());
      return missing;
    }
  }

  @Test
  void newChangedAndDeletedFilesAreNoticed() throws IOException {
    assertEquals(names, update(new FolderUpdate.Changes(3, 0, 0, 0)));
    assertEquals(List.of(), update(new FolderUpdate.Changes(0, 0, 3, 0)));
    Files.writeString(photos.resolve("a.jpg"), "A.jpg"); // as many bytes, at another time
    Files.writeString(photos.resolve("d.jpg"), "d");
    names.remove("b.jpg");
    names.add("d.jpg");
    assertEquals(List.of("a.jpg", "d.jpg"), update(new FolderUpdate.Changes(2, 1, 1, 1)));
  }

  @Test
  void anotherTimeOfTheSameBytesIsNoChange() throws IOException {
    update(new FolderUpdate.Changes(3, 0, 0, 0));
    Files.setLastModifiedTime(photos.resolve("b.jpg"), FileTime.fromMillis(2_000_000));
    assertEquals(List.of(), update(new FolderUpdate.Changes(0, 0, 3, 0)));
    try (ImageIndexWriter writer = open()) {
      assertEquals(2_000_000, writer.images().get("b.jpg").modified());
    }
  }

  @Test
  void anUpdateThatEndedEarlyIsGoneOnWith() throws IOException {
    try (ImageIndexWriter writer = open()) {
      FolderUpdate update = new FolderUpdate(writer, photos);
      update.missing(names);
      update.put("b.jpg", vector("b.jpg"));
    }
    assertEquals(List.of("a.jpg", "sub/c.jpg"), update(new FolderUpdate.Changes(2, 0, 1, 0)));
  }

  @Test
  void whatCannotBeReadIsNotTriedAgainUntilItChanges() throws IOException {
    try (ImageIndexWriter writer = open()) {
      FolderUpdate update = new FolderUpdate(writer, photos);
      update.missing(names);
      update.put("a.jpg", vector("a.jpg"));
      update.putUnreadable("b.jpg", "no image");
      update.put("sub/c.jpg", vector("sub/c.jpg"));
      assertThrows(IllegalArgumentException.class, () -> update.put("x.jpg", vector("x.jpg")));
    }
    assertEquals(List.of(), update(new FolderUpdate.Changes(0, 0, 3, 0)));
    Files.writeString(photos.resolve("b.jpg"), "mended");
    assertEquals(List.of("b.jpg"), update(new FolderUpdate.Changes(1, 1, 2, 0)));
    try (ImageIndexWriter writer = open()) {
      assertEquals(Map.of(), writer.unreadable());
    }
  }

  @Test
  void aFileThatChangesMeanwhileIsLeftToTheNextUpdate() throws IOException {
    try (ImageIndexWriter writer = open()) {
      FolderUpdate update = new FolderUpdate(writer, photos);
      update.missing(names);
      Files.writeString(photos.resolve("a.jpg"), "changed");
      Files.delete(photos.resolve("b.jpg"));
      for (String name : names) {
        update.put(name, vector(name));
      }
      assertEquals(new FolderUpdate.Changes(1, 0, 0, 0), update.changes());
    }
    names.remove("b.jpg");
    assertEquals(List.of("a.jpg"), update(new FolderUpdate.Changes(1, 0, 1, 0)));
  }

  /** The mean is taken of the first thousand, which had better not be of one folder alone. */
  @Test
  void aSampleOfAllComesFirst() throws IOException {
    names.clear();
    for (int i : IntStream.range(0, 2500).toArray()) {
      names.add("%04d.jpg".formatted(i));
      Files.writeString(photos.resolve(names.get(i)), "");
    }
    try (ImageIndexWriter writer = open()) {
      List<String> missing = new FolderUpdate(writer, photos).missing(names);
      assertTrue(missing.subList(0, 1000).contains("1998.jpg"));
      assertEquals(names, missing.stream().sorted().toList());
    }
  }
}
