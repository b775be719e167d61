package io.greenmim.train.label;

import io.greenmim.train.data.DataException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** The text of a list: in UTF-8, with a byte order mark or without. */
final class ListText {

  private static final char MARK = '\ufeff';

  /** Of a list of a hundred million images. */
  private static final long MOST_BYTES = 1L << 30;

  private ListText() {}

  /**
   * Reads the text.
   *
   * @param list the file
   * @param what what it says of each file, for messages
   * @throws DataException if there is no file, it holds no text in UTF-8, or nothing
   */
  static String read(Path list, String what) {
    if (!Files.isRegularFile(list)) {
      throw new DataException(
          "%s: expected a list of files and %s, got %s"
              .formatted(list, what, Files.exists(list) ? "no file" : "none: it does not exist"));
    }
    try {
      if (Files.size(list) > MOST_BYTES) {
        throw new DataException(
            "%s: expected a list of at most %s bytes, got %s"
                .formatted(list, MOST_BYTES, Files.size(list)));
      }
      String text = decoded(Files.readAllBytes(list), list);
      if (text.isBlank()) {
        throw new DataException(
            "%s: expected a list of files and %s, got an empty file".formatted(list, what));
      }
      return text;
    } catch (IOException e) {
      throw new DataException("%s: cannot be read: %s".formatted(list, e), e);
    }
  }

  private static String decoded(byte[] bytes, Path list) {
    boolean wide =
        bytes.length >= 2
            && ((bytes[0] == (byte) 0xFE && bytes[1] == (byte) 0xFF)
                || (bytes[0] == (byte) 0xFF && bytes[1] == (byte) 0xFE));
    if (wide) {
      throw new DataException(
          list + ": expected text in UTF-8, got UTF-16; save the list as UTF-8");
    }
    ByteBuffer in = ByteBuffer.wrap(bytes);
    CharBuffer out = CharBuffer.allocate(bytes.length);
    CoderResult result = StandardCharsets.UTF_8.newDecoder().decode(in, out, true);
    if (result.isError()) {
      throw other(bytes, in.position(), list);
    }
    out.flip();
    String text = out.toString();
    int nul = text.indexOf('\0');
    if (nul >= 0) {
      throw other(bytes, text.substring(0, nul).getBytes(StandardCharsets.UTF_8).length, list);
    }
    return text.isEmpty() || text.charAt(0) != MARK ? text : text.substring(1);
  }

  private static DataException other(byte[] bytes, int place, Path list) {
    int line = 1;
    for (int i = 0; i < place; i++) {
      line += bytes[i] == '\n' ? 1 : 0;
    }
    return new DataException(
        "%s: expected text in UTF-8, line %s is none; save the list as UTF-8"
            .formatted(list, line));
  }
}
