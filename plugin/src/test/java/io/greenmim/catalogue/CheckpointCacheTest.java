package io.greenmim.catalogue;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDManager;
import io.greenmim.backbone.Backbones;
import io.greenmim.config.ClassifierConfig;
import io.greenmim.config.MimConfig;
import io.greenmim.config.ModelConfig;
import io.greenmim.config.ModelKind;
import io.greenmim.config.SimMimConfig;
import io.greenmim.download.FileDigest;
import io.greenmim.layout.MergeOrder;
import io.greenmim.tensors.FloatValues;
import io.greenmim.tensors.SafeTensorsFile;
import io.greenmim.tensors.SafeTensorsWriter;
import io.greenmim.tensors.StoredTensor;
import io.greenmim.weights.ConfigFile;
import io.greenmim.weights.ModelFolder;
import io.greenmim.weights.StateDict;
import io.greenmim.weights.TensorArrays;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointCacheTest {

  private static final String VARIANT = "swin_nano_patch4_window7_224";
  private static final String REDUCTION = "layers.0.downsample.reduction.weight";
  private static final String BODY =
      "channels 32, depths [2, 2, 6, 2], heads [1, 2, 4, 8], window ";

  @TempDir private Path folder;
  private Path file;
  private Path models;

  @BeforeEach
  void name() {
    file = folder.resolve("somebody's file.bin");
    models = folder.resolve("models");
  }

  private static ModelConfig classifier(String variant, int classes) {
    return ModelConfig.of(
        variant,
        Backbones.variant(variant).encoder().withLayerNormEps(1e-5),
        new ClassifierConfig(classes));
  }

  /** Writes a checkpoint under the published names. */
  private Path write(ModelConfig config) throws IOException {
    try (NDManager manager = NDManager.newBaseManager()) {
      StateDict dict = StateDict.of(ModelFolder.newModel(config));
      dict.initialise(manager, ModelFolder.inputShape(config), 1);
      SafeTensorsWriter.write(file, TensorArrays.stored(dict.arrays()), Map.of());
    }
    return file;
  }

  private CheckpointCache cache(ModelConfig config, String layout, MergeOrder order) {
    int classes = config.head() instanceof ClassifierConfig head ? head.classes() : 0;
    return CheckpointCache.of(
        models,
        "test",
        new PublishedCheckpoint(
            new PublishedCheckpoint.Model(
                config.variant(),
                config.encoder().layerNormEps(),
                config.kind(),
                classes,
                Backbones.parameters(config)),
            new PublishedCheckpoint.Original(
                "original.pth",
                PublishedCheckpoint.Access.MANUAL,
                "https://example.org/file",
                "https://example.org",
                1,
                false,
                digest),
            new PublishedCheckpoint.Conversion(layout, order),
            "licenses/MIT-Microsoft.txt",
            null,
            null));
  }

  private FileDigest digest;

  @Test
  void aStatedDigestIsChecked() throws IOException {
    write(classifier(VARIANT, 10));
    FileDigest right = FileDigest.of("SHA-384", file, bytes -> {});
    String other = "0".repeat(96);
    digest = new FileDigest("SHA-384", other);
    assertRefused("expected the stated SHA-384 %s, got %s".formatted(other, right.hex()), ten());
    digest = right;
    assertTrue(ten().adopt(file, null));
    assertThrows(IllegalArgumentException.class, () -> new FileDigest("SHA-256", "../escaped"));
    assertThrows(IllegalArgumentException.class, () -> new FileDigest("MD5", "0".repeat(32)));
  }

  private CheckpointCache ten() {
    return cache(classifier(VARIANT, 10), "microsoft", MergeOrder.COLUMN);
  }

  private void assertRefused(String expected, CheckpointCache cache) {
    IOException e = assertThrows(IOException.class, () -> cache.adopt(file, null));
    assertEquals(file + ": " + expected, e.getMessage());
    assertFalse(Files.exists(models.resolve(FirstUse.NAME)));
  }

  @Test
  void aFileOfTheUserIsConvertedOnce() throws IOException {
    write(classifier(VARIANT, 10));
    assertTrue(ten().convertedBytes().isEmpty());
    assertTrue(ten().adopt(file, null));
    assertEquals(
        classifier(VARIANT, 10), ConfigFile.readModel(models), "the configuration of the entry");
    assertEquals(
        Files.size(models.resolve(ModelFolder.WEIGHTS)), ten().convertedBytes().orElseThrow());
    assertFalse(ten().adopt(file, null));
    Files.delete(file);
    ten().prepare(null);
    // Read by older versions, too: another text would have their copies made anew.
    assertTrue(
        Files.readString(models.resolve(FirstUse.NAME))
            .contains(
                "classes=10, parameters=%d] Conversion[layout=MICROSOFT, mergeOrder=COLUMN]"
                    .formatted(Backbones.parameters(classifier(VARIANT, 10)))));
  }

  /** What the conversion does may change with the library; then old copies are made anew. */
  @Test
  void anotherConversionIsDoneAnew() throws IOException {
    write(classifier(VARIANT, 10));
    ten().adopt(file, null);
    CheckpointCache other = cache(classifier(VARIANT, 10), "microsoft", MergeOrder.ROW);
    assertTrue(other.convertedBytes().isEmpty());
    assertTrue(other.adopt(file, null));
  }

  @Test
  void everyKindIsConverted() throws IOException {
    ModelConfig green =
        ModelConfig.of(VARIANT, Backbones.variant(VARIANT).encoder(), MimConfig.published());
    ModelConfig simmim =
        ModelConfig.of(
            VARIANT,
            Backbones.variant(VARIANT).encoder().withLayerNormEps(1e-5),
            SimMimConfig.published());
    models = folder.resolve("green");
    write(green);
    cache(green, "greenmim_swin", MergeOrder.ROW).adopt(file, null);
    try (NDManager manager = NDManager.newBaseManager()) {
      assertEquals(
          Backbones.parameters(green),
          StateDict.of(ModelFolder.load(manager, models)).parameters().values().stream()
              .mapToLong(parameter -> parameter.getShape().size())
              .sum());
    }
    models = folder.resolve("simmim");
    write(simmim);
    cache(simmim, "simmim", MergeOrder.COLUMN).adopt(file, null);
    assertEquals(ModelKind.SIMMIM, ConfigFile.readModel(models).kind());
  }

  /** GreenMIM's published files list the two neighbours in the middle the other way round. */
  @Test
  void rowOrderIsTurnedIntoOurs() throws IOException {
    ModelConfig green =
        ModelConfig.of(VARIANT, Backbones.variant(VARIANT).encoder(), MimConfig.published());
    write(green);
    cache(green, "greenmim_swin", MergeOrder.ROW).adopt(file, null);
    float[] before = reduction(file);
    float[] after = reduction(models.resolve(ModelFolder.WEIGHTS));
    int channels = 32;
    float[] expected = new float[before.length];
    int[] source = {0, 2, 1, 3};
    for (int i = 0; i < before.length; i++) {
      int row = i / (4 * channels);
      int neighbour = i / channels % 4;
      expected[i] = before[row * 4 * channels + source[neighbour] * channels + i % channels];
    }
    assertArrayEquals(expected, after);
  }

  /** Where the file tells its order, it must be that of the model that it is taken for. */
  @Test
  void anotherOrderThanTheFileTellsIsRefused() throws IOException {
    ModelConfig green =
        ModelConfig.of(VARIANT, Backbones.variant(VARIANT).encoder(), MimConfig.published());
    write(green);
    Map<String, StoredTensor> tensors = SafeTensorsFile.open(file).tensors();
    Path told = file.resolveSibling("told.safetensors");
    SafeTensorsWriter.write(told, tensors, Map.of("args", "Namespace(model='x_dec512b1')"));
    IOException e =
        assertThrows(
            IOException.class,
            () -> cache(green, "greenmim_swin", MergeOrder.ROW).adopt(told, null));
    assertEquals(
        told
            + ": expected the checkpoint of test, whose patch merging is ROW, got one whose"
            + " arguments say COLUMN",
        e.getMessage());
  }

  private static float[] reduction(Path path) throws IOException {
    return FloatValues.of(SafeTensorsFile.open(path).tensor("encoder." + REDUCTION));
  }

  @Test
  void anotherModelIsRefused() throws IOException {
    write(classifier(VARIANT, 5));
    assertRefused(
        "expected the checkpoint of test (Microsoft Swin, a classifier of 10 classes, "
            + (BODY + "7), got Microsoft Swin, a classifier of 5 classes, " + BODY + "7"),
        ten());
    write(classifier("swin_nano_patch4_window14_224", 10));
    assertRefused(
        "expected the checkpoint of test (Microsoft Swin, a classifier of 10 classes, "
            + (BODY + "7), got Microsoft Swin, a classifier of 10 classes, " + BODY + "14"),
        ten());
    write(ModelConfig.of(VARIANT, Backbones.variant(VARIANT).encoder(), MimConfig.published()));
    assertRefused(
        "expected the checkpoint of test (Microsoft Swin, a classifier of 10 classes, "
            + (BODY + "7), got GreenMIM Swin (published code), a GreenMIM model with its decoder, ")
            + (BODY + "7"),
        ten());
  }

  @Test
  void whatIsNoCheckpointIsRefused() throws IOException {
    Files.writeString(file, "<!DOCTYPE html><p>Google Drive can't scan this file for viruses");
    assertRefused(
        "expected a checkpoint of PyTorch or safetensors, got a web page: save the file that it"
            + " links to",
        ten());
    Path absent = folder.resolve("absent.pth");
    IOException e = assertThrows(IOException.class, () -> ten().adopt(absent, null));
    assertEquals(absent.toString(), e.getMessage());
  }
}
