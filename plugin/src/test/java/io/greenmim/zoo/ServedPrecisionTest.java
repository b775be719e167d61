package io.greenmim.zoo;

import static io.greenmim.testing.Arrays.assertClose;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.Device;
import ai.djl.inference.Predictor;
import ai.djl.modality.cv.Image;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import ai.djl.training.ParameterStore;
import io.greenmim.backbone.Backbones;
import io.greenmim.config.HeadConfig;
import io.greenmim.config.ModelConfig;
import io.greenmim.host.Processor;
import io.greenmim.image.PixelImage;
import io.greenmim.nn.NamedParameters;
import io.greenmim.nn.PackedWeights;
import io.greenmim.ops.Autograd;
import io.greenmim.ops.InferencePrecision;
import io.greenmim.ops.PassStore;
import io.greenmim.ops.Precision;
import io.greenmim.testing.TinyImages;
import io.greenmim.testing.TinyModels;
import io.greenmim.weights.ModelFolder;
import io.greenmim.weights.StateDict;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Models that answer in another precision than float32, through {@code Criteria}. */
class ServedPrecisionTest {

  /** Tolerances of whole networks, relative to the largest expected value. */
  private static final double BF16 = 2e-2;

  private static final double INT8 = 5e-2;

  /** Other sums of the same products, in all layers. */
  private static final double FP32 = 2e-5;

  private static final String NANO = "swin_nano_patch4_window7_224";

  /** On some machines float32 is computed with the parameters themselves. */
  private static final boolean PACKS = PackedWeights.gain(Device.cpu(), InferencePrecision.FP32);

  @TempDir private Path folder;

  @BeforeEach
  void demandHardware() throws IOException {
    assumeTrue(
        InferencePrecision.INT8.supportedBy(Processor.current()),
        "needs bf16 and int8 in hardware");
  }

  private void save(ModelConfig config, long seed) throws IOException {
    try (NDManager manager = NDManager.newBaseManager()) {
      Block block = ModelFolder.newModel(config);
      StateDict.of(block).initialise(manager, ModelFolder.inputShape(config), seed);
      ModelFolder.save(folder, config, block);
    }
  }

  private void save(String variant) throws IOException {
    save(Backbones.variant(variant).model(HeadConfig.NONE), 3);
  }

  private <O> ZooModel<PixelImage, O> load(Class<O> output, String precision) throws Exception {
    return Criteria.builder()
        .setTypes(PixelImage.class, output)
        .optModelPath(folder)
        .optArgument("precision", precision)
        .build()
        .loadModel();
  }

  private static float[] feature(Block block, NDArray images) {
    try (NDManager manager = images.getManager().newSubManager()) {
      NDArray own = images.duplicate();
      own.attach(manager);
      return block
          .forward(new ParameterStore(manager, false), new NDList(own), false)
          .head()
          .toFloatArray();
    }
  }

  /** Sides that windows divide, and such that they do not, by turns. */
  @ParameterizedTest
  @ValueSource(strings = {NANO, "twins_svt_nano", "pvt_v2_nano", "pvt_v2_b2_li", "convnextv2_atto"})
  void answersNearlyTheSame(String variant) throws Exception {
    save(variant);
    try (NDManager manager = NDManager.newBaseManager();
        ZooModel<PixelImage, float[]> exact = load(float[].class, "fp32");
        ZooModel<PixelImage, float[]> half = load(float[].class, "BF16");
        ZooModel<PixelImage, float[]> integer = load(float[].class, "int8")) {
      for (Shape shape : List.of(new Shape(2, 3, 96, 128), new Shape(1, 3, 224, 224))) {
        NDArray images = TinyModels.images(manager, 5, shape);
        float[] expected = feature(exact.getBlock(), images);
        float[] rounded = feature(half.getBlock(), images);
        float[] integers = feature(integer.getBlock(), images);
        assertClose(manager.create(expected), manager.create(rounded), BF16, "bf16 " + shape);
        assertClose(manager.create(expected), manager.create(integers), INT8, "int8 " + shape);
        assertFalse(Arrays.equals(expected, rounded), "float32 was computed");
      }
    }
  }

  /** A pass whose store tells a precision itself does not look for packed weights. */
  private static float[] plain(Block block, NDArray images, Precision precision) {
    try (NDManager manager = images.getManager().newSubManager()) {
      NDArray own = images.duplicate();
      own.attach(manager);
      return block
          .forward(new PassStore(manager, precision), new NDList(own), false)
          .head()
          .toFloatArray();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {NANO, "twins_svt_nano", "pvt_v2_nano", "pvt_v2_b2_li", "convnextv2_atto"})
  void float32OfPackedWeightsIsFloat32(String variant) throws Exception {
    save(variant);
    try (NDManager manager = NDManager.newBaseManager();
        ZooModel<PixelImage, float[]> model = load(float[].class, "fp32")) {
      for (Shape shape : List.of(new Shape(2, 3, 96, 128), new Shape(1, 3, 224, 224))) {
        NDArray images = TinyModels.images(manager, 5, shape);
        float[] expected = plain(model.getBlock(), images, Precision.REFERENCE);
        float[] actual = feature(model.getBlock(), images);
        assertClose(manager.create(expected), manager.create(actual), FP32, "fp32 " + shape);
        assertEquals(
            !PACKS, Arrays.equals(plain(model.getBlock(), images, Precision.FP32), actual));
      }
    }
  }

  /** Whoever trains a loaded model gets gradients of passes for inference too. */
  @Test
  void float32WithGradientsPacksNothing() throws Exception {
    save(NANO);
    try (NDManager manager = NDManager.newBaseManager();
        ZooModel<PixelImage, float[]> model = load(float[].class, "fp32")) {
      NDArray images = TinyModels.images(manager, 5, new Shape(1, 3, 224, 224));
      float[] expected = plain(model.getBlock(), images, Precision.FP32);
      NDArray weight = NamedParameters.of(model.getBlock()).values().iterator().next().getArray();
      weight.setRequiresGradient(true);
      assertArrayEquals(expected, feature(model.getBlock(), images));
      weight.setRequiresGradient(false);
      assertEquals(!PACKS, Arrays.equals(expected, feature(model.getBlock(), images)));
      images.setRequiresGradient(true);
      try (Autograd.Recorded recorded = Autograd.record()) {
        NDList own = new NDList(images);
        NDArray answer =
            model.getBlock().forward(new ParameterStore(manager, false), own, false).head();
        Autograd.backward(answer);
      }
      assertTrue(images.getGradient().abs().max().getFloat() > 0);
    }
  }

  @Test
  void integersAreNotTheHalfPrecision() throws Exception {
    save(NANO);
    try (NDManager manager = NDManager.newBaseManager();
        ZooModel<PixelImage, float[]> half = load(float[].class, "bf16");
        ZooModel<PixelImage, float[]> integer = load(float[].class, "int8")) {
      NDArray images = TinyModels.images(manager, 5, new Shape(1, 3, 224, 224));
      float[] rounded = feature(half.getBlock(), images);
      assertFalse(Arrays.equals(rounded, feature(integer.getBlock(), images)));
    }
  }

  @Test
  void aReconstructionIsNearlyTheSame() throws Exception {
    save(TinyModels.masked(64, 4), 3);
    PixelImage picture = TinyImages.noisy(64, 64, 1);
    try (ZooModel<PixelImage, Image> exact = load(Image.class, "fp32");
        ZooModel<PixelImage, Image> half = load(Image.class, "bf16");
        Predictor<PixelImage, Image> expected = exact.newPredictor();
        Predictor<PixelImage, Image> actual = half.newPredictor();
        NDManager manager = NDManager.newBaseManager()) {
      NDArray pixels = expected.predict(picture).toNDArray(manager).toType(DataType.FLOAT32, true);
      NDArray rounded = actual.predict(picture).toNDArray(manager).toType(DataType.FLOAT32, true);
      assertTrue(pixels.sub(rounded).abs().max().getFloat() <= 3, "levels of 256");
    }
  }

  /** Weights that change under a loaded model answer as if they had been loaded so. */
  @Test
  void packedWeightsFollowTheWeights() throws Exception {
    save(Backbones.variant(NANO).model(HeadConfig.NONE), 3);
    try (NDManager manager = NDManager.newBaseManager();
        ZooModel<PixelImage, float[]> model = load(float[].class, "bf16")) {
      NDArray images = TinyModels.images(manager, 5, new Shape(1, 3, 96, 96));
      float[] before = feature(model.getBlock(), images);
      save(Backbones.variant(NANO).model(HeadConfig.NONE), 4);
      try (ZooModel<PixelImage, float[]> other = load(float[].class, "bf16")) {
        float[] expected = feature(other.getBlock(), images);
        NamedParameters.of(other.getBlock())
            .forEach(
                (name, parameter) ->
                    Autograd.copy(
                        parameter.getArray(),
                        NamedParameters.of(model.getBlock()).get(name).getArray()));
        float[] after = feature(model.getBlock(), images);
        assertFalse(Arrays.equals(before, after));
        assertArrayEquals(expected, after);
      }
    }
  }

  @Test
  void predictorsOfSeveralThreadsShareWeights() throws Exception {
    save(NANO);
    PixelImage picture = TinyImages.noisy(224, 224, 1);
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try (ZooModel<PixelImage, float[]> model = load(float[].class, "int8")) {
      List<Future<float[]>> answers = new ArrayList<>();
      for (int i = 0; i < 12; i++) {
        answers.add(
            threads.submit(
                () -> {
                  try (Predictor<PixelImage, float[]> predictor = model.newPredictor()) {
                    return predictor.predict(picture);
                  }
                }));
      }
      float[] first = answers.get(0).get();
      for (Future<float[]> answer : answers) {
        assertArrayEquals(first, answer.get());
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void refusesWhatThereIsNot() throws Exception {
    save(TinyModels.masked(64, 4), 3);
    String message =
        assertThrows(IllegalArgumentException.class, () -> load(float[].class, "fp16"))
            .getMessage();
    assertEquals("precision: expected fp32, bf16 or int8, got fp16", message);
    Processor old = new Processor("Slow CPU", "", 2, Set.of("avx512_vnni"));
    message =
        assertThrows(
                IllegalArgumentException.class,
                () -> InferencePrecision.BF16.require(Device.cpu(), old))
            .getMessage();
    assertEquals(
        "precision: bf16 needs a processor with amx_bf16 or avx512_bf16, this one is Slow CPU",
        message);
    assertFalse(InferencePrecision.INT8.supportedBy(old));
    assertTrue(InferencePrecision.FP32.supportedBy(old));
    message =
        assertThrows(
                IllegalArgumentException.class,
                () -> InferencePrecision.INT8.require(Device.gpu(), Processor.current()))
            .getMessage();
    assertEquals("precision: int8 needs a processor, got the device gpu(0)", message);
  }
}
