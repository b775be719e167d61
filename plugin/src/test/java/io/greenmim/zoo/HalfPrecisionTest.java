package io.greenmim.zoo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.inference.Predictor;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import io.greenmim.checkpoint.ImportOptions;
import io.greenmim.checkpoint.ImportedModel;
import io.greenmim.image.PixelImage;
import io.greenmim.tensors.SafeTensorsFile;
import io.greenmim.tensors.StoredTensor;
import io.greenmim.tensors.TensorType;
import io.greenmim.testing.TinyImages;
import io.greenmim.translate.ReconstructionPictures;
import io.greenmim.weights.CheckpointSource;
import io.greenmim.weights.ModelFolder;
import io.greenmim.weights.StateDict;
import io.greenmim.weights.WeightsFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Weights that are stored as halves, a decoder's in a file of their own. */
class HalfPrecisionTest {

  private static final double LEAST_COSINE = 0.99999;
  private static final PixelImage IMAGE = TinyImages.noisy(90, 70, 1);

  @TempDir private Path folder;

  private Path run;
  private Path half;

  @BeforeEach
  void publish() throws IOException {
    run = ZooFixtures.maskedModel(folder.resolve("run"), 1);
    half = publish(run, "half", true);
  }

  private Path publish(Path source, String id, boolean halved) throws IOException {
    PublishRequest request =
        new PublishRequest(id, "1.0", ModelLicense.UNSTATED, null, false, halved, "## Images\n");
    return new ZooPublisher(folder.resolve("zoo")).publish(source, request).folder();
  }

  @Test
  void decoderAndEncoderAreTwoFilesOfHalfTheSize() throws IOException {
    SafeTensorsFile encoder = SafeTensorsFile.open(half.resolve("model.safetensors"));
    SafeTensorsFile decoder = SafeTensorsFile.open(half.resolve("decoder.safetensors"));
    Map<String, StoredTensor> whole = WeightsFile.open(run).tensors();
    Set<String> names = new HashSet<>(encoder.tensors().keySet());
    names.addAll(decoder.tensors().keySet());
    assertEquals(whole.keySet(), names);
    assertEquals(whole.size(), encoder.tensors().size() + decoder.tensors().size());
    assertTrue(encoder.tensors().keySet().stream().allMatch(name -> name.startsWith("encoder.")));
    assertTrue(decoder.tensors().keySet().stream().noneMatch(name -> name.startsWith("encoder.")));
    WeightsFile.open(half)
        .tensors()
        .forEach((name, tensor) -> assertEquals(TensorType.F16, tensor.type(), name));
    long bytes = Files.size(encoder.path()) + Files.size(decoder.path());
    assertTrue(bytes < 0.6 * Files.size(run.resolve("model.safetensors")), bytes + " bytes");
    String card = Files.readString(half.resolve("MODEL_CARD.md"));
    assertTrue(card.contains("| numbers on disk | half precision, computed in float32 |"), card);
    assertTrue(card.endsWith("\n## Images\n"), card);
  }

  @Test
  void featuresAndPicturesAreNearlyTheSame() throws Exception {
    String address = "greenmim://half?zoo=" + folder.resolve("zoo");
    float[] exact = feature(ZooFixtures.features().optModelPath(run));
    for (Criteria.Builder<PixelImage, float[]> criteria :
        List.of(
            ZooFixtures.features().optModelUrls(address),
            ZooFixtures.features().optModelPath(half),
            ZooFixtures.features().optModelUrls(address + "&head=false"))) {
      double cosine = cosine(exact, feature(criteria));
      assertTrue(cosine > LEAST_COSINE && cosine < 1, "cosine " + cosine);
    }
    Criteria<PixelImage, ReconstructionPictures> pictures =
        Criteria.builder()
            .setTypes(PixelImage.class, ReconstructionPictures.class)
            .optModelUrls(address)
            .build();
    try (ZooModel<PixelImage, ReconstructionPictures> model = pictures.loadModel();
        Predictor<PixelImage, ReconstructionPictures> predictor = model.newPredictor()) {
      assertEquals(64, predictor.predict(IMAGE).reconstruction().width());
    }
  }

  private static float[] feature(Criteria.Builder<PixelImage, float[]> criteria) throws Exception {
    try (ZooModel<PixelImage, float[]> model = criteria.build().loadModel();
        Predictor<PixelImage, float[]> predictor = model.newPredictor()) {
      return predictor.predict(IMAGE);
    }
  }

  private static double cosine(float[] a, float[] b) {
    double dot = 0;
    double aa = 0;
    double bb = 0;
    for (int i = 0; i < a.length; i++) {
      dot += (double) a[i] * b[i];
      aa += (double) a[i] * a[i];
      bb += (double) b[i] * b[i];
    }
    return dot / Math.sqrt(aa * bb);
  }

  @Test
  void arraysAreOfFloat32() throws IOException {
    try (NDManager manager = NDManager.newBaseManager()) {
      Map<String, NDArray> arrays = StateDict.of(ModelFolder.load(manager, half)).arrays();
      arrays.forEach((name, array) -> assertEquals(DataType.FLOAT32, array.getDataType(), name));
    }
  }

  /** What --init and 'checkpoint inspect' read. */
  @Test
  void checkpointsAreReadWhole() throws IOException {
    CheckpointSource source = CheckpointSource.open(half, null, null);
    ImportedModel model = source.read(ImportOptions.defaults());
    assertEquals(WeightsFile.open(run).tensors().keySet(), model.tensors().keySet());
    Path alone = CheckpointSource.open(half.resolve("model.safetensors"), null, null).file().path();
    assertEquals(half.resolve("model.safetensors"), alone);
  }

  @Test
  void whatIsPublishedAnewStaysAsItIs() throws IOException {
    Path again = publish(half, "again", false);
    for (String name : List.of("model.safetensors", "decoder.safetensors")) {
      assertEquals(-1, Files.mismatch(half.resolve(name), again.resolve(name)), name);
    }
  }

  @Test
  void aTensorThatStandsTwiceIsAnError() throws IOException {
    Files.copy(half.resolve("model.safetensors"), folder.resolve("model.safetensors"));
    Files.copy(half.resolve("model.safetensors"), folder.resolve("decoder.safetensors"));
    IOException e = assertThrows(IOException.class, () -> WeightsFile.open(folder));
    assertTrue(e.getMessage().contains("expected a tensor that model.safetensors lacks"));
  }

  @Test
  void anEncoderAloneHasOneFile() throws IOException {
    Path bare = publish(ZooFixtures.bareModel(folder.resolve("bare"), 1), "bare", true);
    assertFalse(Files.exists(bare.resolve("decoder.safetensors")));
    assertEquals(
        TensorType.F16, WeightsFile.open(bare).tensors().values().iterator().next().type());
  }

  /** Trained weights of an architecture may stand beside it, in the zoo that has it. */
  @Test
  void anArchitectureMayGetWeightsWhereItStands() throws IOException {
    String id = "swin_nano_patch4_window7_224";
    String place = "model/cv/io/greenmim/" + id + "/metadata.json";
    Path metadata = folder.resolve("zoo").resolve(place);
    Files.createDirectories(metadata.getParent());
    try (var in = getClass().getResourceAsStream("/mlrepo/" + place)) {
      Files.write(metadata, in.readAllBytes());
    }
    Path folderOfVersion = publish(run, id, true);
    assertTrue(Files.exists(folderOfVersion.resolve("decoder.safetensors")));
    String text = Files.readString(metadata);
    assertTrue(text.contains("\"pretrained\": \"false\""), text);
    assertTrue(text.contains("\"1.0/decoder.safetensors\""), text);
  }
}
