package io.greenmim.sparse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.greenmim.masking.PatchMask;
import io.greenmim.ops.PassStore;
import io.greenmim.ops.Precision;
import io.greenmim.tensors.SafeTensorsFile;
import io.greenmim.testing.Shared;
import io.greenmim.weights.TensorArrays;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each form of the depth-wise convolution on every recorded case of one. */
class RecordedFormsTest {

  private static final int DEPTHWISE = 8;

  @ParameterizedTest
  @EnumSource(ConvolutionForm.class)
  void givesTheRecordedNumbers(ConvolutionForm form) throws IOException {
    SafeTensorsFile file =
        SafeTensorsFile.open(Shared.file("golden/more/sparse_convolution.safetensors"));
    JsonObject cases =
        JsonParser.parseString(file.metadata().get("config"))
            .getAsJsonObject()
            .getAsJsonObject("cases");
    int tried = 0;
    for (String name : cases.keySet()) {
      JsonObject config = cases.getAsJsonObject(name);
      int channels = config.get("in_channels").getAsInt();
      if (config.get("kind").getAsString().equals("submanifold")
          && config.get("groups").getAsInt() == channels
          && config.get("out_channels").getAsInt() == channels) {
        for (Precision precision : List.of(Precision.FP32, Precision.BF16)) {
          try (NDManager manager = NDManager.newBaseManager()) {
            new Case(file, manager, name, config).compare(form, precision);
          }
        }
        tried++;
      }
    }
    assertEquals(DEPTHWISE, tried);
  }

  private record Case(SafeTensorsFile file, NDManager manager, String name, JsonObject config) {

    void compare(ConvolutionForm form, Precision precision) throws IOException {
      boolean bias = config.get("bias").getAsBoolean();
      int channels = config.get("in_channels").getAsInt();
      int kernel = config.get("kernel").getAsInt();
      SubmanifoldConvolution block =
          new SubmanifoldConvolution(channels, channels, kernel, channels, bias);
      Map<String, NDArray> parameters = new LinkedHashMap<>();
      parameters.put(".weight", array("param", ".weight"));
      if (bias) {
        parameters.put(".bias", array("param", ".bias"));
      }
      List<NDArray> values = new ArrayList<>(parameters.values());
      for (int i = 0; i < values.size(); i++) {
        NDArray value = values.get(i);
        block.getParameters().valueAt(i).setInitializer((m, shape, type) -> value);
      }
      block.initialize(manager, DataType.FLOAT32, new Shape(1));
      NDArray features = array("input", ".features");
      features.setRequiresGradient(true);
      PassStore store = new PassStore(manager, precision);
      NDArray output;
      try (GradientCollector collector = manager.getEngine().newGradientCollector()) {
        NDList outputs = new NDList();
        int from = 0;
        for (Sites sites : sites(form)) {
          int count = sites.count() * sites.axis(sites.masks());
          if (count > 0) {
            NDArray rows = features.get(new NDIndex("%s:%s".formatted(from, from + count)));
            SiteArrays arrays =
                SiteArrays.of(manager, SiteMaps.of(sites, form, kernel), sites.masks(), precision);
            assertEquals(form, arrays.form());
            outputs.add(listed(block.forward(store, tokens(rows, sites), arrays, true)));
          }
          from += count;
        }
        // One array alone would be copied, without its gradient.
        output = outputs.size() == 1 ? outputs.head() : NDArrays.concat(outputs);
        collector.backward(output.mul(array("input", ".grad_output")).sum());
      }
      assertClose("out", ".features", output, form, precision);
      assertClose("grad", ".features", features.getGradient(), form, precision);
      int next = 0;
      for (String parameter : parameters.keySet()) {
        NDArray gradient = block.getParameters().valueAt(next++).getArray().getGradient();
        assertClose("grad", parameter, gradient, form, precision);
      }
    }

    /** Those of all images, or of one after the other where a form takes one mask alone. */
    private List<Sites> sites(ConvolutionForm form) throws IOException {
      NDArray recorded = array("input", ".mask");
      boolean[] masked = recorded.toBooleanArray();
      int height = Math.toIntExact(recorded.getShape().get(1));
      int width = Math.toIntExact(recorded.getShape().get(2));
      List<boolean[]> images = new ArrayList<>();
      for (int at = 0; at < masked.length; at += height * width) {
        images.add(Arrays.copyOfRange(masked, at, at + height * width));
      }
      return form == ConvolutionForm.SITE_MATRICES
          ? images.stream().map(image -> visible(List.of(image), height, width)).toList()
          : List.of(visible(images, height, width));
    }

    /** The sites as those of patches that are as large as they can be. */
    private static Sites visible(List<boolean[]> images, int height, int width) {
      int side = Math.min(height, width);
      while (!consistOf(images, side, height, width)) {
        side--;
      }
      List<PatchMask> masks = new ArrayList<>();
      for (boolean[] image : images) {
        boolean[] coarse = new boolean[height / side * (width / side)];
        for (int i = 0; i < coarse.length; i++) {
          coarse[i] = image[i / (width / side) * side * width + i % (width / side) * side];
        }
        masks.add(new PatchMask(height / side, width / side, coarse));
      }
      return Sites.visible(masks, side);
    }

    private static boolean consistOf(List<boolean[]> images, int side, int height, int width) {
      if (height % side > 0 || width % side > 0) {
        return false;
      }
      for (boolean[] image : images) {
        for (int i = 0; i < image.length; i++) {
          int row = i / width / side * side;
          int col = i % width / side * side;
          if (image[i] != image[row * width + col]) {
            return false;
          }
        }
      }
      return true;
    }

    /** Features (sites, C) of image after image as tokens (n, B, C) or (R, 1, C). */
    private static NDArray tokens(NDArray features, Sites sites) {
      int images = sites.axis(sites.masks());
      return images == 1
          ? features.expandDims(1)
          : features.reshape(images, sites.count(), features.getShape().get(1)).transpose(1, 0, 2);
    }

    /** The inverse of {@link #tokens}. */
    private static NDArray listed(NDArray tokens) {
      return tokens.transpose(1, 0, 2).reshape(-1, tokens.getShape().get(2));
    }

    private NDArray array(String kind, String what) throws IOException {
      return TensorArrays.array(manager, file.tensor(kind + "." + name + what));
    }

    private void assertClose(
        String kind, String what, NDArray actual, ConvolutionForm form, Precision precision)
        throws IOException {
      NDArray expected = array(kind, what);
      assertEquals(expected.getShape(), actual.getShape());
      float[] e = expected.toFloatArray();
      float[] a = actual.toFloatArray();
      double largest = 0;
      for (float value : e) {
        largest = Math.max(largest, Math.abs(value));
      }
      for (int i = 0; i < e.length; i++) {
        double allowed =
            1e-5 + (precision == Precision.BF16 ? 2e-2 * largest : 1e-4 * Math.abs(e[i]));
        assertTrue(
            Math.abs(e[i] - a[i]) <= allowed,
            "%s %s %s.%s%s at %s: expected %s, got %s"
                .formatted(form, precision, kind, name, what, i, e[i], a[i]));
      }
    }
  }
}
