package io.greenmim.tensors;

/** Text of a file as it may stand in a message: on one line, without control characters, short. */
public final class Printable {

  private static final int LONGEST = 120;

  private Printable() {}

  /**
   * Makes a text fit for a message.
   *
   * @param text any text; null is printed as such
   * @return at most 120 characters and three dots; characters that do not print are {@code ?}
   */
  public static String of(String text) {
    return of(text, LONGEST);
  }

  /**
   * Makes a text fit for one line.
   *
   * @param text any text; null is printed as such
   * @param longest most characters to keep
   * @return the text, cut with three dots; characters that do not print are {@code ?}
   */
  public static String of(String text, int longest) {
    if (text == null) {
      return "null";
    }
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < text.length() && i < longest; i++) {
      char c = text.charAt(i);
      line.append(prints(c) ? c : '?');
    }
    return line.append(text.length() > longest ? "..." : "").toString();
  }

  /**
   * Tells whether a text can be shown as it is.
   *
   * @param text any text
   * @return whether all its characters print, or begin a new line, or are tabs
   */
  public static boolean isText(String text) {
    return text.chars().allMatch(c -> c == '\n' || c == '\t' || prints((char) c));
  }

  private static boolean prints(char c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.UNASSIGNED ->
          false;
      default -> true;
    };
  }
}
