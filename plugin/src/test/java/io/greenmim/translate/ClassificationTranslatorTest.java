package io.greenmim.translate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ModelException;
import ai.djl.inference.Predictor;
import ai.djl.modality.Classifications;
import ai.djl.modality.Input;
import ai.djl.modality.Output;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import ai.djl.training.ParameterStore;
import ai.djl.translate.TranslateException;
import io.greenmim.config.ModelConfig;
import io.greenmim.config.Preprocessing;
import io.greenmim.image.Orientation;
import io.greenmim.image.PixelImage;
import io.greenmim.ops.ImageTensors;
import io.greenmim.tensors.MemoryTensor;
import io.greenmim.tensors.SafeTensorsWriter;
import io.greenmim.tensors.StoredTensor;
import io.greenmim.testing.TinyImages;
import io.greenmim.testing.TinyModels;
import io.greenmim.weights.ModelFolder;
import io.greenmim.weights.StateDict;
import io.greenmim.weights.WeightsFile;
import io.greenmim.zoo.GreenMimBlockFactory;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A classifier in a folder, as an application loads it. */
class ClassificationTranslatorTest {

  private static final ModelConfig CONFIG = TinyModels.classifier(64, 4, 7);
  private static final PixelImage IMAGE = TinyImages.noisy(64, 64, 1);

  @TempDir private Path folder;
  private double[] expected;

  @BeforeEach
  void saveModel() throws IOException {
    try (NDManager manager = NDManager.newBaseManager()) {
      Block model = ModelFolder.newModel(CONFIG);
      StateDict.of(model).initialise(manager, ModelFolder.inputShape(CONFIG), 2);
      ModelFolder.save(folder, CONFIG, model);
      NDArray input = ImageTensors.normalised(manager, IMAGE, Preprocessing.IMAGENET);
      NDList logits = model.forward(new ParameterStore(manager, false), new NDList(input), false);
      assertEquals(new Shape(1, 7), logits.singletonOrThrow().getShape());
      float[] values = logits.head().toFloatArray();
      double sum = 0;
      expected = new double[7];
      for (int i = 0; i < 7; i++) {
        expected[i] = Math.exp(values[i]);
        sum += expected[i];
      }
      for (int i = 0; i < 7; i++) {
        expected[i] /= sum;
      }
    }
  }

  private <I, O> ZooModel<I, O> load(Class<I> input, Class<O> output, Map<String, ?> arguments)
      throws ModelException, IOException {
    Criteria.Builder<I, O> criteria =
        Criteria.builder()
            .setTypes(input, output)
            .optModelPath(folder)
            .optEngine("PyTorch")
            .optTranslatorFactory(new GreenMimTranslatorFactory())
            .optArgument("blockFactory", GreenMimBlockFactory.class.getName())
            .optOption("hasParameter", "false");
    arguments.forEach(criteria::optArgument);
    return criteria.build().loadModel();
  }

  private Classifications classify(Map<String, ?> arguments)
      throws ModelException, IOException, TranslateException {
    try (ZooModel<PixelImage, Classifications> model =
            load(PixelImage.class, Classifications.class, arguments);
        Predictor<PixelImage, Classifications> predictor = model.newPredictor()) {
      Classifications single = predictor.predict(IMAGE);
      Classifications inBatch =
          predictor.batchPredict(List.of(TinyImages.noisy(64, 64, 2), IMAGE)).get(1);
      assertEquals(single.best().getClassName(), inBatch.best().getClassName());
      return single;
    }
  }

  @Test
  void probabilitiesAreTheSoftmaxOfTheLogits() throws Exception {
    Classifications answer = classify(Map.of("topK", 7, "resize", "false"));
    assertEquals(7, answer.topK().size());
    answer
        .items()
        .forEach(
            item ->
                assertEquals(
                    expected[Integer.parseInt(item.getClassName())], item.getProbability(), 1e-6));
    assertEquals(5, classify(Map.of()).topK().size());
  }

  @Test
  void namesComeFromTheFolder() throws Exception {
    String number = classify(Map.of()).best().getClassName();
    Files.write(
        folder.resolve("synset.txt"), List.of("ant", "bee", "cat", "dog", "eel", "fox", "gnu"));
    List<String> names = List.of("ant", "bee", "cat", "dog", "eel", "fox", "gnu");
    assertEquals(names.get(Integer.parseInt(number)), classify(Map.of()).best().getClassName());
    Files.write(folder.resolve("synset.txt"), List.of("ant", "bee"));
    Exception e = assertThrows(IllegalArgumentException.class, () -> classify(Map.of()));
    assertTrue(e.getMessage().contains("expected the names of 7 classes, got 2"), e.getMessage());
  }

  @Test
  void servingAnswersClasses() throws Exception {
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    TinyImages.toDjl(IMAGE).save(png, "png");
    Input input = new Input();
    input.add("data", png.toByteArray());
    try (ZooModel<Input, Output> model = load(Input.class, Output.class, Map.of());
        Predictor<Input, Output> predictor = model.newPredictor()) {
      String json = predictor.predict(input).getData().getAsString();
      assertTrue(
          json.contains("\"className\":\"" + classify(Map.of()).best().getClassName()), json);
    }
  }

  /** Raw bytes over the network, of a photograph that the camera held sideways. */
  @Test
  void servingTurnsPhotographsUpright() throws Exception {
    byte[] plain = PixelReaderTest.jpeg(TinyImages.noisy(80, 64, 3));
    PixelImage stored;
    try (NDManager manager = NDManager.newBaseManager()) {
      stored =
          PixelReader.of(InputStream.class, InputSettings.of(Map.of()), 3)
              .read(manager, new ByteArrayInputStream(plain));
    }
    ByteArrayOutputStream upright = new ByteArrayOutputStream();
    TinyImages.toDjl(stored.upright(Orientation.of(6))).save(upright, "png");
    try (ZooModel<Input, Output> model = load(Input.class, Output.class, Map.of("topK", 7));
        Predictor<Input, Output> predictor = model.newPredictor()) {
      String answer = json(predictor, PixelReaderTest.withOrientation(plain, 6));
      assertEquals(json(predictor, upright.toByteArray()), answer);
      assertFalse(json(predictor, plain).equals(answer));
    }
  }

  private static String json(Predictor<Input, Output> predictor, byte[] image) throws Exception {
    Input input = new Input();
    input.add("data", image);
    return predictor.predict(input).getData().getAsString();
  }

  /** An average has no weights of what was frozen: those of the model stand in. */
  @Test
  void otherWeightsOfTheFolderAreAnArgument() throws Exception {
    Map<String, StoredTensor> head = new TreeMap<>();
    WeightsFile.open(folder)
        .tensors()
        .forEach(
            (name, tensor) -> {
              if (name.startsWith("head.")) {
                float[] zeros = new float[Math.toIntExact(tensor.elements())];
                head.put(name, MemoryTensor.of(zeros, tensor.shape()));
              }
            });
    assertEquals(2, head.size());
    SafeTensorsWriter.write(folder.resolve("average.safetensors"), head, Map.of());
    String wanted = "average.safetensors";
    classify(Map.of(ModelArguments.WEIGHTS, wanted, "topK", 7))
        .items()
        .forEach(item -> assertEquals(1.0 / 7, item.getProbability(), 1e-6));
    for (String wrong : List.of("../" + wanted, "none.safetensors")) {
      Exception e =
          assertThrows(Exception.class, () -> classify(Map.of(ModelArguments.WEIGHTS, wrong)));
      assertTrue(e.toString().contains(wrong), e.toString());
    }
  }

  @Test
  void featuresComeFromTheEncoderAlone() throws Exception {
    try (ZooModel<PixelImage, float[]> model =
            load(PixelImage.class, float[].class, Map.of(ModelArguments.HEAD, "false"));
        Predictor<PixelImage, float[]> predictor = model.newPredictor()) {
      assertEquals(64, predictor.predict(IMAGE).length);
    }
    Exception e =
        assertThrows(
            IllegalArgumentException.class,
            () -> {
              try (ZooModel<PixelImage, float[]> model =
                  load(PixelImage.class, float[].class, Map.of())) {
                model.newPredictor().close();
              } catch (CompletionException wrapped) {
                throw wrapped.getCause();
              }
            });
    assertTrue(e.getMessage().contains("head=false"), e.getMessage());
  }
}
