package io.greenmim.detect.augment;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.greenmim.detect.boxes.Boxes;
import io.greenmim.detect.boxes.PixelSize;
import io.greenmim.detect.mask.PixelBox;
import io.greenmim.detect.mask.RunLengthMask;
import io.greenmim.image.PixelImage;
import io.greenmim.random.SplitMix64;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Whatever is drawn, pixels, boxes, polygons and bitmaps end at the same place. */
class AugmentationPropertyTest {

  /** The policies at a quarter of their sizes. */
  private static final List<AugmentationPolicy> POLICIES =
      List.of(
          new RandomFlip(1),
          new ShortSideResize(List.of(120, 160, 200), 333),
          AugmentationPolicy.inOrder(
              new RandomFlip(0.5),
              new ShortSideResize(List.of(100, 125, 150), 333),
              new RandomSizeCrop(96, 150),
              new ShortSideResize(List.of(120, 160, 200), 333)),
          AugmentationPolicy.inOrder(new RandomFlip(0.5), new LargeScaleJitter(0.3, 2.0, 256)));

  private static final int MOST_SCALE = 5;

  /** White inside the rectangle, black outside, with its polygon and its bitmap. */
  private static DetectionSample rectangle(PixelSize size, SplitMix64 random) {
    int x1 = random.nextInt(size.width() - 20);
    int y1 = random.nextInt(size.height() - 20);
    int x2 = x1 + 20 + random.nextInt(size.width() - x1 - 19);
    int y2 = y1 + 20 + random.nextInt(size.height() - y1 - 19);
    byte[] rgb = new byte[3 * size.width() * size.height()];
    byte[] bitmap = new byte[size.width() * size.height()];
    for (int y = y1; y < y2; y++) {
      for (int x = x1; x < x2; x++) {
        int pixel = y * size.width() + x;
        bitmap[pixel] = 1;
        rgb[3 * pixel] = (byte) 255;
      }
    }
    double[] polygon = {x1, y1, x2, y1, x2, y2, x1, y2};
    RunLengthMask mask = RunLengthMask.encode(size.height(), size.width(), bitmap);
    float[] box = {x1, y1, x2, y2};
    return new DetectionSample(
        1,
        "1.png",
        PixelImage.rgb(size.width(), size.height(), rgb),
        Boxes.concat(List.of(Boxes.of(box), Boxes.of(box))),
        new int[] {4, 5},
        List.of(new Outline.Polygons(List.of(polygon)), new Outline.Bitmap(mask)));
  }

  private static DetectionSample triangle(PixelSize size, SplitMix64 random) {
    double[] xy = new double[6];
    float[] box = {Float.MAX_VALUE, Float.MAX_VALUE, 0, 0};
    for (int i = 0; i < xy.length; i++) {
      xy[i] = random.nextDouble() * (i % 2 == 0 ? size.width() : size.height());
      box[i % 2] = (float) Math.min(box[i % 2], xy[i]);
      box[2 + i % 2] = (float) Math.max(box[2 + i % 2], xy[i]);
    }
    PixelImage black =
        PixelImage.rgb(size.width(), size.height(), new byte[3 * size.width() * size.height()]);
    Outline outline = new Outline.Polygons(List.of(xy));
    return new DetectionSample(1, "1.png", black, Boxes.of(box), new int[1], List.of(outline));
  }

  private static PixelSize size(SplitMix64 random) {
    return new PixelSize(90 + random.nextInt(120), 90 + random.nextInt(120));
  }

  @Property(tries = 150)
  void masksLieInTheirBoxesAndFillThem(@ForAll long seed, @ForAll @IntRange(max = 3) int policy) {
    SplitMix64 random = SplitMix64.of(seed);
    DetectionSample sample = rectangle(size(random), random);

    DetectionSample after =
        new SampleAugmenter(POLICIES.get(policy), false).augment(sample, random);

    double scale = policy == 0 ? 1 : MOST_SCALE;
    for (int i = 0; i < after.boxes().size(); i++) {
      Outline outline = after.outlines().get(i);
      PixelBox box = outline.mask(after.size()).orElseThrow().box();
      Boxes boxes = after.boxes();
      // A bitmap is rounded by each of two resizings, and the second magnifies the first error.
      double tolerance = policy == 2 && outline instanceof Outline.Bitmap ? 2 : 1;
      if (boxes.width(i) > scale && boxes.height(i) > scale) {
        assertEquals(boxes.x1(i), box.x(), tolerance);
        assertEquals(boxes.y1(i), box.y(), tolerance);
        assertEquals(boxes.x2(i), box.x() + box.width(), tolerance);
        assertEquals(boxes.y2(i), box.y() + box.height(), tolerance);
      }
    }
  }

  @Property(tries = 150)
  void pixelsLieWhereTheMasksAre(@ForAll long seed, @ForAll @IntRange(max = 3) int policy) {
    SplitMix64 random = SplitMix64.of(seed);
    DetectionSample sample = rectangle(size(random), random);

    DetectionSample after = new SampleAugmenter(POLICIES.get(policy), true).augment(sample, random);

    for (int i = 0; i < after.boxes().size(); i++) {
      byte[] mask = after.outlines().get(i).mask(after.size()).orElseThrow().decode();
      Boxes boxes = after.boxes();
      for (int y = 0; y < after.size().height(); y++) {
        for (int x = 0; x < after.size().width(); x++) {
          boolean white = after.image().sample(x, y, 0) > 127;
          boolean inside = mask[y * after.size().width() + x] == 1;
          boolean atTheEdge =
              Math.min(Math.abs(x + 0.5 - boxes.x1(i)), Math.abs(x + 0.5 - boxes.x2(i))) <= 2
                  || Math.min(Math.abs(y + 0.5 - boxes.y1(i)), Math.abs(y + 0.5 - boxes.y2(i)))
                      <= 2;
          assertTrue(white == inside || atTheEdge, x + ", " + y);
        }
      }
    }
  }

  @Property(tries = 150)
  void polygonsAndBitmapsAgreeButForTheEdges(
      @ForAll long seed, @ForAll @IntRange(max = 3) int policy) {
    SplitMix64 random = SplitMix64.of(seed);
    DetectionSample polygon = triangle(size(random), random);
    RunLengthMask before = polygon.outlines().get(0).mask(polygon.size()).orElseThrow();
    List<GeometricTransform> drawn = POLICIES.get(policy).draw(polygon.size(), random);
    Outline moved = polygon.outlines().get(0);
    Outline sampled = new Outline.Bitmap(before);
    PixelSize size = polygon.size();
    double scale = 1;
    for (GeometricTransform transform : drawn) {
      moved = transform.apply(moved);
      sampled = transform.apply(sampled);
      size = transform.to();
      scale *= Math.max(1, Math.max(transform.x(1) - transform.x(0), transform.y(1)));
    }

    byte[] expected = sampled.mask(size).orElseThrow().decode();
    byte[] actual = moved.mask(size).orElseThrow().decode();

    double[] xy = ((Outline.Polygons) moved).parts().get(0);
    for (int i = 0; i < actual.length; i++) {
      if (actual[i] != expected[i]) {
        int row = i / size.width();
        double x = i % size.width() + 0.5;
        double y = row + 0.5;
        assertTrue(distance(xy, x, y) <= 1 + scale, x + ", " + y + " at scale " + scale);
      }
    }
  }

  private static double distance(double[] xy, double x, double y) {
    double least = Double.MAX_VALUE;
    for (int i = 0; i < xy.length; i += 2) {
      int j = (i + 2) % xy.length;
      double dx = xy[j] - xy[i];
      double dy = xy[j + 1] - xy[i + 1];
      double along = ((x - xy[i]) * dx + (y - xy[i + 1]) * dy) / (dx * dx + dy * dy);
      double t = Math.max(0, Math.min(1, along));
      least = Math.min(least, Math.hypot(x - xy[i] - t * dx, y - xy[i + 1] - t * dy));
    }
    return least;
  }

  @Property(tries = 100)
  void boxesOfWhatACropLeavesAreTight(@ForAll long seed, @ForAll @IntRange(max = 3) int policy) {
    SplitMix64 random = SplitMix64.of(seed);
    DetectionSample sample = triangle(size(random), random);

    DetectionSample loose =
        new SampleAugmenter(POLICIES.get(policy), false).augment(sample, SplitMix64.of(seed, 1));
    DetectionSample tight =
        new SampleAugmenter(POLICIES.get(policy), true).augment(sample, SplitMix64.of(seed, 1));

    boolean cropped =
        POLICIES.get(policy).draw(sample.size(), SplitMix64.of(seed, 1)).stream()
            .anyMatch(transform -> transform instanceof Crop);
    assertEquals(loose.boxes().size(), tight.boxes().size());
    for (int i = 0; i < tight.boxes().size(); i++) {
      PixelBox box = tight.outlines().get(i).mask(tight.size()).orElseThrow().box();
      Boxes around = loose.boxes();
      if (box.width() > 0) {
        assertTrue(box.x() >= around.x1(i) - 1 && box.y() >= around.y1(i) - 1);
        assertTrue(box.x() + box.width() <= around.x2(i) + 1);
        assertTrue(box.y() + box.height() <= around.y2(i) + 1);
        float[] pixels = {
          box.x(), box.y(), box.x() + box.width(), box.y() + box.height(),
        };
        assertEquals(cropped ? Boxes.of(pixels) : loose.boxes(), tight.boxes());
      }
    }
  }

  @Property(tries = 50)
  void twoFlipsAreNone(@ForAll long seed) {
    SplitMix64 random = SplitMix64.of(seed);
    DetectionSample sample = rectangle(size(random), random);
    HorizontalFlip flip = new HorizontalFlip(sample.size());

    DetectionSample back = flip.apply(flip.apply(sample));

    assertArrayEquals(sample.image().bytes(), back.image().bytes());
    assertEquals(sample.boxes(), back.boxes());
    assertEquals(sample.outlines().get(1), back.outlines().get(1));
    assertArrayEquals(
        ((Outline.Polygons) sample.outlines().get(0)).parts().get(0),
        ((Outline.Polygons) back.outlines().get(0)).parts().get(0));
  }
}
