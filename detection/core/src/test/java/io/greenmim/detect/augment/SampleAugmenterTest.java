package io.greenmim.detect.augment;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.greenmim.detect.boxes.Boxes;
import io.greenmim.detect.boxes.PixelSize;
import io.greenmim.image.CropBox;
import io.greenmim.image.PixelImage;
import io.greenmim.random.SplitMix64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SampleAugmenterTest {

  private static final PixelSize SIZE = new PixelSize(480, 640);

  private static DetectionSample sample(Boxes boxes, List<Outline> outlines) {
    int[] classes = new int[boxes.size()];
    for (int i = 0; i < classes.length; i++) {
      classes[i] = i;
    }
    PixelImage image = PixelImage.rgb(10, 10, new byte[300]);
    return new DetectionSample(3, "3.png", image, boxes, classes, outlines);
  }

  private static Outline polygon(double... xy) {
    return new Outline.Polygons(List.of(xy));
  }

  /** Keeps the columns 5 to 9 of ten. */
  private static final AugmentationPolicy RIGHT_HALF =
      (size, random) -> List.of(new Crop(size, new CropBox(5, 0, 5, 10)));

  @Test
  void keepsWhatACropLeaves() {
    DetectionSample sample =
        sample(
            Boxes.of(0, 0, 4, 4, 2, 2, 8, 8, 0, 0, 9, 9, 1, 1, 5, 5),
            List.of(
                new Outline.None(),
                new Outline.None(),
                polygon(0, 0, 4, 0, 4, 9, 0, 9),
                new Outline.None()));

    DetectionSample left = new SampleAugmenter(RIGHT_HALF, false).augment(sample, SplitMix64.of(1));

    assertArrayEquals(new int[] {1}, left.classes(), "the polygon of class 2 is cut off");
    assertEquals(Boxes.of(0, 2, 3, 8), left.boxes());
    assertEquals(new PixelSize(10, 5), left.size());
  }

  @Test
  void tightensBoxesOnRequest() {
    // Of this triangle the crop leaves the columns 5 to 9 and, there, the rows below the edge.
    List<Outline> triangle = List.of(polygon(0, 0, 10, 10, 0, 10));
    DetectionSample sample = sample(Boxes.of(0, 0, 10, 10), triangle);

    DetectionSample loose =
        new SampleAugmenter(RIGHT_HALF, false).augment(sample, SplitMix64.of(1));
    DetectionSample tight = new SampleAugmenter(RIGHT_HALF, true).augment(sample, SplitMix64.of(1));

    assertEquals(Boxes.of(0, 0, 5, 10), loose.boxes());
    assertEquals(0, tight.boxes().x1(0));
    assertEquals(5, tight.boxes().y1(0), 1);
    assertEquals(10, tight.boxes().y2(0));
  }

  @Test
  void cropsMayBeEmpty() {
    DetectionSample left =
        new SampleAugmenter(RIGHT_HALF, false)
            .augment(sample(Boxes.of(0, 0, 4, 4), List.of(new Outline.None())), SplitMix64.of(1));

    assertEquals(0, left.boxes().size());
  }

  @Test
  void theSameSeedDrawsTheSame() {
    AugmentationPolicy policy =
        AugmentationPolicy.inOrder(new RandomFlip(0.5), new PublishedMultiScale());
    Set<List<GeometricTransform>> drawn = new HashSet<>();
    for (int epoch = 0; epoch < 20; epoch++) {
      List<GeometricTransform> one = policy.draw(SIZE, SampleAugmenter.random(5, epoch, 139, 0));
      assertEquals(one, policy.draw(SIZE, SampleAugmenter.random(5, epoch, 139, 0)));
      drawn.add(one);
    }
    assertTrue(drawn.size() > 10, drawn.size() + " different ones");
    assertNotEquals(
        SampleAugmenter.random(5, 0, 139, 0).nextLong(),
        SampleAugmenter.random(5, 0, 139, 1).nextLong());
  }

  @Test
  void publishedMultiScaleCropsHalfOfThePictures() {
    Set<Integer> sides = new HashSet<>();
    Set<Integer> cropSources = new HashSet<>();
    int cropped = 0;
    for (int i = 0; i < 2000; i++) {
      List<GeometricTransform> drawn = new PublishedMultiScale().draw(SIZE, SplitMix64.of(1, i));
      PixelSize size = drawn.isEmpty() ? SIZE : drawn.get(drawn.size() - 1).to();
      int shorter = Math.min(size.width(), size.height());
      int longer = Math.max(size.width(), size.height());
      assertTrue(longer <= 1333);
      assertTrue(shorter % 32 == 0 || longer == 1333, size.toString());
      sides.add(shorter);
      for (GeometricTransform transform : drawn) {
        if (transform instanceof Crop crop) {
          cropped++;
          cropSources.add(crop.from().height());
          assertTrue(crop.box().width() >= 384 && crop.box().width() <= 600);
          assertTrue(crop.box().height() >= 384 && crop.box().height() <= 600);
        }
      }
    }
    assertTrue(Math.abs(cropped - 1000) < 100, cropped + " of 2000");
    assertEquals(Set.of(400, 500, 600), cropSources);
    for (int side = 480; side <= 800; side += 32) {
      assertTrue(sides.contains(side), sides.toString());
    }
  }

  @Test
  void smallPicturesAreCroppedToTheirOwnSides() {
    Crop crop =
        (Crop) new RandomSizeCrop(384, 600).draw(new PixelSize(1000, 300), SplitMix64.of(3)).get(0);

    assertEquals(300, crop.box().width());
    assertTrue(crop.box().height() >= 384 && crop.box().height() <= 600);
  }

  @Test
  void jitterStaysInItsSquare() {
    int smaller = 0;
    int larger = 0;
    for (int i = 0; i < 500; i++) {
      List<GeometricTransform> drawn = LargeScaleJitter.published().draw(SIZE, SplitMix64.of(2, i));
      Resize resize = (Resize) drawn.get(0);
      PixelSize to = drawn.get(drawn.size() - 1).to();
      assertTrue(to.width() <= 1024 && to.height() <= 1024);
      assertTrue(resize.to().width() >= 102 && resize.to().width() <= 2048);
      assertEquals(SIZE.within(resize.to().width()).height(), resize.to().height(), 1);
      smaller += to.width() < 1024 ? 1 : 0;
      larger += drawn.size() > 1 ? 1 : 0;
    }
    // A scale of at least 1 exceeds the square: 1 / 1.9 of the range.
    assertEquals(500 / 1.9, larger, 50);
    assertEquals(500, smaller + larger, 5);
  }

  @Test
  void refusesSettingsThatMakeNoSense() {
    assertThrows(IllegalArgumentException.class, () -> new RandomFlip(1.5));
    assertThrows(IllegalArgumentException.class, () -> new RandomSizeCrop(5, 4));
    assertThrows(IllegalArgumentException.class, () -> new ShortSideResize(List.of(), 5));
    assertThrows(IllegalArgumentException.class, () -> new LargeScaleJitter(0, 2, 1024));
    assertThrows(
        IllegalArgumentException.class,
        () -> sample(Boxes.of(0, 0, 1, 1), List.of()),
        "a box without an outline");
  }
}
