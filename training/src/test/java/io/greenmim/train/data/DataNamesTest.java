package io.greenmim.train.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataNamesTest {

  @TempDir private Path folder;

  private record Entry(String name, long mark) {}

  private record Listed(List<Entry> entries) implements Samples<Entry> {

    @Override
    public int size() {
      return entries.size();
    }

    @Override
    public String name(int index) {
      return entries.get(index).name();
    }

    @Override
    public long mark(int index) {
      return entries.get(index).mark();
    }

    @Override
    public Path place() {
      return Path.of("photos");
    }

    @Override
    public Entry read(int index, int epoch, int draw) {
      return entries.get(index);
    }
  }

  private static DataNames names(Entry... entries) {
    return new DataNames(new Listed(List.of(entries)));
  }

  @Test
  void whatChangedIsNamed() throws IOException {
    names(new Entry("a.jpg", 1), new Entry("b/c.jpg", 2), new Entry("d.jpg", 3)).write(folder);
    assertEquals(
        "1 added (e.jpg), 2 removed (a.jpg, b/c.jpg), 1 of another size (d.jpg)",
        names(new Entry("d.jpg", 4), new Entry("e.jpg", 5)).changeSince(folder));
    assertEquals(
        "no name tells, but what belongs to them",
        names(new Entry("a.jpg", 1), new Entry("b/c.jpg", 2), new Entry("d.jpg", 3))
            .changeSince(folder));
  }

  @Test
  void theFirstOfManyAreNamed() throws IOException {
    names(new Entry("x", 1)).write(folder);
    List<Entry> many = new ArrayList<>(List.of(new Entry("x", 1)));
    for (int i = 0; i < 7; i++) {
      many.add(new Entry("n%s.jpg".formatted(i), i));
    }
    assertEquals(
        "7 added (n0.jpg, n1.jpg, n2.jpg, n3.jpg, n4.jpg, ...)",
        new DataNames(new Listed(many)).changeSince(folder));
  }

  @Test
  void anyNameComesBack() throws IOException {
    Entry[] strange = {
      new Entry("a\tb\nc\rd\\n\\", 7), new Entry("\u4e2d \u00e9.png", 8), new Entry("", 9)
    };
    names(strange).write(folder);
    assertEquals("no name tells, but what belongs to them", names(strange).changeSince(folder));
    assertEquals(3, Files.readAllLines(folder.resolve(DataNames.NAME)).size());
    names(new Entry("a.jpg", 4)).write(folder);
    assertEquals("4\ta.jpg\n", Files.readString(folder.resolve(DataNames.NAME)));
  }

  @Test
  void olderRunsAndDamagedFilesAreTold() throws IOException {
    assertEquals(
        "which ones is not known, for a run of an older version has no images.txt",
        names().changeSince(folder));
    Files.writeString(folder.resolve(DataNames.NAME), "12\ta.jpg\nb.jpg\n");
    String message =
        assertThrows(IOException.class, () -> names().changeSince(folder)).getMessage();
    assertEquals(
        folder.resolve(DataNames.NAME) + ": expected a number, a tab and a name, got 'b.jpg'",
        message);
  }
}
