package io.greenmim.image.webp;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The constants of VP8: quantisers and probabilities. */
final class Vp8Tables {

  /** Block types, bands, contexts, probabilities of a token. */
  static final int TYPES = 4;

  static final int BANDS = 8;
  static final int CONTEXTS = 3;
  static final int TOKENS = 11;

  /** Modes of a sub-block. */
  static final int MODES = 10;

  private static final int QUANTISERS = 128;
  private static final int COEFFICIENTS = TYPES * BANDS * CONTEXTS * TOKENS;
  private static final int[] NUMBERS = read();

  /** Quantiser of the first coefficient, by index. */
  static final int[] DC = part(0, QUANTISERS);

  /** Quantiser of the other coefficients, by index. */
  static final int[] AC = part(QUANTISERS, QUANTISERS);

  /** Probabilities of modes: {@code ((above * 10) + left) * 9 + node}. */
  static final int[] SUB_MODES = part(2 * QUANTISERS, MODES * MODES * (MODES - 1));

  /** Probabilities of an update, {@code ((type * 8 + band) * 3 + context) * 11 + token}. */
  static final int[] UPDATES = part(2 * QUANTISERS + MODES * MODES * (MODES - 1), COEFFICIENTS);

  private static final int[] DEFAULTS =
      part(2 * QUANTISERS + MODES * MODES * (MODES - 1) + COEFFICIENTS, COEFFICIENTS);

  private Vp8Tables() {}

  /** A copy of the probabilities of coefficients at the start of a picture. */
  static int[] coefficients() {
    return DEFAULTS.clone();
  }

  private static int[] part(int from, int count) {
    return Arrays.copyOfRange(NUMBERS, from, from + count);
  }

  private static int[] read() {
    try (InputStream in = Vp8Tables.class.getResourceAsStream("vp8-tables.txt");
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(in, StandardCharsets.US_ASCII))) {
      return lines
          .lines()
          .filter(line -> !line.startsWith("#"))
          .flatMap(line -> Arrays.stream(line.split(" ")))
          .mapToInt(Integer::parseInt)
          .toArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
