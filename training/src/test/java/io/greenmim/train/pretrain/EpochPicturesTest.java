package io.greenmim.train.pretrain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDManager;
import io.greenmim.backbone.Backbones;
import io.greenmim.config.ImageSize;
import io.greenmim.image.PixelImage;
import io.greenmim.masking.MaskSharing;
import io.greenmim.train.config.PictureChannels;
import io.greenmim.train.config.PretrainSettings;
import io.greenmim.train.config.Settings;
import io.greenmim.train.data.ImageFolderScanner;
import io.greenmim.train.testing.DrawnBands;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pictures of two images that are equal, so that masks alone tell them apart. */
class EpochPicturesTest {

  private static final int SIDE = 128;
  private static final int CHANNELS = 5;

  /** Where a sheet has its first picture, and what lies between two. */
  private static final int LEFT = 8;

  private static final int TOP = 28;
  private static final int NEXT = SIDE + 8;

  @TempDir private Path folder;

  @BeforeEach
  void draw() throws IOException {
    for (String name : List.of("a", "b")) {
      DrawnBands.write(folder.resolve("images").resolve(name + ".tif"), image());
    }
  }

  private static PixelImage image() {
    return DrawnBands.image(SIDE, SIDE, CHANNELS, 8, 1);
  }

  private PretrainSettings settings(MaskSharing masks, Map<String, Object> more) {
    List<Double> halves = Collections.nCopies(CHANNELS, 0.5);
    Map<String, Object> all = new HashMap<>(more);
    all.putAll(
        Map.of(
            "data",
            folder.resolve("images"),
            "output",
            folder.resolve("run"),
            "model",
            Backbones.defaultVariant(),
            "imageSize",
            ImageSize.square(SIDE),
            "batchSize",
            2,
            "mean",
            halves,
            "deviation",
            halves,
            "masks",
            masks));
    return Settings.of(PretrainSettings.class).create(all);
  }

  private BufferedImage sheet(PretrainSettings settings) throws IOException {
    MaskedImageTask task = new MaskedImageTask(settings.modelConfig());
    Path file = folder.resolve("sheet.png");
    try (NDManager manager = NDManager.newBaseManager()) {
      task.initialise(manager, 1);
      EpochPictures.of(settings, task.model(), ImageFolderScanner.scan(settings.data()))
          .orElseThrow()
          .drawing()
          .draw(manager)
          .write(file);
    }
    return ImageIO.read(file.toFile());
  }

  private static int[] picture(BufferedImage sheet, int row, int column) {
    return sheet.getRGB(
        LEFT + column * NEXT, TOP + row * NEXT, SIDE, SIDE, new int[SIDE * SIDE], 0, SIDE);
  }

  @Test
  void eachImageIsShownUnderItsOwnMaskWhereItHasOne() throws IOException {
    for (MaskSharing masks : MaskSharing.values()) {
      BufferedImage sheet = sheet(settings(masks, Map.of()));
      assertTrue(Arrays.equals(picture(sheet, 0, 0), picture(sheet, 1, 0)));
      boolean alike = Arrays.equals(picture(sheet, 0, 1), picture(sheet, 1, 1));
      assertEquals(masks == MaskSharing.BATCH, alike, masks::name);
    }
  }

  @Test
  void chosenChannelsAreShown() throws IOException {
    List<Integer> chosen = List.of(5, 4, 2);
    BufferedImage sheet = sheet(settings(MaskSharing.BATCH, Map.of("pictureChannels", chosen)));
    PixelImage view = PictureChannels.of(chosen, CHANNELS).view(image());
    for (int x = 0; x < SIDE; x++) {
      int seen = sheet.getRGB(LEFT + x, TOP + 7);
      for (int c = 0; c < 3; c++) {
        assertEquals(view.sample(x, 7, c), (seen >> (8 * (2 - c))) & 0xff, "pixel " + x);
      }
    }
  }

  @Test
  void theNoteTellsWhatIsLeakedAndLeftOut() {
    MaskedImageTask usual =
        new MaskedImageTask(settings(MaskSharing.BATCH, Map.of()).modelConfig());
    String note = ReconstructionSheet.note(usual.model(), PictureChannels.of(null, CHANNELS));
    assertEquals(
        "visible patches are pasted; hidden ones have their true mean and variance;"
            + " channels 1, 2, 3 of 5 are shown",
        note);
    MaskedImageTask large =
        new MaskedImageTask(settings(MaskSharing.BATCH, Map.of("maskPatch", 64)).modelConfig());
    assertEquals(
        "visible patches are pasted; hidden ones have their true mean and variance, each square of"
            + " 32 x 32 pixels its own",
        ReconstructionSheet.note(large.model(), PictureChannels.of(null, 3)));
    assertFalse(note.contains("square"), note);
  }
}
