package io.greenmim.tensors;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;

/**
 * What the system says of a file that it would not write, with the file's name: where a device is
 * full, Java says so and no more.
 */
public final class FileFailure {

  private FileFailure() {}

  /**
   * Says which file a failure is about, if nobody did.
   *
   * @param file the file
   * @param failure a failure to write it
   * @return the failure itself unless it is in the system's own words, which name nothing
   */
  public static IOException of(Path file, IOException failure) {
    Throwable first = failure;
    while (first.getCause() != null) {
      first = first.getCause();
    }
    String words = first.getMessage();
    // Subclasses, such as that of an interrupted thread, have a meaning, and all others name
    // things.
    boolean ofSystem = first.getClass() == IOException.class && words != null;
    return ofSystem && !words.contains(":") ? new IOException(file + ": " + words, first) : failure;
  }

  /**
   * Names a file in the failures of a stream.
   *
   * @param file the file that is written
   * @param stream writes it
   * @return the same stream, which is closed with it
   */
  public static OutputStream stream(Path file, OutputStream stream) {
    return new FilterOutputStream(stream) {

      @Override
      public void write(int value) throws IOException {
        write(new byte[] {(byte) value}, 0, 1);
      }

      @Override
      public void write(byte[] bytes, int from, int count) throws IOException {
        try {
          out.write(bytes, from, count);
        } catch (IOException e) {
          throw of(file, e);
        }
      }
    };
  }
}
