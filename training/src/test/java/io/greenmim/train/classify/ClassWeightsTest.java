package io.greenmim.train.classify;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How much each class counts. */
class ClassWeightsTest {

  private static final List<String> CLASSES = List.of("a", "b", "c");
  private static final int[] COUNTS = {6, 3, 1};

  /** 10 images of 3 classes: 10 / (3 x 6) and so on; over the images they are 1 in the mean. */
  @Test
  void balancedClassesCountAlikeAndTheLossStaysOfItsSize() {
    float[] weights = ClassWeights.of("balanced", CLASSES, COUNTS);

    assertArrayEquals(new float[] {10f / 18, 10f / 9, 10f / 3}, weights, 1e-6f);
    assertEquals(10, 6 * weights[0] + 3 * weights[1] + weights[2], 1e-5);
  }

  @Test
  void numbersStandForTheClassesInTheirOrder() {
    assertArrayEquals(new float[] {1, 1, 1}, ClassWeights.of(null, CLASSES, COUNTS));
    assertArrayEquals(new float[] {1, 2.5f, 0}, ClassWeights.of("1,2.5,0", CLASSES, COUNTS));
  }

  @ParameterizedTest
  @ValueSource(strings = {"even", "1,x", "", "1,-1,1", "0,0,0", "1,NaN,1"})
  void otherTextsAreRefused(String text) {
    assertThrows(IllegalArgumentException.class, () -> ClassWeights.check(text));
  }
}
