package io.greenmim.checkpoint;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import io.greenmim.config.ImageSize;
import io.greenmim.config.ModelKind;
import io.greenmim.layout.MergeOrder;
import io.greenmim.model.Encoder;
import io.greenmim.nn.PatchMerging;
import io.greenmim.ops.Rows;
import io.greenmim.swin.SwinConfig;
import io.greenmim.tensors.FloatValues;
import io.greenmim.tensors.SafeTensorsFile;
import io.greenmim.tensors.StoredTensor;
import io.greenmim.tensors.TensorType;
import io.greenmim.testing.Shared;
import io.greenmim.testing.TinyModels;
import io.greenmim.weights.ModelFolder;
import io.greenmim.weights.StateDict;
import io.greenmim.weights.TensorArrays;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Converted checkpoints in the engine. */
class ConvertedModelTest {

  private static final PublishedKeys KEYS =
      new PublishedKeys(new SyntheticSwin(TensorType.F32, 4, 4, 4, 2));

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"greenmim", "microsoft", "timm", "huggingface"})
  void forwardAgreesBeforeAndAfter(String target) throws IOException {
    try (NDManager manager = NDManager.newBaseManager()) {
      ImportedModel before = read(KEYS.ours(ModelKind.ENCODER));
      Path file = folder.resolve("there.safetensors");
      CheckpointExporter.write(file, before.tensors(), before.config(), target);
      ImportedModel after =
          CheckpointImporter.read(SafeTensorsFile.open(file), ImportOptions.defaults());
      NDArray images = TinyModels.images(manager, 3, new Shape(2, 3, 64, 64));
      NDList expected = forward(manager, before, images);
      NDList actual = forward(manager, after, images);
      assertEquals(5, expected.size());
      for (int i = 0; i < expected.size(); i++) {
        assertArrayEquals(expected.get(i).toFloatArray(), actual.get(i).toFloatArray());
      }
    }
  }

  private static NDList forward(NDManager manager, ImportedModel model, NDArray images)
      throws IOException {
    Encoder encoder = ModelFolder.newEncoder(model.config());
    StateDict.of(encoder)
        .load(manager, ModelFolder.inputShape(model.config()), new MapFile(model.tensors()));
    return encoder.forward(new ParameterStore(manager, false), new NDList(images), false);
  }

  @ParameterizedTest
  @EnumSource(MergeOrder.class)
  void mergingComputesWhatItsSourceDid(MergeOrder order) throws IOException {
    int channels = SyntheticSwin.DIM;
    SyntheticSwin swin = new SyntheticSwin(TensorType.F32, 4, 4, 4, 4);
    Map<String, StoredTensor> foreign =
        order == MergeOrder.UNFOLD
            ? new PublishedKeys(swin).openMmLab("", ModelKind.ENCODER)
            : new PublishedKeys(swin).microsoft("", order, ModelKind.ENCODER);
    String name = order == MergeOrder.UNFOLD ? "stages.0.downsample." : "layers.0.downsample.";
    ImportOptions options = ImportOptions.defaults().withMergeOrder(order);
    Map<String, StoredTensor> ours =
        CheckpointImporter.read(new MapFile(foreign), options).tensors();
    Map<String, StoredTensor> merging = new LinkedHashMap<>();
    ours.forEach(
        (key, tensor) -> {
          if (key.startsWith("layers.0.downsample.")) {
            merging.put(key.substring("layers.0.downsample.".length()), tensor);
          }
        });
    int rows = 4;
    int cols = 6;
    try (NDManager manager = NDManager.newBaseManager()) {
      PatchMerging block = new PatchMerging(channels, 1e-5);
      Shape tokens = new Shape((long) rows * cols, 1, channels);
      StateDict.of(block).load(manager, tokens, new MapFile(merging));
      NDArray x = TinyModels.images(manager, 8, tokens);
      int[] quadruples = new int[rows * cols];
      for (int i = 0; i < quadruples.length; i++) {
        int row = i / 4 / (cols / 2) * 2 + i % 2;
        int col = i / 4 % (cols / 2) * 2 + i % 4 / 2;
        quadruples[i] = row * cols + col;
      }
      NDArray merged =
          block.forward(
              new ParameterStore(manager, false), x, Rows.index(manager, quadruples), false);
      float[] expected =
          new NeighbourMerging(order, channels, cols)
              .merge(
                  x.toFloatArray(),
                  FloatValues.of(foreign.get(name + "norm.weight")),
                  FloatValues.of(foreign.get(name + "norm.bias")),
                  FloatValues.of(foreign.get(name + "reduction.weight")));
      assertArrayEquals(expected, merged.toFloatArray(), 1e-4f);
    }
  }

  @ParameterizedTest
  @EnumSource(value = ModelKind.class, mode = EnumSource.Mode.EXCLUDE, names = "FCMAE")
  void foldersOfConvertedTensorsLoad(ModelKind kind) throws IOException {
    ImportedModel model = read(KEYS.huggingFace("", kind));
    Path saved = folder.resolve("model");

    ModelFolder.save(saved, model.config(), model.tensors());

    try (NDManager manager = NDManager.newBaseManager()) {
      Map<String, NDArray> arrays = StateDict.of(ModelFolder.load(manager, saved)).arrays();
      Tensors.assertSame(model.tensors(), TensorArrays.stored(arrays));
    }
  }

  @Test
  void foldersTakeTheTensorsOfTheModelAlone() throws IOException {
    ImportedModel model = read(KEYS.ours(ModelKind.ENCODER));
    Path saved = folder.resolve("model");
    Map<String, StoredTensor> tensors = new LinkedHashMap<>(model.tensors());
    tensors.put("stranger", tensors.remove("norm.bias"));
    IOException names =
        assertThrows(IOException.class, () -> ModelFolder.save(saved, model.config(), tensors));
    assertTrue(
        names.getMessage().endsWith("missing 1: norm.bias; unexpected 1: stranger"),
        names.getMessage());
    tensors.remove("stranger");
    tensors.put("norm.bias", Tensors.zeros(3));
    IOException shape =
        assertThrows(IOException.class, () -> ModelFolder.save(saved, model.config(), tensors));
    assertTrue(shape.getMessage().contains("norm.bias: expected"), shape.getMessage());
    assertFalse(Files.exists(saved));
  }

  /** The published implementation's own names. */
  @ParameterizedTest
  @CsvSource({
    "green_swin_w7, greenmim_swin, GREENMIM, 224, 7",
    "green_swin_w14, greenmim_swin, GREENMIM, 224, 14",
    "simmim_swin_w6_192, simmim, SIMMIM, 192, 6",
    "swin_classifier_w7_224, microsoft, CLASSIFIER, 224, 7"
  })
  void publishedNamesAreRead(String name, String layout, ModelKind kind, int image, int window)
      throws IOException {
    SafeTensorsFile reference =
        SafeTensorsFile.open(Shared.file("golden/pretrain/" + name + ".safetensors"));
    Map<String, StoredTensor> checkpoint = new LinkedHashMap<>();
    reference
        .tensors()
        .forEach(
            (key, tensor) -> {
              if (key.startsWith("param.")) {
                checkpoint.put(key.substring("param.".length()), tensor);
              }
            });

    ImportedModel model =
        CheckpointImporter.read(new MapFile(checkpoint), ImportOptions.defaults().withStrict(true));

    assertEquals(layout, model.layout().id());
    assertEquals(kind, model.config().kind());
    double eps = kind == ModelKind.GREENMIM ? 1e-6 : 1e-5;
    SwinConfig expected =
        new SwinConfig(
            ImageSize.square(image),
            4,
            3,
            8,
            List.of(2, 2, 4, 2),
            List.of(1, 2, 4, 8),
            window,
            4,
            0,
            eps,
            null);
    assertEquals(expected, model.config().encoder());
  }

  private static ImportedModel read(Map<String, StoredTensor> checkpoint) throws IOException {
    return CheckpointImporter.read(new MapFile(checkpoint), ImportOptions.defaults());
  }
}
