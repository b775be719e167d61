package io.greenmim.checkpoint.resize;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.function.BiFunction;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GridTest {

  private static final double[] POINTS = {-3, -1.5, -0.5, 0, 1, 2.5, 4};
  private static final double[] VALUES = {1, -2, 0.5, 3, -1, 2, 0.25};

  /** Solved densely in the basis 1, x, x^2, x^3, (x - k)^3 for x above each inner knot k. */
  @Test
  void splineEqualsTheDenseSolution() {
    double[] targets = {-3.5, -2.2, -1, -0.1, 0.6, 1.7, 3.3, 4, 9};
    double[] expected = {
      1,
      -1.0751875243663944,
      -1.479838485101702,
      2.7209675299359417,
      1.1106606516290602,
      -1.1025474550575005,
      3.7514363439463807,
      0.25,
      0.25
    };
    assertArrayEquals(expected, apply(CubicSpline.weights(POINTS, targets), VALUES), 1e-9);
  }

  @Property(tries = 50)
  void splineReproducesCubics(
      @ForAll @DoubleRange(min = -2, max = 2) double a,
      @ForAll @DoubleRange(min = -2, max = 2) double b,
      @ForAll @DoubleRange(min = -2, max = 2) double c,
      @ForAll @DoubleRange(min = -3, max = 4) double at) {
    DoubleUnaryOperator cubic = x -> 1 + x * (a + x * (b + x * c));
    double[] values = Arrays.stream(POINTS).map(cubic).toArray();
    double[][] weights = CubicSpline.weights(POINTS, new double[] {at});
    assertEquals(cubic.applyAsDouble(at), apply(weights, values)[0], 1e-9);
  }

  @Test
  void splinePassesThroughItsPoints() {
    assertArrayEquals(VALUES, apply(CubicSpline.weights(POINTS, POINTS), VALUES), 1e-12);
  }

  @Test
  void splineRefusesTooFewOrUnorderedPoints() {
    assertThrows(
        IllegalArgumentException.class,
        () -> CubicSpline.weights(new double[] {0, 1, 2}, new double[] {1}));
    assertThrows(
        IllegalArgumentException.class,
        () -> CubicSpline.weights(new double[] {0, 1, 1, 2}, new double[] {1}));
  }

  /** Found by summing the progression and halving the interval, in Python. */
  @Test
  void geometricPositionsReachTheBorder() {
    double[] expected = {-4.749996261597554, -2.49999906539917, -1, 0, 1, 2.49999906539917};
    double[] seven = GeometricGrid.positions(7, 13);
    assertArrayEquals(expected, Arrays.copyOf(seven, expected.length), 1e-9);
    assertArrayEquals(Arrays.stream(seven).map(x -> 0 - x).toArray(), reversed(seven));
    double[] wide = GeometricGrid.positions(13, 27);
    assertEquals(-13.000003023680073, wide[0], 1e-9);
    assertEquals(-9.176987622935565, wide[1], 1e-9);
    assertEquals(2.3076189613342284, wide[8], 1e-9);
    // Shrinking needs a ratio below 1, which is not looked for: the smallest is taken.
    assertEquals(-13.809406493744058, GeometricGrid.positions(27, 13)[0], 1e-9);
  }

  @ParameterizedTest
  @CsvSource({"13, 27", "27, 13", "11, 13", "13, 23", "5, 7"})
  void bothKeepConstantsAndSymmetry(int from, int to) {
    for (BiFunction<Integer, Integer, double[][]> grid :
        Stream.<BiFunction<Integer, Integer, double[][]>>of(
                GeometricGrid::weights, BicubicGrid::weights)
            .toList()) {
      double[][] weights = grid.apply(from, to);
      assertEquals(to, weights.length);
      for (int row = 0; row < to; row++) {
        assertEquals(from, weights[row].length);
        assertEquals(1, Arrays.stream(weights[row]).sum(), 1e-9);
        assertArrayEquals(reversed(weights[row]), weights[to - 1 - row], 1e-9);
      }
    }
  }

  @Property(tries = 20)
  void bicubicOfTheSameSizeIsTheIdentity(@ForAll @IntRange(min = 1, max = 30) int size) {
    double[][] weights = BicubicGrid.weights(size, size);
    for (int row = 0; row < size; row++) {
      for (int column = 0; column < size; column++) {
        assertEquals(row == column ? 1 : 0, weights[row][column], 1e-12);
      }
    }
  }

  /** Keys' kernel is symmetric, so straight lines stay straight where no border is near. */
  @Test
  void bicubicKeepsStraightLinesWhenTheSizeDoubles() {
    double[] line = new double[12];
    Arrays.setAll(line, i -> 3 * i - 4);
    double[] doubled = apply(BicubicGrid.weights(12, 24), line);
    double[] middle = Arrays.copyOfRange(doubled, 4, 20);
    // Half-pixel targets at a quarter and three quarters: the errors of a line cancel in pairs.
    for (int i = 0; i + 1 < middle.length; i += 2) {
      double centre = (4 + i + 1) / 2.0 - 0.5;
      assertEquals(3 * centre - 4, (middle[i] + middle[i + 1]) / 2, 1e-9);
    }
  }

  /** Halfway between pixels the kernel with a = -0.75 is -3/32, 19/32, 19/32, -3/32. */
  @Test
  void bicubicHasTheEnginesKernelAndRepeatsTheBorder() {
    double[][] expected = {
      {0.5, 0.59375, -0.09375, 0, 0, 0},
      {0, -0.09375, 0.59375, 0.59375, -0.09375, 0},
      {0, 0, 0, -0.09375, 0.59375, 0.5}
    };
    double[][] weights = BicubicGrid.weights(6, 3);
    for (int row = 0; row < expected.length; row++) {
      assertArrayEquals(expected[row], weights[row], 1e-12);
    }
  }

  private static double[] apply(double[][] weights, double[] values) {
    double[] results = new double[weights.length];
    for (int row = 0; row < results.length; row++) {
      for (int i = 0; i < values.length; i++) {
        results[row] += weights[row][i] * values[i];
      }
    }
    assertTrue(results.length > 0);
    return results;
  }

  private static double[] reversed(double[] values) {
    double[] reversed = new double[values.length];
    Arrays.setAll(reversed, i -> values[values.length - 1 - i]);
    return reversed;
  }
}
