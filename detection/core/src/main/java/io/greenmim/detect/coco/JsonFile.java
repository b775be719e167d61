package io.greenmim.detect.coco;

import com.google.gson.JsonParseException;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.JsonWriter;
import com.google.gson.stream.MalformedJsonException;
import io.greenmim.tensors.AtomicFiles;
import java.io.EOFException;
import java.io.FilterReader;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Opens a JSON file as a stream and says in one line why it cannot be read. */
final class JsonFile {

  /** The mark with which some tools begin a text in Unicode; the JSON library knows it. */
  static final char MARK = '\ufeff';

  private JsonFile() {}

  /** Takes the mark off a text that begins with it. */
  static String unmarked(String text) {
    return text.startsWith(String.valueOf(MARK)) ? text.substring(1) : text;
  }

  /** Reads the content of a file. */
  @FunctionalInterface
  interface Content {

    /** Reads from before the first value to after the last one. */
    void read(JsonReader in) throws IOException;
  }

  /** Writes to a stream of JSON. */
  @FunctionalInterface
  interface Writing {
    void to(JsonWriter out) throws IOException;
  }

  /** Writes a file, whole or not at all. */
  static void write(Path file, Writing content) throws IOException {
    AtomicFiles.replace(
        file,
        temporary -> {
          try (JsonWriter out = new JsonWriter(Files.newBufferedWriter(temporary))) {
            // The texts of masks hold '<' and '=', which need no escape outside of web pages.
            out.setHtmlSafe(false);
            content.to(out);
          }
        });
  }

  /**
   * Reads a file.
   *
   * @param expected what the file should be, for messages
   */
  static void read(Path file, String expected, Content content) throws CocoFileException {
    String prefix = "expected " + expected + ", ";
    boolean[] atEnd = {false};
    try (Reader text = new EndNoticingReader(Files.newBufferedReader(file), atEnd);
        JsonReader in = new JsonReader(text)) {
      // Strict reading would end at NaN, which Python writes and which is a fault of one entry.
      in.setStrictness(Strictness.LENIENT);
      content.read(in);
      if (in.peek() != JsonToken.END_DOCUMENT) {
        throw new CocoFileException(file, prefix + "got something after its end" + place(in));
      }
    } catch (CocoFileException e) {
      throw e;
    } catch (EOFException e) {
      throw new CocoFileException(file, prefix + "got a truncated one: " + firstLine(e), e);
    } catch (NoSuchFileException e) {
      throw new CocoFileException(file, prefix + "got no such file", e);
    } catch (MalformedJsonException | JsonParseException | IllegalStateException e) {
      // A text that ends within quotes is bad syntax to the JSON library.
      String got = atEnd[0] ? "got a truncated one: " : "got no JSON: ";
      throw new CocoFileException(file, prefix + got + firstLine(e), e);
    } catch (CharacterCodingException e) {
      throw new CocoFileException(file, prefix + "got bytes that are no UTF-8 text", e);
    } catch (IOException e) {
      throw new CocoFileException(file, prefix + "got a failure to read: " + e, e);
    }
  }

  /** Where the reader stands. */
  static String place(JsonReader in) {
    return " at " + in.getPath();
  }

  /** The JSON library adds a line with an address. */
  private static String firstLine(Exception e) {
    return e.getMessage().lines().findFirst().orElse("no reason given");
  }

  /** Tells when all of a text was read. */
  private static final class EndNoticingReader extends FilterReader {

    private final boolean[] atEnd;

    EndNoticingReader(Reader in, boolean[] atEnd) {
      super(in);
      this.atEnd = atEnd;
    }

    @Override
    public int read(char[] buffer, int offset, int length) throws IOException {
      int count = super.read(buffer, offset, length);
      atEnd[0] |= count < 0;
      return count;
    }
  }
}
