package io.greenmim.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import io.greenmim.config.ClassifierConfig;
import io.greenmim.config.ImageSize;
import io.greenmim.config.MimConfig;
import io.greenmim.config.ModelConfig;
import io.greenmim.config.SimMimConfig;
import io.greenmim.model.mim.MaskedImageModel;
import io.greenmim.swin.SwinConfig;
import io.greenmim.weights.ModelFolder;
import io.greenmim.weights.StateDict;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The distribution of every kind of weight, as the published code draws it. */
class InitialValuesTest {

  private static final String QKV = "layers.2.blocks.1.attn.qkv.weight";
  private static final String REDUCTION = "layers.1.downsample.reduction.weight";
  private static final String KERNEL = "patch_embed.proj.weight";
  private static final String KERNEL_BIAS = "patch_embed.proj.bias";
  private static final String TABLE = "layers.0.blocks.0.attn.relative_position_bias_table";

  /** PyTorch's bound for a convolution of 3 x 4 x 4 inputs. */
  private static final double CONVOLUTION = 1 / Math.sqrt(48);

  private static final SwinConfig ENCODER =
      new SwinConfig(
          ImageSize.square(64),
          4,
          3,
          96,
          List.of(1, 1, 2, 1),
          List.of(3, 6, 12, 24),
          4,
          4,
          0,
          1e-6,
          null);

  private static final ModelConfig GREEN =
      ModelConfig.of("x", ENCODER, new MimConfig(32, 0.75, 64, 1, 2, true));
  private static final ModelConfig SIMMIM = ModelConfig.of("x", ENCODER, new SimMimConfig(32, 0.6));

  @Test
  void greenMimDrawsEveryLinearMapXavierUniform() {
    try (NDManager manager = NDManager.newBaseManager()) {
      Map<String, NDArray> drawn = published(manager, GREEN);
      assertUniform(Math.sqrt(6.0 / (3 * 384 + 384)), drawn.get("encoder." + QKV));
      assertUniform(Math.sqrt(6.0 / (768 + 384)), drawn.get("encoder." + REDUCTION));
      assertUniform(Math.sqrt(6.0 / (96 + 48)), drawn.get("encoder." + KERNEL));
      assertUniform(CONVOLUTION, drawn.get("encoder." + KERNEL_BIAS));
      assertUniform(Math.sqrt(6.0 / (64 + 256)), drawn.get("decoder_blocks.0.mlp.fc1.weight"));
      assertUniform(Math.sqrt(6.0 / (64 + 3072)), drawn.get("decoder_pred.weight"));
      assertNormal(drawn.get("encoder." + TABLE));
      assertNormal(drawn.get("mask_token"));
      assertZeroBiases(drawn);
    }
  }

  @Test
  void simMimDrawsNormalMapsAndUniformConvolutions() {
    try (NDManager manager = NDManager.newBaseManager()) {
      Map<String, NDArray> drawn = published(manager, SIMMIM);
      assertNormal(drawn.get("encoder." + QKV));
      assertNormal(drawn.get("encoder." + REDUCTION));
      assertUniform(CONVOLUTION, drawn.get("encoder." + KERNEL));
      assertUniform(CONVOLUTION, drawn.get("encoder." + KERNEL_BIAS));
      assertUniform(1 / Math.sqrt(768), drawn.get("decoder.0.weight"));
      assertUniform(1 / Math.sqrt(768), drawn.get("decoder.0.bias"));
      assertNormal(drawn.get("encoder." + TABLE));
      assertNormal(drawn.get("encoder.mask_token"));
      assertZeroBiases(drawn);
    }
  }

  /** Encoders and classifiers start as Swin Transformers do, and so does the zoo's. */
  @Test
  void otherModelsStartAsSwin() {
    try (NDManager manager = NDManager.newBaseManager()) {
      ModelConfig classifier = ModelConfig.of("x", ENCODER, new ClassifierConfig(50));
      Map<String, NDArray> drawn = published(manager, classifier);
      assertNormal(drawn.get(QKV));
      assertNormal(drawn.get("head.weight"));
      assertUniform(CONVOLUTION, drawn.get(KERNEL));
      assertZeroBiases(drawn);
    }
  }

  @Test
  void normalIsNormalInTheEncoderAlone() {
    try (NDManager manager = NDManager.newBaseManager()) {
      Map<String, NDArray> green = normal(manager, GREEN);
      for (String name : List.of(QKV, REDUCTION, KERNEL)) {
        assertNormal(green.get("encoder." + name));
      }
      assertEquals(0, green.get("encoder." + KERNEL_BIAS).abs().sum().getFloat());
      assertUniform(Math.sqrt(6.0 / (64 + 3072)), green.get("decoder_pred.weight"));
      Map<String, NDArray> simmim = normal(manager, SIMMIM);
      assertNormal(simmim.get("encoder." + KERNEL));
      assertEquals(0, simmim.get("encoder." + KERNEL_BIAS).abs().sum().getFloat());
      assertUniform(1 / Math.sqrt(768), simmim.get("decoder.0.weight"));
      assertUniform(1 / Math.sqrt(768), simmim.get("decoder.0.bias"));
    }
  }

  @Test
  void theSeedAloneDecides() {
    try (NDManager manager = NDManager.newBaseManager()) {
      float[] once = published(manager, GREEN).get("encoder." + QKV).toFloatArray();
      assertArrayEquals(once, published(manager, GREEN).get("encoder." + QKV).toFloatArray());
      Parameter own = StateDict.of(ModelFolder.newModel(GREEN)).parameters().get("encoder." + QKV);
      NDArray alone =
          ((InitialValues) own.getInitializer())
              .seeded("encoder." + QKV, 5)
              .initialize(manager, own.getShape(), DataType.FLOAT32);
      assertArrayEquals(once, alone.toFloatArray());
    }
  }

  private static Map<String, NDArray> published(NDManager manager, ModelConfig config) {
    StateDict dict = StateDict.of(ModelFolder.newModel(config));
    dict.initialise(manager, ModelFolder.inputShape(config), 5);
    return dict.arrays();
  }

  private static Map<String, NDArray> normal(NDManager manager, ModelConfig config) {
    MaskedImageModel model = ModelFolder.newMaskedImageModel(config);
    InitialValues.normal(model.encoder());
    StateDict dict = StateDict.of(model);
    dict.initialise(manager, ModelFolder.inputShape(config), 5);
    return dict.arrays();
  }

  /** As DJL's users initialise a block. */
  @Test
  void aBlockInitialisesItselfAndRuns() {
    try (NDManager manager = NDManager.newBaseManager()) {
      Block model = ModelFolder.newModel(GREEN);
      model.initialize(manager, DataType.FLOAT32, new Shape(1, 3, 64, 64));
      Map<String, NDArray> drawn = StateDict.of(model).arrays();
      assertUniform(Math.sqrt(6.0 / (3 * 384 + 384)), drawn.get("encoder." + QKV));
      assertNormal(drawn.get("encoder." + TABLE));
      assertZeroBiases(drawn);
      NDList out =
          model.forward(
              new ParameterStore(manager, false),
              new NDList(manager.ones(new Shape(2, 3, 64, 64))),
              false);
      assertEquals(new Shape(2, 768), out.get(0).getShape());
      assertTrue(Float.isFinite(out.get(0).sum().getFloat()));
    }
  }

  /** Within the bound, near it, and of the deviation of a uniform distribution. */
  private static void assertUniform(double bound, NDArray values) {
    double largest = values.abs().max().getFloat();
    assertTrue(largest <= bound * 1.000001, largest + " beyond " + bound);
    assertTrue(largest > 0.9 * bound, largest + " far below " + bound);
    double deviation = Math.sqrt(values.square().mean().getFloat());
    double tolerance = 0.05 + 2 / Math.sqrt((double) values.size());
    assertEquals(1, deviation * Math.sqrt(3) / bound, tolerance);
  }

  private static void assertNormal(NDArray values) {
    double deviation = Math.sqrt(values.square().mean().getFloat());
    double tolerance = 0.05 + 2 / Math.sqrt((double) values.size());
    assertEquals(1, deviation / 0.02, tolerance);
    if (values.size() > 1000) {
      assertTrue(values.abs().max().getFloat() > 0.05, "no tails");
    }
  }

  private static void assertZeroBiases(Map<String, NDArray> drawn) {
    drawn.forEach(
        (name, values) -> {
          boolean kernel = name.endsWith("patch_embed.proj.bias") || name.equals("decoder.0.bias");
          if (name.endsWith(".bias") && !kernel) {
            assertEquals(0, values.abs().sum().getFloat(), name);
          }
          if (name.contains("norm") && name.endsWith(".weight")) {
            assertEquals(0, values.sub(1).abs().sum().getFloat(), name);
          }
        });
  }
}
