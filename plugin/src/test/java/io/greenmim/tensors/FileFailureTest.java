package io.greenmim.tensors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.IIOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Failures that name the file that could not be written. */
class FileFailureTest {

  private static final String WORDS = "No space left on device";

  /** Linux' device that is always full. */
  private static final Path FULL = Path.of("/dev/full");

  @TempDir private Path folder;

  private Path file() {
    return folder.resolve("numbers.csv");
  }

  @Test
  void namesWhatTheSystemDoesNot() {
    for (IOException unnamed :
        List.of(
            new IOException(WORDS),
            new IIOException("I/O error writing PNG file!", new IOException(WORDS)))) {
      assertEquals(file() + ": " + WORDS, FileFailure.of(file(), unnamed).getMessage());
    }
  }

  @Test
  void leavesWhatHasAMeaningOfItsOwn() {
    for (IOException named :
        List.of(
            new IOException("cat.jpg: expected a picture, got a text"),
            new NoSuchFileException("cat.jpg"),
            new ClosedByInterruptException(),
            new IOException())) {
      assertSame(named, FileFailure.of(file(), named));
    }
  }

  @Test
  void aFullDeviceIsToldWithTheFile() throws IOException {
    assumeTrue(Files.exists(FULL), "needs /dev/full");
    try (OutputStream full = FileFailure.stream(file(), Files.newOutputStream(FULL))) {
      assertEquals(
          file() + ": " + WORDS, assertThrows(IOException.class, () -> full.write(1)).getMessage());
      assertEquals(
          file() + ": " + WORDS,
          assertThrows(IOException.class, () -> full.write(new byte[3])).getMessage());
    }
    IOException failure =
        assertThrows(
            IOException.class,
            () -> AtomicFiles.replace(file(), part -> Files.writeString(FULL, "1,2,3")));
    assertEquals(file() + ": " + WORDS, failure.getMessage());
    try (Stream<Path> left = Files.list(folder)) {
      assertEquals(List.of(), left.toList());
    }
  }
}
