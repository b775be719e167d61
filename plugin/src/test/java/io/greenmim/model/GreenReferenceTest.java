package io.greenmim.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import io.greenmim.config.MimConfig;
import io.greenmim.config.SwinConfig;
import io.greenmim.grouping.GreenPlan;
import io.greenmim.grouping.GroupingMode;
import io.greenmim.masking.PatchMask;
import io.greenmim.model.mim.MaskedImageModel;
import io.greenmim.model.swin.SwinTransformer;
import io.greenmim.nn.SinCosPositions;
import io.greenmim.ops.ImageTensors;
import io.greenmim.tensors.SafeTensorsFile;
import io.greenmim.testing.Shared;
import io.greenmim.weights.StateDict;
import io.greenmim.weights.TensorArrays;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The green forward and backward pass against the published implementation's numbers. */
class GreenReferenceTest {

  private static final double RELATIVE = 1e-4;
  private static final double ABSOLUTE = 1e-5;

  @ParameterizedTest
  @CsvSource({"7, OPTIMAL", "7, FIXED", "7, MASKING", "14, OPTIMAL", "14, AUTO"})
  void matchesThePublishedNumbers(int window, GroupingMode mode) throws IOException {
    SafeTensorsFile file =
        SafeTensorsFile.open(Shared.file("golden/pretrain/green_swin_w" + window + ".safetensors"));
    SwinConfig swin =
        new SwinConfig(224, 4, 3, 8, List.of(2, 2, 4, 2), List.of(1, 2, 4, 8), window, 4, 0, 1e-6);
    SwinTransformer encoder = new SwinTransformer(swin);
    MaskedImageModel model = new MaskedImageModel(encoder, new MimConfig(32, 0.75, 32, 1, 4, true));
    try (NDManager manager = NDManager.newBaseManager()) {
      load(manager, model, file);
      NDArray images =
          ImageTensors.normalise(TensorArrays.array(manager, file.tensor("input.images_u8")));
      boolean[] masked = TensorArrays.array(manager, file.tensor("input.mask")).toBooleanArray();
      GreenPlan plan = encoder.planner(32, mode).plan(new PatchMask(7, 7, masked));
      ParameterStore store = new ParameterStore(manager, false);

      NDArray latent = encoder.encodeVisible(store, images, plan, false);
      assertClose(
          TensorArrays.array(manager, file.tensor("out.latent")),
          latent.transpose(1, 0, 2),
          "latent");
      NDArray predicted = model.predict(store, images, plan, false).transpose(1, 0, 2);
      assertClose(
          TensorArrays.array(manager, file.tensor("out.pred_head")),
          predicted.get(":, 0:6, :"),
          "pred_head");
      assertClose(
          TensorArrays.array(manager, file.tensor("param.decoder_pos_embed")),
          manager.create(SinCosPositions.of(7, 7, 32), new Shape(1, 49, 32)),
          "decoder_pos_embed");

      try (GradientCollector collector = manager.getEngine().newGradientCollector()) {
        NDArray loss = model.loss(store, images, plan, true);
        assertClose(TensorArrays.array(manager, file.tensor("out.loss")), loss.reshape(1), "loss");
        collector.backward(loss);
      }
      int compared = 0;
      for (Map.Entry<String, Parameter> entry : StateDict.of(model).parameters().entrySet()) {
        if (file.tensors().containsKey("grad." + entry.getKey())) {
          NDArray gradient = entry.getValue().getArray().getGradient();
          assertClose(
              TensorArrays.array(manager, file.tensor("grad." + entry.getKey())),
              gradient,
              entry.getKey());
          compared++;
        }
      }
      long expected =
          file.tensors().keySet().stream().filter(key -> key.startsWith("grad.")).count();
      assertEquals(expected, compared, "number of gradients");
    }
  }

  private static void load(NDManager manager, MaskedImageModel model, SafeTensorsFile file)
      throws IOException {
    StateDict dict = StateDict.of(model);
    for (Map.Entry<String, Parameter> entry : dict.parameters().entrySet()) {
      NDArray value = TensorArrays.array(manager, file.tensor("param." + entry.getKey()));
      assertEquals(entry.getValue().getShape(), value.getShape(), entry.getKey());
      entry.getValue().setInitializer((m, shape, type) -> value);
    }
    long stored =
        file.tensors().keySet().stream()
            .filter(key -> key.startsWith("param.") && !key.endsWith("decoder_pos_embed"))
            .count();
    assertEquals(stored, dict.parameters().size(), "number of parameters");
    model.initialize(manager, DataType.FLOAT32, new Shape(1, 3, 224, 224));
  }

  private static void assertClose(NDArray expected, NDArray actual, String what) {
    assertEquals(expected.getShape(), actual.getShape(), what);
    float[] e = expected.toFloatArray();
    float[] a = actual.toFloatArray();
    double scale = 0;
    double worst = 0;
    for (int i = 0; i < e.length; i++) {
      scale = Math.max(scale, Math.abs(e[i]));
      worst = Math.max(worst, Math.abs(e[i] - a[i]));
    }
    double bound = ABSOLUTE + RELATIVE * scale;
    assertTrue(worst <= bound, what + ": worst difference " + worst + ", allowed " + bound);
  }
}
