package io.greenmim.train.pretrain;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.greenmim.config.ImageSize;
import io.greenmim.image.read.ImageLimits;
import io.greenmim.masking.MaskGenerator;
import io.greenmim.masking.MaskShape;
import io.greenmim.masking.MaskSharing;
import io.greenmim.masking.PatchMask;
import io.greenmim.model.mim.MaskedImageModel;
import io.greenmim.train.config.PretrainMethod;
import io.greenmim.train.config.PretrainSettings;
import io.greenmim.train.config.Settings;
import io.greenmim.train.data.Augmentation;
import io.greenmim.train.data.AugmentedImages;
import io.greenmim.train.data.BatchShape;
import io.greenmim.train.data.ImageFolderScanner;
import io.greenmim.train.data.ImageList;
import io.greenmim.train.data.PixelBatch;
import io.greenmim.train.data.ShuffledOrder;
import io.greenmim.train.data.TrainingSet;
import io.greenmim.train.data.UnreadableImages;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each method crops as its published code does. */
class MaskedImagesTest {

  private static final String MODEL = "swin_nano_patch4_window7_224";

  @TempDir private Path folder;

  @BeforeEach
  void drawNoise() throws IOException {
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 2; i++) {
      BufferedImage image = new BufferedImage(90, 70, BufferedImage.TYPE_INT_RGB);
      for (int y = 0; y < 70; y++) {
        for (int x = 0; x < 90; x++) {
          image.setRGB(x, y, random.nextInt(1 << 24));
        }
      }
      ImageIO.write(image, "png", folder.resolve(i + ".png").toFile());
    }
  }

  private byte[] batch(PretrainMethod method, double minScale) throws Exception {
    PretrainSettings settings =
        Settings.of(PretrainSettings.class)
            .create(
                Map.of(
                    "data", folder,
                    "output", folder,
                    "method", method,
                    "model", MODEL,
                    "imageSize", ImageSize.square(64),
                    "maskRatio", 0.5,
                    "batchSize", 2,
                    "minScale", minScale,
                    "seed", 7L));
    MaskedImageModel masked = new MaskedImageTask(settings.modelOptions().toConfig()).model();
    return MaskedImages.of(settings, images(), masked)
        .maker(new UnreadableImages())
        .make(0, () -> false)
        .orElseThrow()
        .pixels();
  }

  @Test
  void masksAreThoseOfTheirNumbers() throws Exception {
    for (MaskShape shape : MaskShape.values()) {
      MaskGenerator masks = shape.generator(7, 0.5);
      assertEquals(masks.generate(3, 1, 4, 4), masks(PretrainMethod.GREENMIM, null, shape));
      assertEquals(masks.generate(6, 2, 4, 4), masks(PretrainMethod.SIMMIM, null, shape));
      assertEquals(masks.generate(6, 2, 4, 4), masks(PretrainMethod.FCMAE, null, shape));
      for (PretrainMethod method : PretrainMethod.values()) {
        assertEquals(masks.generate(3, 1, 4, 4), masks(method, MaskSharing.BATCH, shape));
        assertEquals(masks.generate(6, 2, 4, 4), masks(method, MaskSharing.IMAGE, shape));
      }
    }
  }

  /** The masks of the fourth batch, of two images. */
  private List<PatchMask> masks(PretrainMethod method, MaskSharing sharing, MaskShape shape)
      throws Exception {
    Map<String, Object> given = new HashMap<>();
    given.putAll(Map.of("data", folder, "output", folder, "method", method));
    given.put("model", method == PretrainMethod.FCMAE ? "convnextv2_atto" : MODEL);
    given.putAll(Map.of("imageSize", ImageSize.square(128), "maskRatio", 0.5, "batchSize", 2));
    given.putAll(Map.of("seed", 7L, "maskShape", shape));
    given.put("masks", sharing);
    PretrainSettings settings = Settings.of(PretrainSettings.class).create(given);
    MaskedImageModel model = new MaskedImageTask(settings.modelOptions().toConfig()).model();
    return MaskedImages.of(settings, images(), model)
        .maker(new UnreadableImages())
        .make(3, () -> false)
        .orElseThrow()
        .plan()
        .masks();
  }

  private ImageList images() {
    return ImageFolderScanner.scan(folder);
  }

  private byte[] batch(Augmentation augmentation) throws Exception {
    BatchShape shape = new BatchShape(2, 3, 64, 64);
    AugmentedImages pictures =
        new AugmentedImages(images(), ImageLimits.USUAL, augmentation, shape, 7);
    return new TrainingSet<>(
            pictures,
            new ShuffledOrder(2, 2, 7),
            (number, epoch, read) -> PixelBatch.of(number, epoch, shape, read))
        .maker(new UnreadableImages())
        .make(0, () -> false)
        .orElseThrow()
        .pixels();
  }

  @Test
  void simMimCropsBilinearAndGreenMimBicubic() throws Exception {
    byte[] simMim = batch(PretrainMethod.SIMMIM, 0.5);
    byte[] green = batch(PretrainMethod.GREENMIM, 0.5);
    assertArrayEquals(batch(Augmentation.SIMMIM.withMinScale(0.5)), simMim);
    assertArrayEquals(batch(Augmentation.PRETRAINING.withMinScale(0.5)), green);
    assertFalse(Arrays.equals(simMim, green));
  }
}
