package io.greenmim.zoo;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Application;
import ai.djl.Application.CV;
import ai.djl.Device;
import ai.djl.Model;
import ai.djl.ModelException;
import ai.djl.engine.EngineException;
import ai.djl.inference.Predictor;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.repository.Artifact;
import ai.djl.repository.MRL;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ModelNotFoundException;
import ai.djl.repository.zoo.ModelZoo;
import ai.djl.repository.zoo.ZooModel;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.ParameterStore;
import ai.djl.training.Trainer;
import ai.djl.training.loss.Loss;
import ai.djl.translate.TranslateException;
import io.greenmim.backbone.Backbones;
import io.greenmim.backbone.Variant;
import io.greenmim.image.PixelImage;
import io.greenmim.model.Encoder;
import io.greenmim.model.mim.MaskedImageModel;
import io.greenmim.swin.SwinConfig;
import io.greenmim.testing.TinyImages;
import io.greenmim.translate.ModelArguments;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GreenMimModelZooTest {

  private static final String NANO = "swin_nano_patch4_window7_224";

  @Test
  void everyArchitectureIsListed() {
    Map<Application, List<MRL>> models = ModelZoo.listModels();
    Set<String> ids =
        models.get(CV.ANY).stream()
            .filter(mrl -> mrl.getGroupId().equals("io.greenmim"))
            .map(MRL::getArtifactId)
            .collect(Collectors.toCollection(TreeSet::new));
    assertTrue(ids.containsAll(Backbones.names()), ids::toString);
  }

  /** The metadata are files; they must say what the architectures are. */
  @Test
  void metadataAgreeWithTheArchitectures() throws IOException {
    for (String name : Backbones.names()) {
      Variant variant = Backbones.variant(name);
      MRL mrl = ModelZoo.getModelZoo("io.greenmim").getModelLoader(name).getMrl();
      Artifact artifact = mrl.match(Map.of("pretrained", "false"));
      Map<String, String> expected = new HashMap<>(variant.encoder().traits());
      expected.put("family", variant.encoder().family());
      expected.put("size", variant.size());
      expected.put("image", variant.encoder().imageSize().toString());
      expected.put("pretrained", "false");
      expected.put("method", "none");
      assertEquals(expected, artifact.getProperties());
      assertEquals(name, artifact.getArguments().get(ModelArguments.VARIANT));
      String description = artifact.getMetadata().getDescription();
      int dim = variant.encoder().embedDim();
      assertTrue(description.contains(dim + " channels"), description);
      if (variant.encoder() instanceof SwinConfig config) {
        assertTrue(description.contains("depths " + dashed(config.depths())), description);
        assertTrue(description.contains("heads " + dashed(config.heads())), description);
      }
    }
  }

  private static String dashed(List<Integer> numbers) {
    return numbers.stream().map(String::valueOf).collect(Collectors.joining("-"));
  }

  @Test
  void architectureIsFoundByIdAndByFilter() throws ModelException, IOException {
    Criteria<PixelImage, float[]> byId =
        ZooFixtures.features()
            .optGroupId("io.greenmim")
            .optArtifactId(NANO)
            .optFilter("pretrained", "false")
            .build();
    Criteria<PixelImage, float[]> byFilter =
        ZooFixtures.features()
            .optGroupId("io.greenmim")
            .optFilter("pretrained", "false")
            .optFilter("family", "swin")
            .optFilter("size", "nano")
            .optFilter("window", "14")
            .build();
    try (ZooModel<PixelImage, float[]> seven = byId.loadModel();
        ZooModel<PixelImage, float[]> fourteen = byFilter.loadModel()) {
      assertEquals("7", encoder(seven).config().traits().get("window"));
      assertEquals("14", encoder(fourteen).config().traits().get("window"));
      assertEquals("false", seven.getProperty(GreenMimBlockFactory.PRETRAINED));
    }
    Criteria<PixelImage, float[]> nothing =
        ZooFixtures.features().optGroupId("io.greenmim").optFilter("size", "giant").build();
    assertThrows(ModelNotFoundException.class, nothing::loadModel);
  }

  /** The jar has both; whoever asks for nothing gets the trained ones. */
  @Test
  void trainedWeightsAreTakenUnlessAFilterOrASeedAsksForOthers() throws Exception {
    String name = "twins_svt_nano";
    Criteria.Builder<PixelImage, float[]> byId = ZooFixtures.features().optArtifactId(name);
    try (ZooModel<PixelImage, float[]> trained = byId.build().loadModel();
        ZooModel<PixelImage, float[]> drawn = at(name + "?seed=0").loadModel();
        ZooModel<PixelImage, float[]> older = at(name + "/0.1.0").loadModel()) {
      assertEquals("true", trained.getProperty(GreenMimBlockFactory.PRETRAINED));
      assertInstanceOf(MaskedImageModel.class, trained.getBlock());
      assertEquals("false", drawn.getProperty(GreenMimBlockFactory.PRETRAINED));
      assertEquals("false", older.getProperty(GreenMimBlockFactory.PRETRAINED));
    }
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> at(name + "/0.2.0?seed=1").loadModel());
    assertTrue(
        e.getMessage().startsWith("argument seed: expected a model whose weights are drawn"),
        e.getMessage());
  }

  private static Criteria<PixelImage, float[]> at(String place) {
    return ZooFixtures.features().optModelUrls("greenmim://" + place).build();
  }

  private static Encoder encoder(Model model) {
    return assertInstanceOf(Encoder.class, model.getBlock());
  }

  @Test
  void initialWeightsComeFromTheSeed() throws ModelException, IOException, TranslateException {
    PixelImage image = TinyImages.noisy(224, 224, 1);
    float[] first = nanoFeature(image, 1);
    assertArrayEquals(first, nanoFeature(image, 1));
    assertFalse(Arrays.equals(first, nanoFeature(image, 2)));
    assertEquals(256, first.length);
  }

  private static float[] nanoFeature(PixelImage image, int seed)
      throws ModelException, IOException, TranslateException {
    Criteria<PixelImage, float[]> criteria =
        ZooFixtures.features()
            .optModelUrls("greenmim://" + NANO + "?seed=" + seed)
            .optDevice(Device.cpu())
            .build();
    try (ZooModel<PixelImage, float[]> model = criteria.loadModel();
        Predictor<PixelImage, float[]> predictor = model.newPredictor()) {
      return predictor.predict(image);
    }
  }

  /** A thread that never met the engine records gradients unless the weights are frozen. */
  @Test
  void predictionsRecordNoGradients(@TempDir Path folder) throws Exception {
    ZooFixtures.maskedModel(folder, 1);
    try (ZooModel<PixelImage, NDList> model =
        ZooFixtures.ofFolder(folder, PixelImage.class, NDList.class).build().loadModel()) {
      ExecutorService thread = Executors.newSingleThreadExecutor();
      try {
        thread.submit(() -> assertNothingToDifferentiate(model)).get();
      } finally {
        thread.shutdown();
      }
    }
  }

  private static Void assertNothingToDifferentiate(Model model) {
    assertTrue(JniUtils.isGradMode());
    try (NDManager manager = model.getNDManager().newSubManager()) {
      NDArray image = manager.ones(new Shape(1, 3, 64, 64));
      NDList answer =
          model.getBlock().forward(new ParameterStore(manager, false), new NDList(image), false);
      PtNDArray sum = (PtNDArray) answer.get(0).sum();
      EngineException e =
          assertThrows(
              EngineException.class,
              () -> JniUtils.backward(sum, (PtNDArray) sum.onesLike(), false, false));
      assertTrue(e.getMessage().contains("does not require grad"), e::getMessage);
    }
    return null;
  }

  @Test
  void predictorsOnFourThreadsAgreeWithOne(@TempDir Path folder) throws Exception {
    ZooFixtures.maskedModel(folder, 1);
    List<PixelImage> images =
        IntStream.range(0, 24).mapToObj(i -> TinyImages.noisy(60 + i, 90 - i, i)).toList();
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try (ZooModel<PixelImage, float[]> model =
            ZooFixtures.ofFolder(folder, PixelImage.class, float[].class).build().loadModel();
        Predictor<PixelImage, float[]> serial = model.newPredictor()) {
      List<Callable<List<float[]>>> tasks = new ArrayList<>();
      for (int t = 0; t < 4; t++) {
        tasks.add(() -> predictAll(model, images));
      }
      List<float[]> expected = new ArrayList<>();
      for (PixelImage image : images) {
        expected.add(serial.predict(image));
      }
      for (Future<List<float[]>> result : threads.invokeAll(tasks)) {
        for (int i = 0; i < images.size(); i++) {
          assertArrayEquals(expected.get(i), result.get().get(i), "image " + i);
        }
      }
    } finally {
      threads.shutdown();
    }
  }

  private static List<float[]> predictAll(
      ZooModel<PixelImage, float[]> model, List<PixelImage> images) throws TranslateException {
    List<float[]> features = new ArrayList<>();
    try (Predictor<PixelImage, float[]> predictor = model.newPredictor()) {
      for (PixelImage image : images) {
        features.add(predictor.predict(image));
      }
    }
    return features;
  }

  private static List<String> parametersRequireGradient(Model model) {
    return model.getBlock().getParameters().values().stream()
        .filter(Parameter::requiresGradient)
        .map(Parameter::getName)
        .toList();
  }

  @Test
  void trainersThawTheWeights() throws ModelException, IOException {
    Criteria<PixelImage, float[]> criteria =
        ZooFixtures.features().optGroupId("io.greenmim").optArtifactId(NANO).build();
    try (ZooModel<PixelImage, float[]> model = criteria.loadModel()) {
      assertEquals(List.of(), parametersRequireGradient(model));
      try (Trainer trainer = model.newTrainer(new DefaultTrainingConfig(Loss.l2Loss()))) {
        assertEquals(model.getBlock().getParameters().size(), trainable(trainer));
      }
    }
  }

  private static int trainable(Trainer trainer) {
    return parametersRequireGradient(trainer.getModel()).size();
  }

  @Test
  void folderWithoutConfigurationIsRefused(@TempDir Path folder) {
    Criteria<PixelImage, float[]> criteria =
        ZooFixtures.ofFolder(folder, PixelImage.class, float[].class).build();
    IOException e = assertThrows(FileNotFoundException.class, criteria::loadModel);
    assertEquals(
        folder + ": expected a model folder with config.json, found no such file", e.getMessage());
    assertNull(ModelZoo.getModelZoo("io.greenmim").getModelLoader("swin_giant"));
  }
}
