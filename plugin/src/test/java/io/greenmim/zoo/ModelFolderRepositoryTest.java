package io.greenmim.zoo;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.inference.Predictor;
import ai.djl.modality.Classifications;
import ai.djl.modality.Input;
import ai.djl.modality.Output;
import ai.djl.modality.cv.Image;
import ai.djl.modality.cv.translator.ImageFeatureExtractorFactory;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.repository.LocalRepository;
import ai.djl.repository.Repository;
import ai.djl.repository.SimpleRepository;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ModelNotFoundException;
import ai.djl.repository.zoo.ZooModel;
import ai.djl.training.ParameterStore;
import ai.djl.util.JsonUtils;
import io.greenmim.config.ClassifierConfig;
import io.greenmim.config.ModelConfig;
import io.greenmim.image.CenterCrop;
import io.greenmim.image.PixelImage;
import io.greenmim.image.ResampleFilter;
import io.greenmim.image.ResizeToCover;
import io.greenmim.testing.TinyImages;
import io.greenmim.testing.TinyModels;
import io.greenmim.translate.ReconstructionPictures;
import io.greenmim.weights.ModelFolder;
import io.greenmim.weights.StateDict;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Folders that load by {@code optModelPath} and nothing else. */
class ModelFolderRepositoryTest {

  private static final PixelImage IMAGE = TinyImages.noisy(90, 70, 1);

  @TempDir private Path folder;
  private Path run;

  @BeforeEach
  void makeRun() throws IOException {
    run = ZooFixtures.maskedModel(folder.resolve("my run"), 1);
  }

  private static <I, O> Criteria.Builder<I, O> of(Path path, Class<I> input, Class<O> output) {
    return Criteria.builder().setTypes(input, output).optModelPath(path);
  }

  private static <I, O> O predict(Criteria.Builder<I, O> criteria, I input) throws Exception {
    try (ZooModel<I, O> model = criteria.build().loadModel();
        Predictor<I, O> predictor = model.newPredictor()) {
      return predictor.predict(input);
    }
  }

  private float[] expected() throws Exception {
    return predict(ZooFixtures.ofFolder(run, PixelImage.class, float[].class), IMAGE);
  }

  @Test
  void aRunsFolderLoadsWithoutArguments() throws Exception {
    float[] expected = expected();
    assertEquals(64, expected.length);
    assertArrayEquals(expected, predict(of(run, PixelImage.class, float[].class), IMAGE));
    assertArrayEquals(
        expected, predict(of(run, Image.class, float[].class), TinyImages.toDjl(IMAGE)));
    NDList maps = predict(of(run, PixelImage.class, NDList.class), IMAGE);
    try (maps) {
      assertEquals(new Shape(8, 16, 16), maps.get(0).getShape());
    }
    assertEquals(
        64,
        predict(of(run, PixelImage.class, ReconstructionPictures.class), IMAGE).original().width());
    String address = run.toUri() + "?imageSize=96";
    assertEquals(
        96,
        predict(
                Criteria.builder()
                    .setTypes(PixelImage.class, ReconstructionPictures.class)
                    .optModelUrls(address),
                IMAGE)
            .original()
            .width());
  }

  @Test
  void aPublishedFolderLoadsWithoutArguments() throws Exception {
    Path published =
        new ZooPublisher(folder.resolve("zoo"))
            .publish(run, new PublishRequest(null, "1.0", ModelLicense.UNSTATED, null, false))
            .folder();
    assertArrayEquals(expected(), predict(of(published, PixelImage.class, float[].class), IMAGE));
  }

  /** Statistics, kernel and margin are data of the model, wherever it is loaded from. */
  @Test
  void aModelSeesImagesAsItsConfigurationSays() throws Exception {
    float[] usual = expected();
    Path config = run.resolve("config.json");
    String json = Files.readString(config).strip();
    assertFalse(json.contains("preprocessing"), json);
    String other =
        """
        , "preprocessing": {"mean": [0.5, 0.25, 0.0], "deviation": [0.25, 0.5, 1],
        "interpolation": "bilinear", "resizeRatio": 1.0}}
        """;
    Files.writeString(config, json.substring(0, json.length() - 1) + other);
    PixelImage resized = new ResizeToCover(64, 64, ResampleFilter.BILINEAR).apply(IMAGE);
    PixelImage crop = new CenterCrop(64, 64).apply(resized);
    float[] values = new float[3 * 64 * 64];
    for (int i = 0; i < 64 * 64; i++) {
      int x = i % 64;
      int y = i / 64;
      values[i] = (crop.sample(x, y, 0) / 255f - 0.5f) / 0.25f;
      values[64 * 64 + i] = (crop.sample(x, y, 1) / 255f - 0.25f) / 0.5f;
      values[2 * 64 * 64 + i] = crop.sample(x, y, 2) / 255f;
    }
    float[] seen = predict(of(run, PixelImage.class, float[].class), IMAGE);
    assertFalse(Arrays.equals(usual, seen));
    try (ZooModel<PixelImage, float[]> model =
        of(run, PixelImage.class, float[].class).optArgument("head", false).build().loadModel()) {
      NDManager manager = model.getNDManager();
      NDArray input = manager.create(values, new Shape(1, 3, 64, 64));
      ParameterStore store = new ParameterStore(manager, false);
      float[] byHand =
          model.getBlock().forward(store, new NDList(input), false).get(0).toFloatArray();
      assertArrayEquals(byHand, seen, 1e-5f);
    }
    PixelImage grey = PixelImage.rgb(64, 64, new byte[3 * 64 * 64]);
    PixelImage original =
        predict(of(run, PixelImage.class, ReconstructionPictures.class), grey).masked();
    assertEquals(List.of(0, 64, 128), visibleOrMean(original));
    Path zoo = folder.resolve("zoo");
    PublishRequest request = new PublishRequest("mine", "1.0", ModelLicense.UNSTATED, null, false);
    new ZooPublisher(zoo).publish(run, request);
    String address = "greenmim://mine?zoo=" + zoo;
    assertArrayEquals(
        seen,
        predict(
            Criteria.builder().setTypes(PixelImage.class, float[].class).optModelUrls(address),
            IMAGE));
    Criteria.Builder<Image, float[]> djls =
        Criteria.builder()
            .setTypes(Image.class, float[].class)
            .optModelUrls(address)
            .optTranslatorFactory(new ImageFeatureExtractorFactory());
    assertArrayEquals(
        predict(of(run, PixelImage.class, float[].class), crop),
        predict(djls.optArgument("head", "false"), TinyImages.toDjl(crop)),
        1e-4f);
  }

  /** The levels of all pixels: black where it is visible, else the means of the channels. */
  private static List<Integer> visibleOrMean(PixelImage image) {
    return IntStream.range(0, image.bytes().length)
        .map(i -> image.bytes()[i] & 0xff)
        .distinct()
        .sorted()
        .boxed()
        .toList();
  }

  private Path classifier(String names) throws IOException {
    ModelConfig config =
        ModelConfig.of("tiny_test", TinyModels.swin(64, 4), new ClassifierConfig(3));
    Path target = folder.resolve("classifier");
    try (NDManager manager = NDManager.newBaseManager()) {
      Block block = ModelFolder.newModel(config);
      StateDict.of(block).initialise(manager, ModelFolder.inputShape(config), 2);
      ModelFolder.save(target, config, block);
    }
    Files.writeString(target.resolve("synset.txt"), names);
    return target;
  }

  @Test
  void aClassifierLoadsWithItsNamesAndKeepsThemWhenItIsPublished() throws Exception {
    Path source = classifier("cat\ndog\nowl\n");
    Classifications own = predict(of(source, PixelImage.class, Classifications.class), IMAGE);
    assertEquals(List.of("cat", "dog", "owl"), own.getClassNames());
    Path zoo = folder.resolve("zoo");
    PublishRequest request = new PublishRequest("pets", "1.0", ModelLicense.UNSTATED, null, false);
    Path published = new ZooPublisher(zoo).publish(source, request).folder();
    assertEquals("cat\ndog\nowl\n", Files.readString(published.resolve("synset.txt")));
    Classifications found =
        predict(
            Criteria.builder()
                .setTypes(PixelImage.class, Classifications.class)
                .optModelUrls("greenmim://pets?zoo=" + zoo),
            IMAGE);
    assertEquals(own.getClassNames(), found.getClassNames());
    assertEquals(own.getProbabilities(), found.getProbabilities());
    Files.writeString(source.resolve("synset.txt"), "cat\ndog\n");
    IOException e =
        assertThrows(
            IOException.class,
            () ->
                new ZooPublisher(zoo)
                    .publish(
                        source,
                        new PublishRequest("pets", "2.0", ModelLicense.UNSTATED, null, false)));
    assertTrue(e.getMessage().endsWith("expected the names of 3 classes, got 2"), e.getMessage());
  }

  @Test
  void servingPropertiesAreHonoured() throws Exception {
    Files.writeString(
        run.resolve("serving.properties"),
        "imageSize=32\noutput=feature\nbatch_size=4\ngpu.maxWorkers=1\n");
    Input input = new Input();
    input.add("data", Files.readAllBytes(TinyImages.write(folder.resolve("a.png"), IMAGE)));
    Output output = predict(of(run, Input.class, Output.class), input);
    float[] feature = JsonUtils.GSON.fromJson(output.getData().getAsString(), float[].class);
    float[] expected =
        predict(of(run, PixelImage.class, float[].class).optArgument("imageSize", 32), IMAGE);
    assertArrayEquals(expected, feature, 1e-6f);
    Files.writeString(run.resolve("serving.properties"), "imgeSize=32\n");
    assertEquals(
        "unknown argument 'imgeSize'; the nearest are imageSize, resize, maxImageSide",
        failure(of(run, PixelImage.class, float[].class)).getMessage());
    Files.writeString(run.resolve("serving.properties"), "engine=Python\n");
    assertEquals(
        "argument engine: expected PyTorch, got Python",
        failure(of(run, PixelImage.class, float[].class)).getMessage());
  }

  private static Exception failure(Criteria.Builder<?, ?> criteria) {
    return assertThrows(IllegalArgumentException.class, () -> criteria.build().loadModel().close());
  }

  /** What is misspelt would be ignored. */
  @Test
  void unknownArgumentsAndOptionsNameTheNearOnes() throws Exception {
    assertEquals(
        "unknown argument 'colour'; the nearest are output, topK, head",
        failure(of(run, PixelImage.class, float[].class).optArgument("colour", "red"))
            .getMessage());
    assertEquals(
        "imageSize: expected a whole number of pixels from 1 to 8192, got 1000000000",
        failure(of(run, PixelImage.class, float[].class).optArgument("imageSize", 1_000_000_000))
            .getMessage());
    assertEquals(
        "unknown argument 'maskRation'; the nearest are maskRatio, maskSeed, maskShape",
        failure(of(run, PixelImage.class, float[].class).optArgument("maskRation", 0.5))
            .getMessage());
    assertEquals(
        "unknown argument 'haed'; the nearest are head, seed, topK",
        failure(of(run, NDList.class, NDList.class).optArgument("haed", "false")).getMessage());
    assertEquals(
        "unknown argument 'haed'; the nearest are head, seed, topK",
        failure(
                ZooFixtures.features()
                    .optModelUrls("greenmim://swin_nano_patch4_window7_224?haed=false"))
            .getMessage());
    assertEquals(
        "unknown option 'hasParameters'; the nearest are hasParameter, modelName",
        failure(of(run, PixelImage.class, float[].class).optOption("hasParameters", "false"))
            .getMessage());
    assertEquals(
        "option hasParameter: expected false, for the weights are in model.safetensors, got true",
        failure(of(run, PixelImage.class, float[].class).optOption("hasParameter", "true"))
            .getMessage());
    assertEquals(
        "unknown option 'mapLocation'; the nearest are modelName, hasParameter",
        failure(
                ZooFixtures.features()
                    .optModelUrls("greenmim://swin_nano_patch4_window7_224")
                    .optOption("mapLocation", "true"))
            .getMessage());
  }

  /** DJL's own extractor takes the first output, which must not be the map of the first stage. */
  @Test
  void extractorOfDjlGivesThePooledFeature() throws Exception {
    PixelImage crop = TinyImages.noisy(64, 64, 3);
    float[] feature =
        predict(
            of(run, Image.class, float[].class)
                .optTranslatorFactory(new ImageFeatureExtractorFactory())
                .optArgument("resize", "false"),
            TinyImages.toDjl(crop));
    float[] expected =
        predict(of(run, PixelImage.class, float[].class).optArgument("resize", "false"), crop);
    assertArrayEquals(expected, feature, 1e-4f);
    PixelImage photo = TinyImages.noisy(90, 70, 4);
    float[] nearly =
        predict(
            of(run, Image.class, float[].class)
                .optTranslatorFactory(new ImageFeatureExtractorFactory()),
            TinyImages.toDjl(photo));
    assertTrue(cosine(predict(of(run, PixelImage.class, float[].class), photo), nearly) > 0.99);
    assertEquals(
        "width: expected 64 as imageSize and resize say, got 32",
        failure(of(run, PixelImage.class, float[].class).optArgument("width", 32)).getMessage());
  }

  /** It cannot know what it asks for: a block gives the same to whoever asks. */
  @Test
  void extractorOfDjlGivesLogitsOfAClassifierUnlessItsHeadIsLeftOut() throws Exception {
    Path source = classifier("cat\ndog\nowl\n");
    PixelImage crop = TinyImages.noisy(64, 64, 3);
    Criteria.Builder<Image, float[]> whole =
        of(source, Image.class, float[].class)
            .optTranslatorFactory(new ImageFeatureExtractorFactory())
            .optArgument("resize", "false");
    assertEquals(3, predict(whole, TinyImages.toDjl(crop)).length);
    assertArrayEquals(
        predict(
            of(source, PixelImage.class, float[].class)
                .optArgument("resize", "false")
                .optArgument("head", "false"),
            crop),
        predict(whole.optArgument("head", "false"), TinyImages.toDjl(crop)),
        1e-4f);
  }

  private static double cosine(float[] a, float[] b) {
    double product = 0;
    double one = 0;
    double other = 0;
    for (int i = 0; i < a.length; i++) {
      product += (double) a[i] * b[i];
      one += (double) a[i] * a[i];
      other += (double) b[i] * b[i];
    }
    return product / Math.sqrt(one * other);
  }

  @Test
  void damagedFoldersOfOursAreExplained() throws Exception {
    Files.delete(run.resolve("model.safetensors"));
    IOException missing =
        assertThrows(
            IOException.class,
            () -> of(run, PixelImage.class, float[].class).build().loadModel().close());
    assertTrue(missing.getMessage().contains("expected the weights of the model"));
    Path detector = Files.createDirectory(folder.resolve("detector"));
    Files.writeString(
        detector.resolve("config.json"),
        "{\"variant\": \"mask_rcnn\", \"encoder\": {}, \"categories\": []}");
    IOException jar =
        assertThrows(
            IOException.class,
            () ->
                of(detector, Image.class, ai.djl.modality.cv.output.DetectedObjects.class)
                    .build()
                    .loadModel()
                    .close());
    assertEquals(
        "detector: expected io.greenmim:greenmim-detection on the class path, which has the classes"
            + " of this model",
        jar.getMessage());
    assertThrows(
        ModelNotFoundException.class,
        () -> of(detector, PixelImage.class, float[].class).build().loadModel().close());
  }

  /** Everything that is not ours is DJL's as before. */
  @Test
  void otherFoldersAreLeftToDjl() throws Exception {
    Path other = Files.createDirectory(folder.resolve("other"));
    for (String config : List.of("no json", "{\"architectures\": []}", "{\"variant\": 1}")) {
      Files.writeString(other.resolve("config.json"), config);
      assertEquals(SimpleRepository.class, open(other).getClass().getSuperclass(), config);
    }
    Files.writeString(other.resolve("serving.properties"), "blockFactory=com.acme.Factory\n");
    assertEquals(SimpleRepository.class, open(other).getClass().getSuperclass());
    assertEquals(SimpleRepository.class, open(folder.resolve("none")).getClass().getSuperclass());
    Path metadata = other.resolve("model/cv/com/acme/a/metadata.json");
    Files.createDirectories(metadata.getParent());
    Files.writeString(metadata, "{\"metadataVersion\": \"0.2\", \"artifacts\": []}");
    assertEquals(LocalRepository.class, open(other).getClass().getSuperclass());
    assertInstanceOf(ModelFolderRepository.class, open(run));
    new ZooPublisher(other)
        .publish(run, new PublishRequest("a", "1.0", ModelLicense.UNSTATED, null, false));
    assertEquals(LocalRepository.class, open(other).getClass().getSuperclass(), "mixed");
    Files.delete(metadata);
    assertInstanceOf(ZooRepository.class, open(other));
    Path hostile = other.resolve("model/cv/io/greenmim/a/metadata.json");
    Files.writeString(
        hostile, Files.readString(hostile).replace("\"1.0\"", "\"1.0.0/../../escaped\""));
    Exception e =
        assertThrows(
            Exception.class,
            () -> of(other, PixelImage.class, float[].class).build().loadModel().close());
    Throwable cause = e instanceof UncheckedIOException ? e.getCause() : e;
    assertTrue(cause.getMessage().contains("version: expected numbers"), cause::toString);
  }

  private static Repository open(Path path) {
    return Repository.newInstance("test", path.toUri().toString());
  }

  @Test
  void relativePathsAndPlainTextsWork() {
    assertTrue(
        Arrays.asList(SimpleRepository.class, LocalRepository.class)
            .contains(Repository.newInstance("test", "src").getClass().getSuperclass()));
  }
}
