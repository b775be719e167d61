package io.greenmim.train.augment;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.greenmim.config.ImageSize;
import io.greenmim.config.Preprocessing;
import io.greenmim.image.PixelImage;
import io.greenmim.image.PixelPlanes;
import io.greenmim.image.Resampler;
import io.greenmim.random.SplitMix64;
import io.greenmim.train.data.Augmentation;
import io.greenmim.train.data.RandomResizedCrop;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ClassAugmentationTest {

  private static final ImageSize SIZE = new ImageSize(24, 32);
  private static final PixelImage IMAGE = ImageOperationTest.noise(70, 50, 3, 1);

  private static ClassAugmentation of(
      Optional<RandAugment> policy, Optional<RandomErasing> erasing) {
    return new ClassAugmentation(
        Augmentation.PRETRAINING, policy, erasing, SIZE, Preprocessing.IMAGENET);
  }

  /** On any thread, in any order, as often as one likes. */
  @Test
  void aSeedGivesThePicture() {
    ClassAugmentation augmentation =
        of(Optional.of(RandAugment.USUAL), Optional.of(RandomErasing.of(0.5)));
    List<byte[]> first = IntStream.range(0, 64).mapToObj(i -> bytes(augmentation, i)).toList();
    List<byte[]> parallel =
        IntStream.range(0, 64)
            .parallel()
            .map(i -> 63 - i)
            .mapToObj(i -> bytes(augmentation, i))
            .toList();
    for (int i = 0; i < 64; i++) {
      assertArrayEquals(first.get(i), parallel.get(63 - i));
    }
    assertTrue(first.stream().map(Arrays::hashCode).distinct().count() > 60);
  }

  private static byte[] bytes(ClassAugmentation augmentation, int seed) {
    return augmentation.apply(IMAGE, SplitMix64.of(seed)).bytes();
  }

  /** The crop and the mirroring are those of pre-training. */
  @Test
  void cropsAndMirrorsAsPretraining() {
    boolean[] mirrored = new boolean[2];
    for (int seed = 0; seed < 20; seed++) {
      SplitMix64 random = SplitMix64.of(seed);
      PixelImage crop =
          new Resampler(Augmentation.PRETRAINING.filter())
              .resizeCrop(
                  IMAGE,
                  new RandomResizedCrop(Augmentation.PRETRAINING).sample(70, 50, random),
                  32,
                  24);
      boolean flip = random.nextDouble() < 0.5;
      mirrored[flip ? 1 : 0] = true;
      PixelImage picture = of(Optional.empty(), Optional.empty()).apply(IMAGE, SplitMix64.of(seed));
      assertArrayEquals(PixelPlanes.of(crop, flip), PixelPlanes.of(picture, false));
    }
    assertTrue(mirrored[0] && mirrored[1]);
  }

  /** Erasing comes last and changes nothing of what came before. */
  @Test
  void erasesLast() {
    ClassAugmentation without = of(Optional.of(RandAugment.USUAL), Optional.empty());
    ClassAugmentation with = of(Optional.of(RandAugment.USUAL), Optional.of(RandomErasing.of(1)));
    int same = 0;
    for (int seed = 0; seed < 10; seed++) {
      byte[] whole = bytes(without, seed);
      byte[] erased = bytes(with, seed);
      assertFalse(Arrays.equals(whole, erased));
      for (int i = 0; i < whole.length; i++) {
        same += whole[i] == erased[i] ? 1 : 0;
      }
    }
    assertTrue(same > 10 * 24 * 32 * 3 / 2, same + "");
    assertEquals(Augmentation.PRETRAINING.sufficientSide(32, 24), without.sufficientSide());
  }

  @Test
  void takesImagesOfAnyChannelsAndBits() {
    Preprocessing five =
        Preprocessing.IMAGENET.withStatistics(
            List.of(0.1, 0.2, 0.3, 0.4, 0.5), List.of(0.1, 0.1, 0.1, 0.1, 0.1));
    ClassAugmentation augmentation =
        new ClassAugmentation(
            Augmentation.PRETRAINING,
            Optional.of(RandAugment.USUAL),
            Optional.of(RandomErasing.of(1)),
            SIZE,
            five);
    PixelImage deep = PixelImage.of(40, 40, 5, new short[40 * 40 * 5]);
    for (PixelImage image : List.of(ImageOperationTest.noise(40, 40, 5, 1), deep)) {
      PixelImage picture = augmentation.apply(image, SplitMix64.of(1));
      assertEquals(5, picture.channels());
      assertEquals(image.bits(), picture.bits());
      assertEquals(32, picture.width());
    }
  }
}
