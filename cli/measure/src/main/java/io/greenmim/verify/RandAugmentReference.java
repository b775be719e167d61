package io.greenmim.verify;

import io.greenmim.image.PixelImage;
import io.greenmim.image.PixelPlanes;
import io.greenmim.image.ResampleFilter;
import io.greenmim.ops.Precision;
import io.greenmim.tensors.FloatValues;
import io.greenmim.train.augment.Filling;
import io.greenmim.train.augment.ImageOperation;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The operations of RandAugment, case by case: arguments of levels, and every pixel of what becomes
 * of a picture. Nothing may be off.
 */
final class RandAugmentReference implements ReferenceKind {

  private static final String ARGUMENTS = "arguments_of_levels";
  private static final String SEQUENCE = "sequence";
  private static final String OUT = "out.";

  @Override
  public boolean recognises(ReferenceFile file) {
    return file.config().says("method", "operators")
        && file.config().says("family", "rand_augment");
  }

  @Override
  public List<Comparison> repeat(ReferenceFile file, Precision precision) throws IOException {
    List<Comparison> comparisons = new ArrayList<>();
    ReferenceConfig arguments = file.config().part(ARGUMENTS);
    for (String name : arguments.names()) {
      comparisons.add(arguments(name, arguments.numberRows(name)));
    }
    ReferenceConfig cases = file.config().part(ReferenceFile.CASES);
    Set<String> unknown = file.keys(OUT);
    for (String name : cases.names()) {
      comparisons.add(pixels(file, OUT + name, cases.part(name)));
      unknown.remove(OUT + name);
    }
    unknown.forEach(key -> comparisons.add(Comparison.failure(key, "unexpected in the file")));
    return comparisons;
  }

  /** Level, argument, and argument on the other side. */
  private static Comparison arguments(String name, List<List<Double>> rows) {
    ImageOperation operation = ImageOperation.of(name);
    double[] expected = new double[2 * rows.size()];
    double[] actual = new double[2 * rows.size()];
    for (int i = 0; i < rows.size(); i++) {
      List<Double> row = rows.get(i);
      expected[2 * i] = row.get(1);
      expected[2 * i + 1] = row.get(2);
      actual[2 * i] = operation.argument(row.get(0), false);
      actual[2 * i + 1] = operation.argument(row.get(0), true);
    }
    return Comparison.of("arguments." + name, expected, actual, Tolerance.EXACT);
  }

  private static Comparison pixels(ReferenceFile file, String key, ReferenceConfig one)
      throws IOException {
    if (!file.has(key)) {
      return Comparison.failure(key, "missing in the file");
    }
    PixelImage image = image(file, "input." + one.text("input"));
    for (ReferenceConfig step : one.has(SEQUENCE) ? one.parts(SEQUENCE) : List.of(one)) {
      ImageOperation operation = ImageOperation.of(step.text("op"));
      double argument = step.has("argument") ? step.number("argument") : 0;
      image = operation.apply(image, argument, filling(step));
    }
    byte[] planes = PixelPlanes.of(image, false);
    float[] actual = new float[planes.length];
    for (int i = 0; i < planes.length; i++) {
      actual[i] = planes[i] & 0xff;
    }
    return Comparison.of(key, FloatValues.of(file.tensors().tensor(key)), actual, Tolerance.EXACT);
  }

  private static Filling filling(ReferenceConfig step) throws IOException {
    return step.has("fill")
        ? new Filling(
            ResampleFilter.valueOf(step.text("resample").toUpperCase(Locale.ROOT)),
            step.integers("fill"))
        : new Filling(ResampleFilter.BILINEAR, List.of());
  }

  private static PixelImage image(ReferenceFile file, String key) throws IOException {
    float[] values = FloatValues.of(file.tensors().tensor(key));
    byte[] planes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      planes[i] = (byte) values[i];
    }
    return PixelPlanes.image(file.length(key, 2), file.length(key, 1), planes);
  }
}
