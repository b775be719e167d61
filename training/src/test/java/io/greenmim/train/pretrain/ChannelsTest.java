package io.greenmim.train.pretrain;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.modality.cv.Image;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import io.greenmim.backbone.Backbones;
import io.greenmim.checkpoint.ChannelFit;
import io.greenmim.config.ImageSize;
import io.greenmim.config.ModelConfig;
import io.greenmim.config.Preprocessing;
import io.greenmim.image.PixelImage;
import io.greenmim.image.PixelPlanes;
import io.greenmim.ops.ImageTensors;
import io.greenmim.tensors.FloatValues;
import io.greenmim.train.data.BatchShape;
import io.greenmim.train.data.DataException;
import io.greenmim.train.data.PixelBatch;
import io.greenmim.train.predict.FolderPredictor;
import io.greenmim.train.testing.DrawnBands;
import io.greenmim.translate.ReconstructionPictures;
import io.greenmim.weights.ConfigFile;
import io.greenmim.weights.WeightsFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pre-training on images of any channels, and what is made of its models. */
class ChannelsTest {

  private static final String MODEL = Backbones.defaultVariant();

  @TempDir private Path folder;
  private Path images;

  @BeforeEach
  void draw() throws IOException {
    images = folder.resolve("images");
    for (int i = 0; i < 4; i++) {
      // Files of 8 and of 16 bits may stand side by side.
      DrawnBands.write(
          images.resolve("a" + i + ".tif"), DrawnBands.image(72, 70, 8, i == 0 ? 8 : 16, i));
    }
  }

  private Pretraining.Builder builder(String name) {
    return Pretraining.builder()
        .setData(images)
        .setOutput(folder.resolve(name))
        .optModel(MODEL)
        .optImageSize(ImageSize.square(64))
        .optBatchSize(2)
        .optMaxSteps(2)
        .optLoaderThreads(1)
        .optPictures(2);
  }

  private static List<Double> eight(double value) {
    return Collections.nCopies(8, value);
  }

  @Test
  void eightBandsOfSixteenBitsAreTrainedOnAndPredicted() throws Exception {
    builder("run").optStatistics(eight(0.5), eight(0.2)).optValData(images).build().run();
    Path run = folder.resolve("run");
    ModelConfig config = ConfigFile.readModel(run);
    assertEquals(8, config.encoder().inChannels());
    assertEquals(eight(0.2), config.preprocessing().deviation());
    assertTrue(Files.exists(run.resolve("reconstructions")));
    // The same options are read again, and the run goes on.
    builder("run").optMaxSteps(3).optResume(true).build().run();

    Map<String, float[]> features = new HashMap<>();
    try (FolderPredictor<float[]> predictor =
        FolderPredictor.builder(float[].class)
            .setModel(run.toString())
            .setImages(images)
            .optArgument("head", "false")
            .build()) {
      predictor.run(features::put);
    }
    Criteria<Path, float[]> paths =
        Criteria.builder()
            .setTypes(Path.class, float[].class)
            .optModelPath(run)
            .optArgument("head", "false")
            .build();
    try (ZooModel<Path, float[]> model = paths.loadModel();
        var predictor = model.newPredictor()) {
      float[] feature = predictor.predict(images.resolve("a1.tif"));
      assertArrayEquals(features.get("a1.tif"), feature, 1e-4f);
      Path grey = DrawnBands.write(folder.resolve("g.tif"), DrawnBands.image(72, 70, 1, 8, 0));
      Exception refused = assertThrows(Exception.class, () -> predictor.predict(grey));
      assertTrue(
          String.valueOf(refused.getMessage()).contains("expected an image of 8 channels, found 1"),
          refused::toString);
    }
    Criteria<Path, ReconstructionPictures> pictures =
        Criteria.builder()
            .setTypes(Path.class, ReconstructionPictures.class)
            .optModelPath(run)
            .build();
    try (ZooModel<Path, ReconstructionPictures> model = pictures.loadModel();
        var predictor = model.newPredictor()) {
      ReconstructionPictures found = predictor.predict(images.resolve("a1.tif"));
      assertEquals(16, found.original().bits());
      assertEquals(8, found.reconstruction().channels());
    }
    Criteria<Path, Image> shown =
        Criteria.builder().setTypes(Path.class, Image.class).optModelPath(run).build();
    try (ZooModel<Path, Image> model = shown.loadModel();
        var predictor = model.newPredictor()) {
      assertEquals(64, predictor.predict(images.resolve("a1.tif")).getWidth());
    }
    Criteria<Image, float[]> ofDjl =
        Criteria.builder().setTypes(Image.class, float[].class).optModelPath(run).build();
    Exception refused = assertThrows(Exception.class, ofDjl::loadModel);
    assertTrue(allMessages(refused).contains("got Image of three"), () -> allMessages(refused));
  }

  private static String allMessages(Throwable failure) {
    StringBuilder all = new StringBuilder();
    for (Throwable each = failure; each != null; each = each.getCause()) {
      all.append(each.getMessage()).append('\n');
    }
    return all.toString();
  }

  /** Weights for three channels become weights for eight only if somebody says how. */
  @Test
  void firstWeightsAreSpreadOnlyIfTold() throws Exception {
    Path colours = folder.resolve("colours");
    for (int i = 0; i < 4; i++) {
      DrawnBands.write(colours.resolve(i + ".tif"), DrawnBands.image(72, 70, 3, 8, i));
    }
    builder("three").setData(colours).build().run();
    Path three = folder.resolve("three");
    IOException refused =
        assertThrows(
            IOException.class,
            () ->
                builder("eight")
                    .optStatistics(eight(0.5), eight(0.2))
                    .optInit(three.toString())
                    .build()
                    .run());
    assertTrue(
        refused
            .getMessage()
            .contains("expected weights for images of 8 channels, got them for 3; setting"),
        refused::getMessage);
    builder("eight")
        .optStatistics(eight(0.5), eight(0.2))
        .optInit(three.toString())
        .optInitChannels(ChannelFit.MEAN)
        .optBaseLearningRate(1e-30)
        .build()
        .run();
    String name = "encoder.patch_embed.proj.weight";
    float[] from = values(three, name);
    float[] to = values(folder.resolve("eight"), name);
    int plane = 16;
    for (int i = 0; i < to.length; i++) {
      int at = i / (8 * plane) * 3 * plane + i % plane;
      float mean = (from[at] + from[at + plane] + from[at + 2 * plane]) / 8;
      assertEquals(mean, to[i], 1e-6, "weight " + i);
    }
    String block = "encoder.layers.0.blocks.0.attn.qkv.weight";
    assertArrayEquals(values(three, block), values(folder.resolve("eight"), block), 1e-6f);
  }

  private static float[] values(Path model, String name) throws IOException {
    return FloatValues.of(WeightsFile.open(model).tensors().get(name));
  }

  /** A file of other channels is no file to be passed over. */
  @Test
  void aFileOfOtherChannelsEndsTheRun() throws Exception {
    Path other = images.resolve("a2.tif");
    DrawnBands.write(other, DrawnBands.image(72, 70, 3, 8, 2));
    DataException refused =
        assertThrows(
            DataException.class,
            () ->
                builder("run").optPictures(0).optStatistics(eight(0.5), eight(0.2)).build().run());
    assertEquals(other + ": expected an image of 8 channels, found 3", refused.getMessage());
    assertFalse(Files.exists(folder.resolve("run").resolve("model.safetensors")));
  }

  /** Images of three channels are never made of eight. */
  @Test
  void bandsAreNoColours() {
    DataException refused = assertThrows(DataException.class, () -> builder("run").build().run());
    assertEquals(
        images.resolve("a0.tif")
            + ": expected an image of 3 channels, found 8; setting 'stats' takes the file that"
            + " 'greenmim data stats' writes of images of other channels",
        refused.getMessage());
  }

  /** Whoever said how many channels there are needs no hint. */
  @Test
  void filesThatDisagreeWithTheSettingsAreNamed() {
    List<Double> two = List.of(0.5, 0.5);
    DataException refused =
        assertThrows(
            DataException.class, () -> builder("run").optStatistics(two, two).build().run());
    assertEquals(
        images.resolve("a0.tif") + ": expected an image of 2 channels, found 8",
        refused.getMessage());
  }

  @Test
  void sixteenBitsReachTheModel() {
    Preprocessing statistics =
        Preprocessing.IMAGENET.withStatistics(List.of(0.25, 0.5), List.of(0.5, 2.0));
    PixelImage deep = PixelImage.of(1, 1, 2, new short[] {(short) 0xfffe, 0x0102});
    PixelImage shallow = PixelImage.of(1, 1, 2, new byte[] {(byte) 0x80, 7});
    float[] expected = {
      (float) ((65534 / 65535.0 - 0.25) / 0.5), (float) ((258 / 65535.0 - 0.5) / 2),
      (float) ((128 / 255.0 - 0.25) / 0.5), (float) ((7 / 255.0 - 0.5) / 2)
    };
    byte[] pixels =
        PixelBatch.of(
                0,
                0,
                new BatchShape(2, 2, 1, 1),
                List.of(PixelPlanes.of(deep, false), PixelPlanes.of(shallow, false)))
            .pixels();
    try (NDManager manager = NDManager.newBaseManager()) {
      NDArray batch = ImageTensors.upload(manager, pixels, new Shape(2, 4, 1, 1));
      assertArrayEquals(expected, ImageTensors.normalise(batch, statistics).toFloatArray(), 1e-7f);
      assertArrayEquals(
          new float[] {expected[0], expected[1]},
          ImageTensors.normalised(manager, deep, statistics).toFloatArray(),
          1e-7f);
      PixelImage six = PixelImage.of(1, 1, 4, new byte[4]);
      assertEquals(
          "image: expected 2 channels, got 4",
          assertThrows(
                  IllegalArgumentException.class,
                  () -> ImageTensors.normalised(manager, six, statistics))
              .getMessage());
      NDArray wrong = ImageTensors.upload(manager, new byte[3], new Shape(1, 3, 1, 1));
      assertThrows(IllegalArgumentException.class, () -> ImageTensors.normalise(wrong, statistics));
    }
  }
}
