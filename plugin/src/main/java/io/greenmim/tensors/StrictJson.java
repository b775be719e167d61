package io.greenmim.tensors;

import java.io.FilterReader;
import java.io.IOException;
import java.io.Reader;

/**
 * Passes JSON on to a reader, and refuses what RFC 8259 does not know but readers let pass (control
 * characters in texts, other escapes, literals in capitals, comments), and values that are nested
 * so deep that reading them by recursion would exhaust the stack.
 */
final class StrictJson extends FilterReader {

  /** What may stand between texts: structure, white space, numbers, and true, false and null. */
  private static final String OUTSIDE = "{}[]:, \t\r\n0123456789+-.eEtrufalsn";

  private static final String ESCAPES = "\"\\/bfnrtu";
  private static final int FIRST_PRINTED = 0x20;

  private boolean inText;
  private boolean escaped;
  private int depth;

  StrictJson(Reader text) {
    super(text);
  }

  @Override
  public int read() throws IOException {
    int c = super.read();
    if (c >= 0) {
      check((char) c);
    }
    return c;
  }

  @Override
  public int read(char[] buffer, int from, int most) throws IOException {
    int count = super.read(buffer, from, most);
    for (int i = 0; i < count; i++) {
      check(buffer[from + i]);
    }
    return count;
  }

  private void check(char c) throws IOException {
    if (!inText) {
      between(c);
    } else if (c < FIRST_PRINTED) {
      throw refuse("a control character in a text");
    } else if (escaped) {
      escaped = false;
      if (ESCAPES.indexOf(c) < 0) {
        throw refuse("an unknown escape in a text");
      }
    } else {
      escaped = c == '\\';
      inText = c != '"';
    }
  }

  private void between(char c) throws IOException {
    if (c == '"') {
      inText = true;
    } else if (OUTSIDE.indexOf(c) < 0) {
      throw refuse("the character '" + Printable.of(String.valueOf(c)) + "' outside of a text");
    } else if (c == '{' || c == '[') {
      depth++;
      if (depth > JsonText.DEEPEST) {
        throw refuse("values nested deeper than " + JsonText.DEEPEST);
      }
    } else if (c == '}' || c == ']') {
      depth--;
    }
  }

  private static IOException refuse(String what) {
    return new JsonText.Malformed(what, null);
  }
}
