package io.greenmim.text.align;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.MalformedModelException;
import ai.djl.huggingface.translator.ZeroShotImageClassificationTranslatorFactory;
import ai.djl.inference.Predictor;
import ai.djl.modality.Classifications;
import ai.djl.modality.cv.Image;
import ai.djl.modality.cv.ImageFactory;
import ai.djl.modality.cv.VisionLanguageInput;
import ai.djl.ndarray.NDManager;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ModelNotFoundException;
import ai.djl.repository.zoo.ZooModel;
import ai.djl.translate.TranslateException;
import io.greenmim.backbone.Backbones;
import io.greenmim.config.EncoderConfig;
import io.greenmim.config.ImageSize;
import io.greenmim.text.MiniLm;
import io.greenmim.weights.StateDict;
import io.greenmim.zoo.ModelLicense;
import io.greenmim.zoo.PublishRequest;
import io.greenmim.zoo.PublishedModel;
import io.greenmim.zoo.ZooPublisher;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A model folder through DJL: its own translators for zero-shot classification, and ours. */
class AlignedModelTest {

  private static final int SIDE = 64;

  /** What {@link #picture} and ten sentences gave, exp(scale) x cosine + bias. */
  private static final double[] RECORDED = {
    -8.096599,
    -9.237962,
    -9.357295,
    -8.569322,
    -10.011366,
    -5.568571,
    -11.600025,
    -9.103529,
    -10.328918,
    -8.920776
  };

  private static final List<String> SENTENCES =
      List.of(
          "a red cone with stripes before clouds, beside a wooden cube",
          "a photo of a cat",
          "A photo of a cat.",
          "two dogs are running on the beach",
          "Ein Hund läuft über die Straße",
          "一只猫",
          "",
          "unbelievably antidisestablishmentarian tokenisation!",
          "3 cubes & 4 spheres (12 cm)",
          "the crane lifts a container onto the ship at night");

  @TempDir private static Path folder;

  @BeforeAll
  static void write() throws IOException {
    MiniLm.copyTo(folder);
    write(folder, 7);
  }

  private static void write(Path into, long seed) throws IOException {
    EncoderConfig encoder =
        Backbones.variant("swin_nano_patch4_window7_224")
            .encoder()
            .withImageSize(ImageSize.square(SIDE));
    AlignedConfig config =
        new AlignedConfig(
            AlignedConfig.FORMAT,
            "swin_nano_patch4_window7_224",
            encoder,
            null,
            32,
            4,
            MiniLm.CONFIG);
    AlignedModel model = new AlignedModel(config, null);
    try (NDManager manager = NDManager.newBaseManager("PyTorch")) {
      StateDict.of(model).initialise(manager, AlignedFolder.inputShape(config), seed);
      AlignedFolder.save(into, model, folder);
    }
  }

  /** Sixteen squares of different colours, of the model's size: nothing is resized. */
  private static Image picture() {
    BufferedImage image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < SIDE * SIDE; i++) {
      int square = i % SIDE / 16 + i / SIDE / 16 * 4;
      image.setRGB(i % SIDE, i / SIDE, square * 0x0F1121 + 0x101010);
    }
    return ImageFactory.getInstance().fromImage(image);
  }

  private static <I, O> Criteria.Builder<I, O> criteria(Class<I> input, Class<O> output) {
    return Criteria.builder()
        .setTypes(input, output)
        .optModelPath(folder)
        .optArgument("resize", "false");
  }

  private static ZooModel<VisionLanguageInput, Classifications> zeroShot()
      throws ModelNotFoundException, MalformedModelException, IOException {
    return criteria(VisionLanguageInput.class, Classifications.class)
        .optTranslatorFactory(new ZeroShotImageClassificationTranslatorFactory())
        .build()
        .loadModel();
  }

  private static <I> float[] vector(Class<I> type, I input) throws Exception {
    try (ZooModel<I, float[]> model = criteria(type, float[].class).build().loadModel();
        Predictor<I, float[]> predictor = model.newPredictor()) {
      return predictor.predict(input);
    }
  }

  private static double dot(float[] a, float[] b) {
    return IntStream.range(0, a.length).mapToDouble(i -> (double) a[i] * b[i]).sum();
  }

  @Test
  void imagesAndSentencesHaveVectorsOfOneSpace(@TempDir Path other) throws Exception {
    float[] image = vector(Image.class, picture());
    float[] sentence = vector(String.class, SENTENCES.get(0));
    assertEquals(32, image.length);
    assertEquals(32, sentence.length);
    assertEquals(1, dot(image, image), 1e-5);
    assertEquals(1, dot(sentence, sentence), 1e-5);
    Path file = other.resolve("picture.png");
    ImageIO.write((BufferedImage) picture().getWrappedImage(), "png", file.toFile());
    assertArrayEquals(image, vector(Path.class, file), 1e-6f);
  }

  @Test
  void logitsAreThoseRecorded() throws Exception {
    float[] image = vector(Image.class, picture());
    double[] logits = new double[SENTENCES.size()];
    try (ZooModel<String, float[]> model =
            criteria(String.class, float[].class).build().loadModel();
        Predictor<String, float[]> predictor = model.newPredictor()) {
      for (int i = 0; i < logits.length; i++) {
        logits[i] = 10 * dot(image, predictor.predict(SENTENCES.get(i))) - 10;
      }
    }
    assertArrayEquals(RECORDED, logits, 0.02, Arrays.toString(logits));
  }

  @Test
  void djlsZeroShotClassificationAnswersTheSoftmaxOfTheLogits() throws Exception {
    float[] image = vector(Image.class, picture());
    double[] exp = new double[SENTENCES.size()];
    for (int i = 0; i < exp.length; i++) {
      exp[i] = Math.exp(10 * dot(image, vector(String.class, SENTENCES.get(i))));
    }
    double sum = Arrays.stream(exp).sum();
    try (ZooModel<VisionLanguageInput, Classifications> model = zeroShot();
        Predictor<VisionLanguageInput, Classifications> predictor = model.newPredictor()) {
      Classifications answer = predictor.predict(asked(SENTENCES));
      List<Double> probabilities = answer.getProbabilities();
      for (int i = 0; i < exp.length; i++) {
        int at = answer.getClassNames().indexOf(SENTENCES.get(i));
        assertEquals(exp[i] / sum, probabilities.get(at), 1e-4, SENTENCES.get(i));
      }
    }
  }

  @Test
  void classesAreToldByTheirNamesAlone() throws Exception {
    List<Double> expected;
    try (ZooModel<VisionLanguageInput, Classifications> model = zeroShot();
        Predictor<VisionLanguageInput, Classifications> predictor = model.newPredictor()) {
      List<String> sentences = List.of("a drawing of a red cone", "a drawing of a cat");
      expected = predictor.predict(asked(sentences)).getProbabilities();
    }
    try (ZooModel<Image, Classifications> model =
            criteria(Image.class, Classifications.class)
                .optArgument("classes", List.of("n01234567_red_cone", "cat"))
                .optArgument("prompt", "a drawing of a {}")
                .optArgument("topK", 1)
                .build()
                .loadModel();
        Predictor<Image, Classifications> predictor = model.newPredictor()) {
      Classifications answer = predictor.predict(picture());
      assertEquals(List.of("n01234567_red_cone", "cat"), answer.getClassNames());
      assertEquals(expected.get(0), answer.getProbabilities().get(0), 1e-4);
      assertEquals(1, answer.topK().size());
    }
  }

  @Test
  void ofSeveralPromptsTheMeanCounts() throws Exception {
    float[] image = vector(Image.class, picture());
    double[] exp = new double[2];
    for (int i = 0; i < 2; i++) {
      String name = i == 0 ? "cone" : "cat";
      float[] one = vector(String.class, "a " + name);
      float[] other = vector(String.class, "no " + name);
      double length = Math.sqrt(2 + 2 * dot(one, other));
      exp[i] = Math.exp(10 * (dot(image, one) + dot(image, other)) / length);
    }
    try (ZooModel<Image, Classifications> model =
            criteria(Image.class, Classifications.class)
                .optArgument("classes", "cone, cat")
                .optArgument("prompt", "a {}|no {}")
                .build()
                .loadModel();
        Predictor<Image, Classifications> predictor = model.newPredictor()) {
      double got = predictor.predict(picture()).getProbabilities().get(0);
      assertEquals(exp[0] / (exp[0] + exp[1]), got, 1e-4);
    }
  }

  @Test
  void namesThatMeanNothingAreRefused() {
    assertEquals(
        "classes: expected the names of classes to choose among, got none; 'prompt' tells what is"
            + " said of one",
        refused(Map.of()));
    assertEquals(
        "classes: expected each name once, got cat again",
        refused(Map.of("classes", "cat,dog, cat")));
    assertEquals(
        "classes: expected names, got an empty one among [cat, ]",
        refused(Map.of("classes", "cat,")));
    assertEquals(
        "prompt: expected a sentence in which {} stands for the name, such as 'a photo of a {}',"
            + " got 'a photo'",
        refused(Map.of("classes", "cat,dog", "prompt", "a {}|a photo")));
  }

  private static String refused(Map<String, String> arguments) {
    Criteria.Builder<Image, Classifications> criteria =
        criteria(Image.class, Classifications.class);
    arguments.forEach(criteria::optArgument);
    Throwable error = assertThrows(Exception.class, () -> criteria.build().loadModel());
    while (error.getCause() != null) {
      error = error.getCause();
    }
    return error.getMessage();
  }

  @Test
  void otherWeightsInTheFolderAreTaken(@TempDir Path other) throws Exception {
    write(other, 8);
    float[] expected;
    try (ZooModel<Image, float[]> model =
            Criteria.builder()
                .setTypes(Image.class, float[].class)
                .optModelPath(other)
                .build()
                .loadModel();
        Predictor<Image, float[]> predictor = model.newPredictor()) {
      expected = predictor.predict(picture());
    }
    Files.move(other.resolve("model.safetensors"), other.resolve("average.safetensors"));
    Files.copy(folder.resolve("model.safetensors"), other.resolve("model.safetensors"));
    try (ZooModel<Image, float[]> model =
            Criteria.builder()
                .setTypes(Image.class, float[].class)
                .optModelPath(other)
                .optArgument("weights", "average.safetensors")
                .build()
                .loadModel();
        Predictor<Image, float[]> predictor = model.newPredictor()) {
      assertArrayEquals(expected, predictor.predict(picture()));
    }
  }

  private static VisionLanguageInput asked(List<String> candidates) {
    return new VisionLanguageInput(picture(), null, candidates.toArray(String[]::new), "{}");
  }

  @Test
  void oneCandidateIsAnswered() throws Exception {
    try (ZooModel<VisionLanguageInput, Classifications> model = zeroShot();
        Predictor<VisionLanguageInput, Classifications> predictor = model.newPredictor()) {
      Classifications answer = predictor.predict(asked(List.of("a cat")));
      assertEquals(1, answer.best().getProbability(), 1e-6);
    }
  }

  @Test
  void severalThreadsAndAThousandCallsLeaveNothingBehind() throws Exception {
    try (ZooModel<VisionLanguageInput, Classifications> model = zeroShot()) {
      List<String> candidates = SENTENCES.subList(0, 2);
      List<Double> alone;
      try (Predictor<VisionLanguageInput, Classifications> predictor = model.newPredictor()) {
        alone = predictor.predict(asked(candidates)).getProbabilities();
      }
      int held = held(model);
      IntStream.range(0, 4)
          .parallel()
          .forEach(
              thread -> {
                try (Predictor<VisionLanguageInput, Classifications> predictor =
                    model.newPredictor()) {
                  for (int i = 0; i < 250; i++) {
                    List<Double> got = predictor.predict(asked(candidates)).getProbabilities();
                    assertEquals(alone.get(0), got.get(0), 1e-6);
                  }
                } catch (TranslateException e) {
                  throw new AssertionError(e);
                }
              });
      assertEquals(held, held(model));
    }
  }

  private static int held(ZooModel<?, ?> model) {
    return held(model.getNDManager());
  }

  private static int held(NDManager manager) {
    return manager.getManagedArrays().size();
  }

  @Test
  void aPublishedModelBringsItsEncoderOfSentences(@TempDir Path zoo) throws Exception {
    PublishedModel published =
        new ZooPublisher(zoo)
            .publish(
                folder,
                new PublishRequest(
                    null, PublishRequest.FIRST_VERSION, ModelLicense.UNSTATED, null, false));
    assertEquals("swin_nano_patch4_window7_224_text", published.artifactId());
    Criteria<String, float[]> sentences =
        Criteria.builder()
            .setTypes(String.class, float[].class)
            .optModelUrls(published.address().toString())
            .build();
    Criteria<VisionLanguageInput, Classifications> zeroShot =
        Criteria.builder()
            .setTypes(VisionLanguageInput.class, Classifications.class)
            .optModelUrls(published.address().toString())
            .optTranslatorFactory(new ZeroShotImageClassificationTranslatorFactory())
            .build();
    try (ZooModel<String, float[]> model = sentences.loadModel();
        Predictor<String, float[]> predictor = model.newPredictor();
        ZooModel<VisionLanguageInput, Classifications> other = zeroShot.loadModel();
        Predictor<VisionLanguageInput, Classifications> answering = other.newPredictor()) {
      assertArrayEquals(vector(String.class, "a cat"), predictor.predict("a cat"), 1e-6f);
      assertEquals(2, answering.predict(asked(List.of("a cat", "a dog"))).items().size());
    }
  }

  @Test
  void aModelWithoutATokenizerSaysSo(@TempDir Path other) throws IOException {
    for (String name : List.of("config.json", "model.safetensors", "text.onnx")) {
      Files.copy(folder.resolve(name), other.resolve(name));
    }
    Criteria<String, float[]> criteria =
        Criteria.builder().setTypes(String.class, float[].class).optModelPath(other).build();
    Throwable error = assertThrows(Exception.class, criteria::loadModel);
    while (error.getCause() != null) {
      error = error.getCause();
    }
    assertTrue(
        error
            .getMessage()
            .endsWith(
                "tokenizer.json: expected the tokenizer of the sentence encoder, found no file"),
        error.getMessage());
  }

  @Test
  void aFileThatAKilledSaveLeftInPartIsMadeWhole(@TempDir Path other) throws IOException {
    Files.write(other.resolve("text.onnx"), new byte[] {1, 2, 3});
    try (NDManager manager = NDManager.newBaseManager("PyTorch")) {
      AlignedFolder.save(other, AlignedFolder.load(manager, folder, "model.safetensors"), folder);
    }
    assertEquals(-1, Files.mismatch(folder.resolve("text.onnx"), other.resolve("text.onnx")));
  }
}
