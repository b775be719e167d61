package io.greenmim.image.read;

/**
 * The frame of a JPEG file and what the markers before it say of its colours.
 *
 * @param width columns
 * @param height rows
 * @param progressive whether the coefficients come bit by bit
 * @param interleaved whether the first scan holds all components
 * @param table identifier, sampling factors and quantisation table of each component
 * @param jfif whether there is a JFIF marker
 * @param adobe the transform of Adobe's marker, or -1 without one
 */
record JpegFrame(
    int width,
    int height,
    boolean progressive,
    boolean interleaved,
    byte[] table,
    boolean jfif,
    int adobe) {

  /** What the components are. */
  enum Colours {
    GREY,
    YCC,
    RGB,
    CMYK,
    YCCK
  }

  JpegFrame withMarkers(int scanned, boolean hasJfif, int adobeTransform) {
    boolean all = scanned == components();
    return new JpegFrame(width, height, progressive, all, table, hasJfif, adobeTransform);
  }

  /** Whether the picture is complete with the last of several scans alone. */
  boolean severalScans() {
    return progressive || !interleaved;
  }

  int identifier(int component) {
    return table[3 * component] & 0xff;
  }

  int components() {
    return table.length / 3;
  }

  /** What the components are, by the rules of the Independent JPEG Group's library. */
  Colours colours() {
    if (components() == 1) {
      return Colours.GREY;
    }
    if (components() == 4) {
      return adobe <= 0 ? Colours.CMYK : Colours.YCCK;
    }
    if (jfif) {
      return Colours.YCC;
    }
    if (adobe >= 0) {
      return adobe == 0 ? Colours.RGB : Colours.YCC;
    }
    boolean letters = table[0] == 'R' && table[3] == 'G' && table[6] == 'B';
    return letters ? Colours.RGB : Colours.YCC;
  }
}
