package io.greenmim.detect.mask;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class RleStringTest {

  @Test
  void writesGroupsOfFiveBits() {
    // 20 = 10100b needs a second group for its sign; then 20 - 20 = 0.
    assertEquals("0d0", RleString.format(RunLengthMask.of(4, 5, 0, 20)));
    assertEquals("d0", RleString.format(RunLengthMask.empty(4, 5)));
  }

  @Test
  void storesDifferencesFromTheFourthRunOn() {
    RunLengthMask mask = RunLengthMask.of(1, 10, 1, 2, 3, 1, 3);

    assertEquals("123O0", RleString.format(mask)); // 1 - 2 = -1 is 'O', 3 - 3 is '0'
    assertEquals(mask, RleString.parse(1, 10, "123O0"));
  }

  @Test
  void refusesOtherTexts() {
    RunLengthMaskTest.refused(
        "compressed mask: expected characters '0' to 'o', got code 122 at position 1",
        () -> RleString.parse(4, 5, "0z"));
    RunLengthMaskTest.refused(
        "compressed mask: expected characters '0' to 'o', got code 10 at position 0",
        () -> RleString.parse(4, 5, "\n"));
    RunLengthMaskTest.refused(
        "compressed mask: expected the number at position 1 to end within 1 characters, got none"
            + " that ends it",
        () -> RleString.parse(4, 5, "0d"));
    RunLengthMaskTest.refused(
        "compressed mask: expected the number at position 0 to end within 7 characters, got none"
            + " that ends it",
        () -> RleString.parse(4, 5, "oooooooooooo"));
    RunLengthMaskTest.refused(
        "compressed mask: expected runs of 0 to 2147483647 pixels, got -1 in run 0",
        () -> RleString.parse(4, 5, "O"));
    RunLengthMaskTest.refused(
        "mask: expected runs of 20 pixels together (4 x 5), got 3",
        () -> RleString.parse(4, 5, "3"));
    RunLengthMaskTest.refused(
        "mask: expected runs of 20 pixels together (4 x 5), got 0",
        () -> RleString.parse(4, 5, ""));
  }

  @Property(tries = 2000, seed = "3")
  void anyTextIsAMaskOrOneClearLine(@ForAll @From("texts") String text) {
    try {
      RunLengthMask mask = RleString.parse(6, 7, text);
      assertEquals(mask, RleString.parse(6, 7, RleString.format(mask)));
    } catch (IllegalArgumentException e) {
      assertTrue(e.getMessage().matches("(compressed )?mask: expected [^\\n]*"), e.getMessage());
    }
  }

  @Provide
  Arbitrary<String> texts() {
    return Arbitraries.oneOf(
        Arbitraries.strings().withCharRange('0', 'o').ofMaxLength(12),
        Arbitraries.strings().withCharRange('0', '8').ofMaxLength(12),
        Arbitraries.strings().ofMaxLength(12));
  }
}
