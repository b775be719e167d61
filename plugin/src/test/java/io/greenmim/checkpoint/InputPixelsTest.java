package io.greenmim.checkpoint;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.greenmim.config.ModelConfig;
import io.greenmim.config.ModelKind;
import io.greenmim.config.Preprocessing;
import io.greenmim.image.ResampleFilter;
import io.greenmim.tensors.FloatValues;
import io.greenmim.tensors.MemoryTensor;
import io.greenmim.tensors.StoredTensor;
import io.greenmim.tensors.TensorType;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Networks that were trained on other pixels than ours. */
class InputPixelsTest {

  /** Two output channels, three colours, a patch of 1 x 2. */
  private static final MemoryTensor WEIGHT =
      MemoryTensor.of(new float[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}, List.of(2L, 3L, 1L, 2L));

  @Test
  void coloursChangePlaces() throws IOException {
    StoredTensor swapped = new InputPixels(true, false).repainted(WEIGHT);

    assertEquals(WEIGHT.describe(), swapped.describe());
    assertArrayEquals(new float[] {5, 6, 3, 4, 1, 2, 11, 12, 9, 10, 7, 8}, FloatValues.of(swapped));
  }

  @Test
  void undividedPixelsGiveTheSameProducts() throws IOException {
    double[] divided = {1.5, -0.5, 0.25};
    double[] std = {58.395, 57.12, 57.375};
    for (boolean bgr : new boolean[] {false, true}) {
      float[] ours = FloatValues.of(new InputPixels(bgr, true).repainted(WEIGHT));
      float[] theirs = FloatValues.of(WEIGHT);
      for (int out = 0; out < 2; out++) {
        double expected = 0;
        double sum = 0;
        for (int c = 0; c < 3; c++) {
          int place = bgr ? 2 - c : c;
          expected += theirs[out * 6 + place * 2] * divided[c] * std[c];
          sum += ours[out * 6 + c * 2] * divided[c];
        }
        assertEquals(expected, sum, 1e-4);
      }
    }
  }

  @Test
  void onlyTheEmbeddingChanges() throws IOException {
    SyntheticSwin swin = new SyntheticSwin(TensorType.BF16, 4, 4, 4, 2);
    Map<String, StoredTensor> tensors = new PublishedKeys(swin).ours(ModelKind.ENCODER);
    MapFile file = new MapFile(tensors);

    ImportedModel model =
        CheckpointImporter.read(
            file, ImportOptions.defaults().withPixels(new InputPixels(true, false)));

    String embedding = "patch_embed.proj.weight";
    StoredTensor swapped = model.tensors().get(embedding);
    assertEquals(TensorType.BF16, swapped.type());
    assertTrue(!swapped.read().equals(tensors.get(embedding).read()));
    tensors.put(embedding, swapped);
    Tensors.assertSame(tensors, model.tensors());
  }

  @Test
  void refusesOtherNumbersOfColours() throws IOException {
    SyntheticSwin swin = new SyntheticSwin(TensorType.F32, 4, 4, 4, 2);
    Map<String, StoredTensor> tensors = new PublishedKeys(swin).ours(ModelKind.ENCODER);
    ImportOptions options = ImportOptions.defaults().withPixels(new InputPixels(true, false));
    ModelConfig known =
        CheckpointImporter.read(new MapFile(tensors), options)
            .config()
            .withImages(
                new Preprocessing(
                    List.of(.5, .5, .5, .5), List.of(.2, .2, .2, .2), ResampleFilter.BICUBIC, 1));
    tensors.put("patch_embed.proj.weight", Tensors.zeros(SyntheticSwin.DIM, 4, 4, 4));

    IOException unknown =
        assertThrows(
            IOException.class, () -> CheckpointImporter.read(new MapFile(tensors), options));
    IOException e =
        assertThrows(
            IOException.class, () -> CheckpointImporter.read(new MapFile(tensors), known, options));

    assertEquals(
        "synthetic.pth: expected settings 'mean' 'deviation' for its 4 channels, got none",
        unknown.getMessage());
    assertEquals(
        "synthetic.pth: patch_embed.proj.weight: expected weights for three channels of colour,"
            + " got F32 (8, 4, 4, 4)",
        e.getMessage());
  }
}
