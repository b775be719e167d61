package io.greenmim.checkpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.greenmim.backbone.Backbones;
import io.greenmim.config.EncoderConfig;
import io.greenmim.config.HeadConfig;
import io.greenmim.config.ImageSize;
import io.greenmim.config.MimConfig;
import io.greenmim.config.ModelConfig;
import io.greenmim.layout.MergeOrder;
import io.greenmim.swin.SwinConfig;
import io.greenmim.tensors.FloatValues;
import io.greenmim.tensors.MemoryTensor;
import io.greenmim.tensors.StoredTensor;
import io.greenmim.tensors.TensorType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Checkpoints whose encoder is to have another window. */
class RetargetTest {

  private static final String W7 = "swin_nano_patch4_window7_224";
  private static final String W14 = "swin_nano_patch4_window14_224";
  private static final String TABLE = "attn.relative_position_bias_table";

  /** A model of zeros but for its tables, which hold their row numbers. */
  private static Map<String, StoredTensor> numbered(ModelConfig config) {
    Map<String, StoredTensor> tensors = new LinkedHashMap<>();
    Backbones.shapes(config)
        .forEach(
            (name, shape) -> {
              int elements =
                  (int) shape.stream().mapToLong(Long::longValue).reduce(1, (a, b) -> a * b);
              float[] values = new float[elements];
              for (int i = 0; name.endsWith(TABLE) && i < elements; i++) {
                int row = i / shape.get(1).intValue();
                values[i] = row;
              }
              tensors.put(name, MemoryTensor.of(values, shape));
            });
    return tensors;
  }

  @Test
  void namedVariantsAreRecognised() throws IOException {
    for (String name : List.of(W7, W14)) {
      ModelConfig config = ModelConfig.of(name, Backbones.variant(name).encoder(), HeadConfig.NONE);
      ImportedModel model = read(numbered(config), ImportOptions.defaults());
      assertEquals(name, model.config().variant());
      assertEquals(1e-5, model.config().encoder().layerNormEps());
    }
  }

  @Test
  void publishedWindowsHaveTheirImageSizes() throws IOException {
    int[][] published = {{6, 192}, {7, 224}, {12, 384}};
    for (int[] pair : published) {
      SwinConfig base = (SwinConfig) Backbones.variant(W7).encoder();
      SwinConfig swin =
          new SwinConfig(
              ImageSize.square(pair[1]),
              4,
              3,
              32,
              base.depths(),
              base.heads(),
              pair[0],
              4,
              0,
              1e-5,
              null);
      ModelConfig config =
          read(numbered(ModelConfig.of("x", swin, HeadConfig.NONE)), ImportOptions.defaults())
              .config();
      assertEquals(swin, config.encoder());
      assertEquals("swin_nano_patch4_window%d_%d".formatted(pair[0], pair[1]), config.variant());
    }
  }

  /** For some of these the quotient times 49 is a little less in floating point. */
  @Property(tries = 60)
  void anyHiddenWidthIsKept(@ForAll @IntRange(min = 1, max = 900) int hidden) throws IOException {
    SwinConfig swin =
        new SwinConfig(
            ImageSize.square(32),
            4,
            3,
            49,
            List.of(1),
            List.of(7),
            4,
            hidden / 49.0,
            0,
            1e-5,
            null);
    Map<String, StoredTensor> tensors = numbered(ModelConfig.of("x", swin, HeadConfig.NONE));
    String block = "layers.0.blocks.0.mlp.fc";
    tensors.put(block + "1.weight", Tensors.zeros(hidden, 49));
    tensors.put(block + "1.bias", Tensors.zeros(hidden));
    tensors.put(block + "2.weight", Tensors.zeros(49, hidden));

    ImportedModel model = read(tensors, ImportOptions.defaults().withStrict(true));

    assertEquals(hidden, ((SwinConfig) model.config().encoder()).hiddenDim(0));
  }

  @Test
  void tablesAreResizedAndEverythingElseIsKept() throws IOException {
    ModelConfig large =
        ModelConfig.of(
            W14, Backbones.variant(W14).encoder(), new MimConfig(32, 0.75, 256, 1, 8, true));
    for (TableResize resize : TableResize.values()) {
      ImportOptions options = ImportOptions.defaults().withTarget(W7).withTableResize(resize);
      ImportedModel model = read(numbered(large), options);

      assertEquals(Backbones.variant(W7).encoder(), model.config().encoder());
      assertEquals(W7, model.config().variant());
      // The last stage had a window of 7 already.
      assertEquals(10, model.report().resized().size());
      assertTrue(model.report().resized().stream().noneMatch(name -> name.contains("layers.3.")));
      float[] table = FloatValues.of(model.tensors().get("encoder.layers.0.blocks.1." + TABLE));
      assertEquals(13 * 13, table.length);
      // The centre of 27 x 27 goes to the centre of 13 x 13, and neighbours keep their order.
      assertEquals(13 * 27 + 13, table[6 * 13 + 6], 1e-2);
      for (int i = 1; i < 13; i++) {
        assertTrue(table[6 * 13 + i] > table[6 * 13 + i - 1]);
      }
      IOException strict =
          assertThrows(IOException.class, () -> read(numbered(large), options.withStrict(true)));
      assertTrue(strict.getMessage().contains("resized 10: encoder.layers.0"), strict.getMessage());
    }
  }

  /** The last stage's window is 7 x 7 at 224 pixels, 5 x 7 at 160 x 320. */
  @ParameterizedTest
  @EnumSource(TableResize.class)
  void anotherShapeResizesTheAxisThatChanges(TableResize resize) throws IOException {
    EncoderConfig square = Backbones.variant(W7).encoder().withLayerNormEps(1e-5);
    EncoderConfig wide = square.withImageSize(new ImageSize(160, 320));
    ImportOptions options = ImportOptions.defaults().withTableResize(resize);
    Map<String, StoredTensor> tensors = numbered(ModelConfig.of(W7, square, HeadConfig.NONE));
    ImportedModel there = read(tensors, options.withTarget("wide", wide));

    assertEquals(wide, there.config().encoder());
    assertEquals(2, there.report().resized().size());
    String name = "layers.3.blocks.0." + TABLE;
    StoredTensor resized = there.tensors().get(name);
    assertEquals(List.of(9L * 13, tensors.get(name).shape().get(1)), resized.shape());
    float[] before = FloatValues.of(tensors.get(name));
    float[] after = FloatValues.of(resized);
    int heads = Math.toIntExact(resized.shape().get(1));
    for (int i = 0; i < 13 * heads; i++) {
      assertEquals(before[6 * 13 * heads + i], after[4 * 13 * heads + i], 0.5);
    }
    ModelConfig known = ModelConfig.of("wide", wide, HeadConfig.NONE);
    ImportedModel back =
        CheckpointImporter.read(
            new MapFile(there.tensors()), known, options.withTarget(W7, square));
    assertEquals(2, back.report().resized().size());
    assertEquals(tensors.get(name).shape(), back.tensors().get(name).shape());
  }

  @Test
  void theSameWindowIsLeftAlone() throws IOException {
    ModelConfig config = ModelConfig.of(W7, Backbones.variant(W7).encoder(), HeadConfig.NONE);
    Map<String, StoredTensor> tensors = numbered(config);
    ImportedModel model = read(tensors, ImportOptions.defaults().withTarget(W7).withStrict(true));
    Tensors.assertSame(tensors, model.tensors());
  }

  @Test
  void anotherBodyIsAnError() {
    ModelConfig config = ModelConfig.of(W7, Backbones.variant(W7).encoder(), HeadConfig.NONE);
    IOException e =
        assertThrows(
            IOException.class,
            () ->
                read(
                    numbered(config),
                    ImportOptions.defaults().withTarget("swin_tiny_patch4_window7_224")));
    assertTrue(
        e.getMessage().contains("expected the architecture of swin_tiny_patch4_window7_224"),
        e.getMessage());
    assertTrue(e.getMessage().contains("got patch 4, channels 32"), e.getMessage());
  }

  @Test
  void anUnknownVariantIsNamedWithItsNeighbours() {
    ModelConfig config = ModelConfig.of(W7, Backbones.variant(W7).encoder(), HeadConfig.NONE);
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                read(
                    numbered(config),
                    ImportOptions.defaults().withTarget("swin_nano_patch4_window8_224")));
    assertTrue(e.getMessage().contains("the nearest are"), e.getMessage());
  }

  @Test
  void aDecoderAsWideAsTheEncoderMayLackItsEmbedding() throws IOException {
    ModelConfig config =
        ModelConfig.of(
            W7, Backbones.variant(W7).encoder(), new MimConfig(32, 0.75, 256, 1, 8, true));
    assertEquals(256, config.encoder().featureDim());
    Map<String, StoredTensor> tensors = numbered(config);
    tensors.keySet().removeIf(name -> name.startsWith("decoder_embed."));

    ImportedModel model = read(tensors, ImportOptions.defaults().withStrict(true));

    assertEquals(config, model.config());
    float[] weight = FloatValues.of(model.tensors().get("decoder_embed.weight"));
    for (int i = 0; i < weight.length; i++) {
      assertEquals(i / 256 == i % 256 ? 1 : 0, weight[i]);
    }
    assertEquals(List.of(256L), model.tensors().get("decoder_embed.bias").shape());
  }

  /** Nothing is read until somebody asks. */
  @Test
  void tensorsAreReadWhenTheyAreAskedFor() throws IOException {
    List<String> reads = new ArrayList<>();
    Map<String, StoredTensor> watched = new LinkedHashMap<>();
    numbered(ModelConfig.of(W14, Backbones.variant(W14).encoder(), HeadConfig.NONE))
        .forEach((name, tensor) -> watched.put(name, new Watched(name, tensor, reads)));

    ImportedModel model =
        read(watched, ImportOptions.defaults().withTarget(W7).withMergeOrder(MergeOrder.ROW));
    assertEquals(List.of(), reads);
    model.tensors().get("layers.1.downsample.norm.bias").read();
    assertEquals(List.of("layers.1.downsample.norm.bias"), reads);
  }

  private record Watched(String name, StoredTensor tensor, List<String> reads)
      implements StoredTensor {

    @Override
    public TensorType type() {
      return tensor.type();
    }

    @Override
    public List<Long> shape() {
      return tensor.shape();
    }

    @Override
    public ByteBuffer read() throws IOException {
      reads.add(name);
      return tensor.read();
    }
  }

  private static ImportedModel read(Map<String, StoredTensor> tensors, ImportOptions options)
      throws IOException {
    return CheckpointImporter.read(new MapFile(tensors), options);
  }
}
