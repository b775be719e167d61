package io.greenmim.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class PassTimesTest {

  @Test
  void onlyPassesThatCountAreKept() {
    PassTimes times = new PassTimes();
    int[] made = {0};
    times.take(false, () -> made[0]++);
    assertThrows(IllegalArgumentException.class, times::clock);
    times.take(true, () -> made[0]++);
    assertEquals(2, made[0]);
    assertTrue(times.clock().median() >= 0);
    assertTrue(times.processor() >= 0);
  }

  @Test
  void aPassThatFailsIsNotKept() {
    PassTimes times = new PassTimes();
    IOException cause = new IOException("no disk");
    IOException thrown =
        assertThrows(
            IOException.class,
            () ->
                times.take(
                    true,
                    () -> {
                      throw cause;
                    }));
    assertEquals(cause, thrown);
    assertThrows(IllegalArgumentException.class, times::clock);
  }
}
