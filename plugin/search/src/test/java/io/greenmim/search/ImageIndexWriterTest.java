package io.greenmim.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.lucene.document.Document;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.store.FilterDirectory;
import org.apache.lucene.store.FilterIndexOutput;
import org.apache.lucene.store.IOContext;
import org.apache.lucene.store.IndexOutput;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageIndexWriterTest {

  private static final List<float[]> VECTORS = DrawnVectors.draw(100, 32, 1);

  @TempDir private Path temporary;

  private Path folder() {
    return temporary.resolve("index");
  }

  private ImageIndexWriter open() throws IOException {
    return ImageIndexWriter.open(folder(), DrawnVectors.PHOTOS, DrawnVectors.SPACE);
  }

  private static int size(Path folder) throws IOException {
    try (ImageIndex index = ImageIndex.open(folder)) {
      return index.size();
    }
  }

  private static void assertOneLine(Exception failure, String... parts) {
    String message = failure.getMessage();
    assertEquals(1, message.lines().count(), message);
    for (String part : parts) {
      assertTrue(message.contains(part), message);
    }
  }

  @Test
  void anotherModelIsRefusedAndBothAreNamed() throws Exception {
    DrawnVectors.write(folder(), VECTORS);
    VectorSpace other = new VectorSpace("tiny", "192", "fedcba9876543210", false);
    IllegalArgumentException written =
        assertThrows(
            IllegalArgumentException.class,
            () -> ImageIndexWriter.open(folder(), DrawnVectors.PHOTOS, other));
    assertOneLine(written, "nano at 224", "0123456789ab", "tiny at 192", "fedcba987654", "model: ");
    try (ImageIndex index = ImageIndex.open(folder())) {
      IllegalArgumentException asked =
          assertThrows(IllegalArgumentException.class, () -> index.check(other));
      assertEquals(written.getMessage(), asked.getMessage());
      index.check(new VectorSpace("moved/nano", "224", DrawnVectors.SPACE.digest(), false));
    }
    assertEquals(100, size(folder()));
  }

  @Test
  void imagesOfAnotherFolderAreRefused() throws Exception {
    DrawnVectors.write(folder(), VECTORS);
    Exception failure =
        assertThrows(
            IllegalArgumentException.class,
            () -> ImageIndexWriter.open(folder(), Path.of("videos"), DrawnVectors.SPACE));
    assertOneLine(failure, "photos", "videos", "images: ");
    open().close();
  }

  @Test
  void oneWritesAtATimeAndOthersRead() throws Exception {
    DrawnVectors.write(folder(), VECTORS.subList(0, 50));
    try (ImageIndexWriter writer = open();
        ImageIndex before = ImageIndex.open(folder())) {
      assertOneLine(
          assertThrows(IOException.class, this::open), folder().toString(), "another process");
      writer.put(DrawnVectors.image("new.jpg"), VECTORS.get(60));
      writer.finish();
      assertEquals(50, before.size());
      assertEquals(51, size(folder()));
    }
    open().close();
  }

  /** Ctrl-C interrupts the thread that writes. */
  @Test
  void anInterruptedThreadKeepsWhatItPut() throws Exception {
    Files.createDirectories(folder());
    try (ImageIndexWriter writer =
        ImageIndexWriter.open(
            folder(),
            FSDirectory.open(folder()),
            DrawnVectors.PHOTOS,
            DrawnVectors.SPACE,
            Duration.ZERO)) {
      Thread.currentThread().interrupt();
      for (int i = 0; i < 5; i++) {
        writer.put(DrawnVectors.image(DrawnVectors.name(i)), VECTORS.get(i));
      }
      assertEquals(5, writer.images().size());
    }
    assertTrue(Thread.interrupted());
    assertEquals(5, size(folder()));
  }

  @Test
  void whatWasKeptIsThereWhateverEndsTheWriter() throws Exception {
    Path crashed = temporary.resolve("crashed");
    Files.createDirectories(folder());
    try (ImageIndexWriter writer =
        ImageIndexWriter.open(
            folder(),
            FSDirectory.open(folder()),
            DrawnVectors.PHOTOS,
            DrawnVectors.SPACE,
            Duration.ZERO)) {
      for (int i = 0; i < 5; i++) {
        writer.put(DrawnVectors.image(DrawnVectors.name(i)), VECTORS.get(i));
      }
      // As a process leaves the files that is killed here.
      Files.createDirectories(crashed);
      try (Stream<Path> files = Files.list(folder())) {
        for (Path file : files.toList()) {
          Files.copy(file, crashed.resolve(file.getFileName()));
        }
      }
    }
    assertEquals(5, size(crashed));
    try (ImageIndexWriter writer =
        ImageIndexWriter.open(crashed, DrawnVectors.PHOTOS, DrawnVectors.SPACE)) {
      Map<String, IndexedImage> there = writer.images();
      assertEquals(DrawnVectors.image("odd/3.jpg"), there.get("odd/3.jpg"));
      assertEquals(5, there.size());
    }
  }

  @Test
  void anIndexCanBeChanged() throws Exception {
    DrawnVectors.write(folder(), VECTORS);
    try (ImageIndexWriter writer = open()) {
      writer.remove(List.of("even/0.jpg", "odd/1.jpg"));
      writer.put(DrawnVectors.image("even/2.jpg"), VECTORS.get(99));
      writer.putUnreadable(DrawnVectors.image("odd/3.jpg"), "no image");
      writer.touch("even/4.jpg", 77);
      assertEquals(77, writer.images().get("even/4.jpg").modified());
      assertEquals(Map.of("odd/3.jpg", "no image"), writer.unreadable());
    }
    try (ImageIndex index = ImageIndex.open(folder())) {
      assertEquals(97, index.size());
      assertEquals(Map.of("odd/3.jpg", "no image"), index.unreadable());
      Found found = index.search(VectorQuery.of(VECTORS.get(99), 2));
      assertEquals(
          List.of("even/2.jpg", "odd/99.jpg"),
          DrawnVectors.names(found).stream().sorted().toList());
    }
  }

  /** Each file in turn: one byte is another, or the end is missing. */
  @Test
  void aDamagedIndexIsOneLineAndStaysAsItIs() throws Exception {
    DrawnVectors.write(folder(), VECTORS);
    List<Path> files;
    try (Stream<Path> list = Files.list(folder())) {
      files = list.filter(file -> !file.endsWith(IndexWriter.WRITE_LOCK_NAME)).toList();
    }
    assertTrue(files.size() > 3, files::toString);
    for (Path file : files) {
      byte[] whole = Files.readAllBytes(file);
      byte[] flipped = whole.clone();
      flipped[whole.length / 2] ^= 0x10;
      for (byte[] damaged : List.of(flipped, Arrays.copyOf(whole, whole.length / 2))) {
        Files.write(file, damaged);
        Exception read = assertThrows(IOException.class, () -> ImageIndex.open(folder()));
        assertOneLine(read, "index " + folder(), "damaged");
        assertOneLine(assertThrows(IOException.class, this::open), "index " + folder(), "damaged");
        assertEquals(damaged.length, Files.size(file));
      }
      Files.delete(file);
      if (!file.getFileName().toString().startsWith("segments")) {
        assertOneLine(assertThrows(IOException.class, () -> ImageIndex.open(folder())), "damaged");
      }
      Files.write(file, whole);
    }
    assertEquals(100, size(folder()));
  }

  @Test
  void whatIsNoIndexIsLeftAlone() throws Exception {
    assertOneLine(assertThrows(IOException.class, () -> ImageIndex.open(folder())), "found none");
    Files.createDirectories(folder());
    assertOneLine(
        assertThrows(IOException.class, () -> ImageIndex.open(folder())), "found none in it");
    Files.writeString(folder().resolve("letter.txt"), "dear");
    assertOneLine(assertThrows(IOException.class, this::open), "letter.txt");
    Path file = Files.writeString(temporary.resolve("file"), "");
    assertOneLine(
        assertThrows(
            IOException.class,
            () -> ImageIndexWriter.open(file, DrawnVectors.PHOTOS, DrawnVectors.SPACE)),
        "expected a folder");
    Path other = temporary.resolve("other");
    try (Directory directory = FSDirectory.open(other);
        IndexWriter writer = new IndexWriter(directory, new IndexWriterConfig())) {
      writer.addDocument(new Document());
    }
    assertOneLine(
        assertThrows(
            IOException.class,
            () -> ImageIndexWriter.open(other, DrawnVectors.PHOTOS, DrawnVectors.SPACE)),
        "another of Lucene's");
    assertOneLine(assertThrows(IOException.class, () -> ImageIndex.open(other)), "of Lucene's");
  }

  @Test
  void aFullDiskIsOneLineAndLosesNothing() throws Exception {
    DrawnVectors.write(folder(), VECTORS.subList(0, 40));
    FullDirectory full = new FullDirectory(FSDirectory.open(folder()));
    IOException failure =
        assertThrows(
            IOException.class,
            () -> {
              try (ImageIndexWriter writer =
                  ImageIndexWriter.open(
                      folder(),
                      full,
                      DrawnVectors.PHOTOS,
                      DrawnVectors.SPACE,
                      Duration.ofHours(1))) {
                full.room = 1000;
                for (int i = 40; i < 100; i++) {
                  writer.put(DrawnVectors.image(DrawnVectors.name(i)), VECTORS.get(i));
                }
                writer.finish();
              }
            });
    assertOneLine(failure, "index " + folder(), "No space left on device");
    assertEquals(40, size(folder()));
    DrawnVectors.write(folder(), VECTORS);
    assertEquals(100, size(folder()));
  }

  /** Takes so many bytes, then no more. */
  private static final class FullDirectory extends FilterDirectory {

    private long room = Long.MAX_VALUE;

    private FullDirectory(Directory in) {
      super(in);
    }

    @Override
    public IndexOutput createOutput(String name, IOContext context) throws IOException {
      IndexOutput out = super.createOutput(name, context);
      return new FilterIndexOutput("full", name, out) {
        @Override
        public void writeByte(byte value) throws IOException {
          take(1);
          super.writeByte(value);
        }

        @Override
        public void writeBytes(byte[] bytes, int offset, int length) throws IOException {
          take(length);
          super.writeBytes(bytes, offset, length);
        }
      };
    }

    private void take(int bytes) throws IOException {
      room -= bytes;
      if (room < 0) {
        throw new IOException("No space left on device");
      }
    }
  }
}
