package io.greenmim.checkpoint;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.greenmim.config.GridSize;
import io.greenmim.tensors.FloatValues;
import io.greenmim.tensors.MemoryTensor;
import io.greenmim.tensors.StoredTensor;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class ResizedTableTest {

  private static final int FROM = 5;
  private static final int TO = 7;

  // Both tables: the direct sum over 25 values, and the dense solution of the spline's equations,
  // in Python.
  private static final double[][] GEOMETRIC = {
    {0.84147098, 1.98164911, 0.90929743, -0.95892427, -0.54402111, -0.08822051, -0.96139749},
    {-1.0922677, -3.47165743, -1.65352447, 1.67032767, 0.47440264, -0.50389773, 1.40984491},
    {-0.7568025, -2.05046729, -0.95892427, 0.98935825, 0.42016704, -0.1050762, 0.91294525},
    {0.6569866, 2.07824535, 0.98935825, -0.99999021, -0.28790332, 0.29626981, -0.8462204},
    {-0.54402111, -2.06442732, -0.99999021, 0.99060736, 0.14987721, -0.48153358, 0.76255845},
    {-1.1024802, -3.47098742, -1.6515535, 1.67026772, 0.48737528, -0.48582954, 1.41706277},
    {0.42016704, 2.00928977, 0.99060736, -0.96139749, -0.00885131, 0.65715945, -0.66363388}
  };
  private static final double[][] BICUBIC = {
    {0.96027079, 1.24657528, 0.47237127, -1.11228762, -0.79120423, -0.77354552, -1.14743489},
    {-0.22278797, -0.39794734, -0.18187864, 0.38021498, 0.17539138, 0.15197879, 0.32808047},
    {-0.50157393, -0.65952783, -0.25232228, 0.59042412, 0.4126341, 0.4019166, 0.6041196},
    {0.63082323, 1.05861489, 0.46966903, -0.99999021, -0.50174355, -0.44756085, -0.89016956},
    {-0.24421113, -0.59201003, -0.30293968, 0.59180524, 0.18054767, 0.12720816, 0.44827531},
    {-0.25679848, -0.40686982, -0.17518954, 0.38003247, 0.20606161, 0.18828153, 0.3486753},
    {0.44480172, 1.11134465, 0.57375228, -1.11505385, -0.32636093, -0.22333507, -0.83529611}
  };

  @Test
  void geometric() throws IOException {
    assertHeads(GEOMETRIC, TableResize.GEOMETRIC, new GridSize(TO, TO));
  }

  /** An axis of the same length stays, so that both steps give what one gives. */
  @Test
  void oneAxisAfterTheOther() throws IOException {
    assertHeads(GEOMETRIC, TableResize.GEOMETRIC, new GridSize(FROM, TO));
    assertHeads(BICUBIC, TableResize.BICUBIC, new GridSize(TO, FROM));
  }

  @Test
  void bicubic() throws IOException {
    assertHeads(BICUBIC, TableResize.BICUBIC, new GridSize(TO, TO));
  }

  /** The second head is twice the first, turned around the diagonal. */
  private static void assertHeads(double[][] expected, TableResize resize, GridSize between)
      throws IOException {
    float[] table = new float[FROM * FROM * 2];
    for (int row = 0; row < FROM; row++) {
      for (int col = 0; col < FROM; col++) {
        float value = (float) Math.sin(1 + 3 * row + col * col);
        table[(row * FROM + col) * 2] = value;
        table[(col * FROM + row) * 2 + 1] = 2 * value;
      }
    }
    MemoryTensor source = MemoryTensor.of(table, List.of((long) FROM * FROM, 2L));

    StoredTensor first = resize.resized(source, new GridSize(FROM, FROM), between);
    StoredTensor resized = resize.resized(first, between, new GridSize(TO, TO));

    assertEquals(List.of((long) TO * TO, 2L), resized.shape());
    float[] values = FloatValues.of(resized);
    for (int row = 0; row < TO; row++) {
      double[] one = new double[TO];
      double[] other = new double[TO];
      for (int col = 0; col < TO; col++) {
        one[col] = values[(row * TO + col) * 2];
        other[col] = values[(col * TO + row) * 2 + 1] / 2;
      }
      assertArrayEquals(expected[row], one, 2e-5);
      assertArrayEquals(expected[row], other, 2e-5);
    }
  }
}
