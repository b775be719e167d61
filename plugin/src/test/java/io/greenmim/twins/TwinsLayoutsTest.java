package io.greenmim.twins;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.greenmim.backbone.Backbones;
import io.greenmim.checkpoint.CheckpointExporter;
import io.greenmim.checkpoint.CheckpointImporter;
import io.greenmim.checkpoint.DetectedLayout;
import io.greenmim.checkpoint.ImportOptions;
import io.greenmim.checkpoint.ImportedModel;
import io.greenmim.checkpoint.MapFile;
import io.greenmim.config.ClassifierConfig;
import io.greenmim.config.HeadConfig;
import io.greenmim.config.MimConfig;
import io.greenmim.config.ModelConfig;
import io.greenmim.config.SimMimConfig;
import io.greenmim.tensors.FloatValues;
import io.greenmim.tensors.MemoryTensor;
import io.greenmim.tensors.StoredTensor;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TwinsLayoutsTest {

  private static final String NANO = TwinsFamily.nameOf("nano", false);

  private static final HeadConfig MASKED = new MimConfig(32, 0.75, 256, 1, 8, true);

  private static ModelConfig config(HeadConfig head, boolean greenMim) {
    TwinsConfig nano = (TwinsConfig) Backbones.variant(NANO).encoder();
    return ModelConfig.of(
        greenMim ? TwinsFamily.nameOf("nano", true) : NANO,
        greenMim ? nano.asGreenMim() : nano,
        head);
  }

  /** A model whose every value is another. */
  private static Map<String, StoredTensor> tensors(ModelConfig config) {
    SplittableRandom random = new SplittableRandom(1);
    Map<String, StoredTensor> tensors = new LinkedHashMap<>();
    Backbones.shapes(config)
        .forEach(
            (name, shape) -> {
              int size = Math.toIntExact(shape.stream().reduce(1L, (a, b) -> a * b));
              float[] values = new float[size];
              for (int i = 0; i < size; i++) {
                values[i] = (float) random.nextDouble() - 0.5f;
              }
              tensors.put(name, MemoryTensor.of(values, shape));
            });
    return tensors;
  }

  private static ImportedModel read(Map<String, StoredTensor> tensors) throws IOException {
    return CheckpointImporter.read(new MapFile(tensors), ImportOptions.defaults());
  }

  private static void assertSame(
      Map<String, StoredTensor> expected, Map<String, StoredTensor> actual) throws IOException {
    assertEquals(expected.keySet(), actual.keySet());
    for (Map.Entry<String, StoredTensor> entry : expected.entrySet()) {
      assertEquals(entry.getValue().shape(), actual.get(entry.getKey()).shape(), entry.getKey());
      assertArrayEquals(
          FloatValues.of(entry.getValue()),
          FloatValues.of(actual.get(entry.getKey())),
          entry.getKey());
    }
  }

  @Test
  void whatIsWrittenIsReadAgainWithTheSameBits() throws IOException {
    for (HeadConfig head :
        List.of(HeadConfig.NONE, new ClassifierConfig(10), new SimMimConfig(32, 0.6), MASKED)) {
      ModelConfig stock = config(head, false);
      ImportedModel back = read(CheckpointExporter.convert(tensors(stock), stock, "timm"));
      assertEquals("timm", back.layout().id());
      assertEquals(stock, back.config());
      assertTrue(back.report().clean(), back.report().summary());
      assertSame(tensors(stock), back.tensors());
    }
    ModelConfig green = config(MASKED, true);
    Map<String, StoredTensor> theirs =
        CheckpointExporter.convert(tensors(green), green, "greenmim_twins");
    assertEquals(
        List.of(64L, 2L, 2L, 32L), theirs.get("encoder.patch_embeds.1.proj.weight").shape());
    assertEquals(
        List.of(32L, 8L, 8L, 32L), theirs.get("encoder.blocks.0.1.attn.sr.weight").shape());
    ImportedModel back = read(theirs);
    assertEquals(green, back.config());
    assertSame(tensors(green), back.tensors());
  }

  @ParameterizedTest
  @CsvSource({"greenmim_twins_spconv1", "greenmim_twins_dense"})
  void kernelsAreReadInEveryOrder(String layout) throws IOException {
    ModelConfig green = config(MASKED, true);
    Map<String, StoredTensor> theirs = new LinkedHashMap<>();
    tensors(green)
        .forEach(
            (name, tensor) -> {
              boolean sparse =
                  name.endsWith("attn.sr.weight")
                      || name.matches(".*embeds\\.[123]\\.proj\\.weight");
              theirs.put(name, sparse ? TwinsLayout.kernelToTheirs(layout, tensor) : tensor);
            });
    ImportedModel back = read(theirs);
    assertEquals(layout, back.layout().id());
    assertSame(tensors(green), back.tensors());
    if (layout.endsWith("1")) {
      StoredTensor kernel = theirs.get("encoder.patch_embeds.1.proj.weight");
      assertEquals(List.of(2L, 2L, 32L, 64L), kernel.shape());
      float[] ours = FloatValues.of(tensors(green).get("encoder.patch_embeds.1.proj.weight"));
      // (kh, kw, in, out) = (1, 0, 5, 7) is (out, in, kh, kw) = (7, 5, 1, 0).
      assertEquals(ours[(7 * 32 + 5) * 4 + 2], FloatValues.of(kernel)[(2 * 32 + 5) * 64 + 7]);
    }
  }

  /** The kernels alone tell GreenMIM's form where no decoder does. */
  @Test
  void kernelsOfSparseConvolutionsAreGreenMimsWhateverStandsBesideThem() throws IOException {
    for (HeadConfig head :
        List.of(HeadConfig.NONE, new ClassifierConfig(10), new SimMimConfig(32, 0.6))) {
      ModelConfig green = config(head, true);
      Map<String, StoredTensor> theirs =
          CheckpointExporter.convert(tensors(green), green, "greenmim_twins");
      ImportedModel back = read(theirs);
      assertEquals("greenmim_twins", back.layout().id());
      assertEquals(green, back.config());
      assertTrue(back.report().clean(), back.report().summary());
      assertSame(tensors(green), back.tensors());
    }
  }

  /** Whatever module is called encoder: only GreenMIM's model has a decoder beside it. */
  @Test
  void anOriginalInsideAnotherModuleIsNoModelOfGreenMim() throws IOException {
    for (HeadConfig head : List.of(HeadConfig.NONE, new ClassifierConfig(10))) {
      ModelConfig stock = config(head, false);
      Map<String, StoredTensor> wrapped = new LinkedHashMap<>();
      tensors(stock).forEach((name, tensor) -> wrapped.put("encoder." + name, tensor));
      ImportedModel back = read(wrapped);
      assertEquals("timm", back.layout().id());
      assertEquals(stock, back.config());
      assertSame(tensors(stock), back.tensors());
    }
  }

  @Test
  void positionsOfGreenMimBecomeThoseOfTimm() throws IOException {
    ModelConfig green = config(HeadConfig.NONE, true);
    Map<String, StoredTensor> own = tensors(green);
    String name = "pos_block.2.proj.0.weight";
    Map<String, StoredTensor> timm = CheckpointExporter.convert(own, green, "timm");
    float[] before = FloatValues.of(own.get(name));
    float[] after = FloatValues.of(timm.get(name));
    assertEquals(before[4] - 1, after[4]);
    assertEquals(before[13] - 1, after[13]);
    assertEquals(before[5], after[5]);

    ImportOptions target = ImportOptions.defaults().withTarget(green.variant(), green.encoder());
    ImportedModel back = CheckpointImporter.read(new MapFile(timm), target);
    assertEquals(false, ((TwinsConfig) back.config().encoder()).positionResidual());
    assertEquals(before[4], FloatValues.of(back.tensors().get(name))[4], 1e-6);
  }

  @Test
  void otherNetworksAreRefused() throws IOException {
    ModelConfig stock = config(HeadConfig.NONE, false);
    Map<String, StoredTensor> theirs = new LinkedHashMap<>(tensors(stock));
    assertEquals("timm", DetectedLayout.detect(new MapFile(theirs)).layout().id());
    theirs.put("norm_list.0.weight", MemoryTensor.of(new float[32], List.of(32L)));
    IOException e = assertThrows(IOException.class, () -> read(theirs));
    assertTrue(
        e.getMessage().contains("expected a Twins whose stages end without normalisation"),
        e.getMessage());

    Map<String, StoredTensor> pyramid = new LinkedHashMap<>(tensors(stock));
    for (String part : List.of("weight", "bias")) {
      StoredTensor query = pyramid.remove("blocks.2.4.attn.qkv." + part);
      pyramid.put("blocks.2.4.attn.q." + part, query);
    }
    IOException other = assertThrows(IOException.class, () -> read(pyramid));
    assertTrue(other.getMessage().contains("not a Twins-PCPVT, got one with"), other.getMessage());

    Map<String, StoredTensor> whole = new LinkedHashMap<>(tensors(stock));
    whole.remove("blocks.1.1.attn.sr.weight");
    IOException lacking = assertThrows(IOException.class, () -> read(whole));
    assertTrue(
        lacking
            .getMessage()
            .endsWith(
                "expected a Twins-SVT that sub-samples the keys of all stages but the last, got one"
                    + " without encoder.blocks.1.1.attn.sr.weight"),
        lacking.getMessage());
  }
}
