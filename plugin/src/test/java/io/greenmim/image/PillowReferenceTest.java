package io.greenmim.image;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.zip.CRC32;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Byte equality with Pillow: sums and checksums of whole results. */
class PillowReferenceTest {

  static List<String> cases() throws IOException {
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(
                PillowReferenceTest.class.getResourceAsStream("pillow-resize.txt"),
                StandardCharsets.UTF_8))) {
      return reader.lines().filter(line -> !line.startsWith("#")).toList();
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void resizesAsPillowDoes(String line) {
    String[] field = line.split(" ", -1);
    PixelImage image = TestPatterns.noisy(Integer.parseInt(field[0]), Integer.parseInt(field[1]));
    SourceBox box =
        new SourceBox(
            Double.parseDouble(field[5]),
            Double.parseDouble(field[6]),
            Double.parseDouble(field[7]),
            Double.parseDouble(field[8]));
    byte[] result =
        new Resampler(ResampleFilter.valueOf(field[2]))
            .resize(image, box, Integer.parseInt(field[3]), Integer.parseInt(field[4]))
            .bytes();
    CRC32 crc = new CRC32();
    crc.update(result);
    long sum = 0;
    for (byte value : result) {
      sum += value & 0xff;
    }
    assertEquals(field[11], HexFormat.of().formatHex(Arrays.copyOf(result, 12)));
    assertEquals(Long.parseLong(field[9]), sum);
    assertEquals(field[10], String.format(Locale.ROOT, "%08x", crc.getValue()));
  }
}
