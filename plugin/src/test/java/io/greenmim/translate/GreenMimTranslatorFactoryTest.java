package io.greenmim.translate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.inference.Predictor;
import ai.djl.modality.Input;
import ai.djl.modality.Output;
import ai.djl.modality.cv.Image;
import ai.djl.modality.cv.ImageFactory;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.training.ParameterStore;
import ai.djl.translate.TranslateException;
import ai.djl.util.JsonUtils;
import io.greenmim.config.ImageSize;
import io.greenmim.config.ModelConfig;
import io.greenmim.config.Preprocessing;
import io.greenmim.image.PixelImage;
import io.greenmim.testing.TinyImages;
import io.greenmim.testing.TinyModels;
import io.greenmim.weights.ModelFolder;
import io.greenmim.weights.StateDict;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GreenMimTranslatorFactoryTest {

  /** Values that pass through the same operations in another order of summation. */
  private static final float TOLERANCE = 1e-5f;

  private static final int SIZE = 64;

  /** Grey of a hidden patch: ImageNet's mean colour in 8 bits. */
  private static final int[] GREY = {124, 116, 104};

  private static final ModelConfig CONFIG = TinyModels.masked(SIZE, 4);

  private Model model;

  @BeforeEach
  void makeModel() {
    model = model(ModelFolder.newMaskedImageModel(CONFIG));
  }

  @AfterEach
  void closeModel() {
    model.close();
  }

  private static Model model(Block block) {
    Model model = Model.newInstance("tiny", Device.cpu(), "PyTorch");
    StateDict.of(block).initialise(model.getNDManager(), ModelFolder.inputShape(CONFIG), 3);
    block.freezeParameters(true);
    model.setBlock(block);
    model.setProperty(GreenMimTranslatorFactory.IMAGE_SIZE, Integer.toString(SIZE));
    return model;
  }

  private <I, O> Predictor<I, O> predictor(
      Class<I> input, Class<O> output, Map<String, ?> arguments) {
    return model.newPredictor(
        new GreenMimTranslatorFactory().newInstance(input, output, model, arguments));
  }

  /** What the encoder says of a crop that was normalised by hand. */
  private NDList expected(PixelImage image) {
    PixelImage crop =
        new EvalTransform(ImageSize.square(SIZE), true, Preprocessing.IMAGENET).apply(image);
    double[] mean = {0.485, 0.456, 0.406};
    double[] deviation = {0.229, 0.224, 0.225};
    float[] values = new float[3 * SIZE * SIZE];
    for (int c = 0; c < 3; c++) {
      for (int y = 0; y < SIZE; y++) {
        for (int x = 0; x < SIZE; x++) {
          double value = (crop.sample(x, y, c) / 255.0 - mean[c]) / deviation[c];
          values[(c * SIZE + y) * SIZE + x] = (float) value;
        }
      }
    }
    NDArray input = model.getNDManager().create(values, new Shape(1, 3, SIZE, SIZE));
    ParameterStore store = new ParameterStore(model.getNDManager(), false);
    return model.getBlock().forward(store, new NDList(input), false);
  }

  @Test
  void featureIsThePooledMap() throws TranslateException {
    PixelImage image = TinyImages.noisy(120, 90, 1);
    try (Predictor<Image, float[]> predictor = predictor(Image.class, float[].class, Map.of())) {
      float[] feature = predictor.predict(TinyImages.toDjl(image));
      assertArrayEquals(expected(image).get(0).toFloatArray(), feature, TOLERANCE);
    }
  }

  @Test
  void imagesNeedNotBeSquare() throws TranslateException {
    PixelImage image = TinyImages.noisy(150, 90, 1);
    Map<String, Object> wide = Map.of("imageSize", "64x128");
    try (Predictor<PixelImage, Image> pictures = predictor(PixelImage.class, Image.class, wide);
        Predictor<PixelImage, NDList> maps = predictor(PixelImage.class, NDList.class, wide);
        NDList found = maps.predict(image)) {
      Image picture = pictures.predict(image);
      assertEquals(128, picture.getWidth());
      assertEquals(64, picture.getHeight());
      assertEquals(new Shape(8, 16, 32), found.get(0).getShape());
    }
  }

  @Test
  void everyInputTypeGivesTheSameFeature(@TempDir Path folder)
      throws TranslateException, IOException {
    PixelImage image = TinyImages.noisy(100, 80, 2);
    Path file = TinyImages.write(folder.resolve("a picture.png"), image);
    URL url = file.toUri().toURL();
    try (Predictor<PixelImage, float[]> pixels =
            predictor(PixelImage.class, float[].class, Map.of());
        Predictor<Path, float[]> paths = predictor(Path.class, float[].class, Map.of());
        Predictor<URL, float[]> urls = predictor(URL.class, float[].class, Map.of());
        Predictor<String, float[]> texts = predictor(String.class, float[].class, Map.of());
        Predictor<InputStream, float[]> streams =
            predictor(InputStream.class, float[].class, Map.of());
        InputStream stream = Files.newInputStream(file)) {
      float[] feature = pixels.predict(image);
      assertEquals(64, feature.length);
      assertArrayEquals(feature, paths.predict(file));
      assertArrayEquals(feature, urls.predict(url));
      assertArrayEquals(feature, texts.predict(url.toString()));
      assertArrayEquals(feature, streams.predict(stream));
    }
  }

  @Test
  void batchEqualsSingleImages() throws TranslateException {
    List<PixelImage> images =
        List.of(
            TinyImages.noisy(64, 64, 1),
            TinyImages.noisy(120, 70, 2),
            TinyImages.noisy(30, 200, 3));
    try (Predictor<PixelImage, float[]> predictor =
            predictor(PixelImage.class, float[].class, Map.of());
        Predictor<PixelImage, ReconstructionPictures> pictures =
            predictor(PixelImage.class, ReconstructionPictures.class, Map.of())) {
      List<float[]> batch = predictor.batchPredict(images);
      List<ReconstructionPictures> reconstructions = pictures.batchPredict(images);
      for (int i = 0; i < images.size(); i++) {
        assertArrayEquals(predictor.predict(images.get(i)), batch.get(i), TOLERANCE);
        ReconstructionPictures single = pictures.predict(images.get(i));
        ReconstructionPictures ofBatch = reconstructions.get(i);
        assertArrayEquals(single.original().bytes(), ofBatch.original().bytes());
        assertArrayEquals(single.reconstruction().bytes(), ofBatch.reconstruction().bytes());
      }
    }
  }

  @Test
  void mapsBelongToTheCaller() throws TranslateException {
    PixelImage image = TinyImages.noisy(64, 64, 5);
    NDList maps;
    try (Predictor<PixelImage, NDList> predictor =
        predictor(PixelImage.class, NDList.class, Map.of())) {
      maps = predictor.batchPredict(List.of(TinyImages.noisy(64, 64, 6), image)).get(1);
    }
    try (maps) {
      assertEquals(
          List.of(
              new Shape(8, 16, 16), new Shape(16, 8, 8), new Shape(32, 4, 4), new Shape(64, 2, 2)),
          maps.stream().map(NDArray::getShape).toList());
      assertEquals(
          List.of("stage0", "stage1", "stage2", "stage3"),
          maps.stream().map(NDArray::getName).toList());
      NDList expected = expected(image);
      for (int i = 0; i < 4; i++) {
        assertArrayEquals(
            expected.get(i + 1).toFloatArray(),
            maps.get(i).toFloatArray(),
            TOLERANCE,
            "stage " + i);
      }
    }
  }

  @Test
  void reconstructionKeepsTheVisiblePatches() throws TranslateException {
    PixelImage image = TinyImages.noisy(SIZE, SIZE, 7);
    Map<String, ?> arguments =
        Map.of("resize", "false", "maskSeed", 4.0, "maskRatio", 0.75, "imageSize", 64.0);
    try (Predictor<PixelImage, ReconstructionPictures> predictor =
            predictor(PixelImage.class, ReconstructionPictures.class, arguments);
        Predictor<Image, Image> images = predictor(Image.class, Image.class, arguments)) {
      ReconstructionPictures pictures = predictor.predict(image);
      assertArrayEquals(image.bytes(), pictures.original().bytes());
      int hidden = 0;
      for (int patch = 0; patch < 4; patch++) {
        if (isGrey(pictures.masked(), patch)) {
          hidden++;
          assertNotEquals(0, difference(image, pictures.reconstruction(), patch));
        } else {
          assertEquals(0, difference(image, pictures.masked(), patch));
          assertEquals(0, difference(image, pictures.reconstruction(), patch));
        }
      }
      assertEquals(3, hidden, "hidden patches of 4 at ratio 0.75");
      Image answer = images.predict(TinyImages.toDjl(image));
      assertArrayEquals(
          pictures.reconstruction().bytes(),
          answer.toNDArray(model.getNDManager(), Image.Flag.COLOR).toByteArray());
    }
  }

  @Test
  void theReferenceOrderMovesTheLatentsAlone() throws TranslateException {
    PixelImage image = TinyImages.noisy(SIZE, SIZE, 7);
    Map<String, ?> own = Map.of("resize", "false", "maskSeed", 2, "maskRatio", 0.5);
    Map<String, ?> published =
        Map.of("resize", "false", "maskSeed", 2, "maskRatio", 0.5, "referenceTokenOrder", "true");
    try (Predictor<PixelImage, ReconstructionPictures> a =
            predictor(PixelImage.class, ReconstructionPictures.class, own);
        Predictor<PixelImage, ReconstructionPictures> b =
            predictor(PixelImage.class, ReconstructionPictures.class, published)) {
      ReconstructionPictures ours = a.predict(image);
      ReconstructionPictures theirs = b.predict(image);
      assertArrayEquals(ours.masked().bytes(), theirs.masked().bytes());
      assertFalse(
          Arrays.equals(ours.reconstruction().bytes(), theirs.reconstruction().bytes()),
          "two of two visible latents change places under this seed");
    }
  }

  @Test
  void simMimReconstructsToo() throws TranslateException {
    model.close();
    model = model(ModelFolder.newMaskedImageModel(TinyModels.simMim(SIZE, 4)));
    PixelImage image = TinyImages.noisy(SIZE, SIZE, 7);
    try (Predictor<PixelImage, ReconstructionPictures> predictor =
            predictor(PixelImage.class, ReconstructionPictures.class, Map.of("resize", "false"));
        Predictor<PixelImage, float[]> features =
            predictor(PixelImage.class, float[].class, Map.of())) {
      ReconstructionPictures pictures = predictor.predict(image);
      long hidden =
          List.of(0, 1, 2, 3).stream().filter(patch -> isGrey(pictures.masked(), patch)).count();
      assertEquals(2, hidden);
      assertArrayEquals(expected(image).get(0).toFloatArray(), features.predict(image), TOLERANCE);
    }
    assertThrows(
        IllegalArgumentException.class,
        () -> predictor(PixelImage.class, Image.class, Map.of("referenceTokenOrder", "true")));
  }

  private static boolean isGrey(PixelImage image, int patch) {
    for (int i = 0; i < 32 * 32 * 3; i++) {
      if (sample(image, patch, i) != GREY[i % 3]) {
        return false;
      }
    }
    return true;
  }

  private static int difference(PixelImage a, PixelImage b, int patch) {
    int most = 0;
    for (int i = 0; i < 32 * 32 * 3; i++) {
      most = Math.max(most, Math.abs(sample(a, patch, i) - sample(b, patch, i)));
    }
    return most;
  }

  private static int sample(PixelImage image, int patch, int i) {
    return image.sample(patch % 2 * 32 + i / 3 % 32, patch / 2 * 32 + i / 96, i % 3);
  }

  @Test
  void maskDependsOnTheSeedAlone() throws TranslateException {
    PixelImage image = TinyImages.noisy(SIZE, SIZE, 7);
    List<List<Boolean>> masks = new ArrayList<>();
    for (int seed = 0; seed < 8; seed++) {
      try (Predictor<PixelImage, ReconstructionPictures> predictor =
          predictor(PixelImage.class, ReconstructionPictures.class, Map.of("maskSeed", seed))) {
        PixelImage first = predictor.predict(image).masked();
        assertArrayEquals(first.bytes(), predictor.predict(image).masked().bytes());
        PixelImage masked = first;
        masks.add(List.of(0, 1, 2, 3).stream().map(patch -> isGrey(masked, patch)).toList());
      }
    }
    assertTrue(masks.stream().distinct().count() > 1, masks::toString);
  }

  @Test
  void servingAnswersJsonOrPng() throws TranslateException, IOException {
    PixelImage image = TinyImages.noisy(70, 80, 8);
    Path file = TinyImages.write(Files.createTempFile("greenmim", ".png"), image);
    Input input = new Input();
    input.add("data", Files.readAllBytes(file));
    Files.delete(file);
    try (Predictor<Input, Output> features = predictor(Input.class, Output.class, Map.of());
        Predictor<Input, Output> pictures =
            predictor(Input.class, Output.class, Map.of("output", "reconstruction"));
        Predictor<PixelImage, float[]> direct =
            predictor(PixelImage.class, float[].class, Map.of())) {
      String json = features.predict(input).getData().getAsString();
      assertArrayEquals(
          direct.predict(image), JsonUtils.GSON.fromJson(json, float[].class), TOLERANCE);
      byte[] png = pictures.predict(input).getData().getAsBytes();
      Image picture = ImageFactory.getInstance().fromInputStream(new ByteArrayInputStream(png));
      assertEquals(SIZE, picture.getWidth());
    }
  }

  @Test
  void predictionsLeaveNoArrayBehind() throws TranslateException {
    PixelImage image = TinyImages.noisy(64, 64, 9);
    try (Predictor<PixelImage, float[]> features =
            predictor(PixelImage.class, float[].class, Map.of());
        Predictor<PixelImage, NDList> maps = predictor(PixelImage.class, NDList.class, Map.of());
        Predictor<PixelImage, ReconstructionPictures> pictures =
            predictor(PixelImage.class, ReconstructionPictures.class, Map.of())) {
      int[] counts = new int[4];
      for (int i = 0; i < counts.length; i++) {
        features.predict(image);
        maps.predict(image).close();
        pictures.predict(image);
        counts[i] = model.getNDManager().getManagedArrays().size();
      }
      assertArrayEquals(new int[] {counts[0], counts[0], counts[0], counts[0]}, counts);
    }
  }

  @Test
  void wrongUseIsExplained() {
    GreenMimTranslatorFactory factory = new GreenMimTranslatorFactory();
    assertMessage(
        "imageSize: expected a multiple of the mask patch 32, got 80",
        () -> factory.newInstance(Image.class, Image.class, model, Map.of("imageSize", 80)));
    assertMessage(
        "imageSize: expected a whole number of pixels from 1 to 8192, got 64.5",
        () -> factory.newInstance(Image.class, float[].class, model, Map.of("imageSize", 64.5)));
    assertMessage(
        "imageSize: expected a side in pixels, or HEIGHTxWIDTH such as 160x320, got wide",
        () -> factory.newInstance(Image.class, float[].class, model, Map.of("imageSize", "wide")));
    assertMessage(
        "imageSize: expected a multiple of the mask patch 32, got 64x80",
        () -> factory.newInstance(Image.class, Image.class, model, Map.of("imageSize", "64x80")));
    assertMessage(
        "imageSize: expected a multiple of the patch size 4, got 64x98",
        () -> factory.newInstance(Image.class, float[].class, model, Map.of("imageSize", "64x98")));
    assertMessage(
        "maskRatio: expected a number, got half",
        () -> factory.newInstance(Image.class, Image.class, model, Map.of("maskRatio", "half")));
    assertMessage(
        "output: expected feature, reconstruction or classifications, got maps",
        () -> factory.newInstance(Input.class, Output.class, model, Map.of("output", "maps")));
    assertThrows(
        IllegalArgumentException.class,
        () -> factory.newInstance(Image.class, String.class, model, Map.of()));
    try (Model bare = model(ModelFolder.newEncoder(CONFIG))) {
      assertMessage(
          "tiny: expected a model of masked image modelling to reconstruct, got a bare encoder",
          () -> factory.newInstance(Image.class, Image.class, bare, Map.of()));
    }
    try (Model silent = Model.newInstance("silent", Device.cpu(), "PyTorch")) {
      assertMessage(
          "imageSize: the model silent does not tell its image size, expected it as an argument",
          () -> factory.newInstance(Image.class, float[].class, silent, Map.of()));
    }
  }

  private static void assertMessage(String expected, Runnable use) {
    IllegalArgumentException e = assertThrows(IllegalArgumentException.class, use::run);
    assertEquals(expected, e.getMessage());
  }
}
