package io.greenmim.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.greenmim.backbone.Backbones;
import io.greenmim.backbone.EncoderUse;
import io.greenmim.config.EncoderConfig;
import io.greenmim.config.ImageSize;
import io.greenmim.config.MimConfig;
import io.greenmim.config.ModelConfig;
import io.greenmim.config.SimMimConfig;
import io.greenmim.grouping.GroupingMode;
import io.greenmim.masking.PatchMask;
import io.greenmim.masking.RandomMaskGenerator;
import io.greenmim.model.mim.MaskedImageModel;
import io.greenmim.swin.SwinConfig;
import java.util.List;
import org.junit.jupiter.api.Test;

class FlopCounterTest {

  private static final String BASE = "swin_base_patch4_window7_224";
  private static final double GIGA = 1e9;

  /** One stage of 4 x 4 tokens, 8 channels, window 2, two blocks; decoder of 4 channels. */
  private static final SwinConfig TINY =
      new SwinConfig(ImageSize.square(16), 4, 3, 8, List.of(2), List.of(1), 2, 4, 0, 1e-6, null);

  private static FlopCount masked(ModelConfig config, PatchMask mask, GroupingMode mode) {
    MaskedImageModel model = (MaskedImageModel) Backbones.newModel(config);
    return FlopCounter.masked(model, model.planner(mode).plan(List.of(mask)));
  }

  private static FlopCount dense(EncoderConfig config) {
    return FlopCount.of(Backbones.newEncoder(config, EncoderUse.POOLED).work(config.imageSize()));
  }

  @Test
  void aGreenStepOfSwinBaseTakes24GigaOperations() {
    ModelConfig config =
        ModelConfig.of(BASE, Backbones.variant(BASE).encoder(), Backbones.variant(BASE).decoder());
    PatchMask mask = new RandomMaskGenerator(0, 0.75).generate(0, 7, 7);
    assertEquals(12, mask.visibleCount());
    FlopCount count = masked(config, mask, GroupingMode.OPTIMAL);
    assertEquals(7.25, count.blocks() / GIGA, 0.01);
    assertEquals(7.93, count.forward() / GIGA, 0.08);
    assertEquals(23.8, count.step() / GIGA, 0.25);
    assertEquals(0, count.head());
    // 192, 48 and 12 merged tokens, from 4 C to 2 C channels.
    double merging = 2 * 8 * (192.0 * 128 * 128 + 48.0 * 256 * 256 + 12.0 * 512 * 512);
    assertEquals(merging, count.merging(), 1);
  }

  @Test
  void aDenseForwardPassOfSwinBaseTakesThePublishedWork() {
    // Liu et al., 2021, table 1: 15.4 G multiply-adds, a classification head of 1 M among them.
    FlopCount count = dense(Backbones.variant(BASE).encoder());
    assertEquals(2 * 15.4, count.forward() / GIGA, 0.3);
    assertEquals(0, count.padding());
  }

  @Test
  void countsByHandWhatAGroupDoes() {
    // Three of 16 tokens are visible: two in the first window, one in the last.
    boolean[] masked = new boolean[16];
    java.util.Arrays.fill(masked, true);
    masked[0] = false;
    masked[1] = false;
    masked[15] = false;
    PatchMask mask = new PatchMask(4, 4, masked);
    MimConfig mim = new MimConfig(4, 0.8, 4, 1, 1, true);
    ModelConfig config = ModelConfig.of("tiny", TINY, mim);
    FlopCount count = masked(config, mask, GroupingMode.FIXED);
    assertEquals(2 * 3 * (3 * 4 * 4) * 8, count.embedding());
    assertEquals(2 * 2 * 3 * (4 * 8 * 8 + 2 * 8 * 32), count.blocks());
    // At most 2 x 2 x 2 tokens are visible, so each block has one group of all three.
    assertEquals(2 * 2 * (3 * 3) * 2 * 8, count.attention());
    assertEquals(0, count.padding());
    assertEquals(0, count.merging());
    int block = 16 * 12 * 4 * 4 + 2 * 16 * 16 * 4;
    assertEquals(2 * (3 * 8 * 4 + block + 13 * 4 * 48), count.decoder());
  }

  @Test
  void paddingStandsApart() {
    // All tokens are visible; shifted windows have 1, 2, 1, 2, 4, 2, 1, 2, 1 of them.
    PatchMask mask = PatchMask.none(4, 4);
    MimConfig mim = new MimConfig(4, 0.8, 4, 1, 1, true);
    ModelConfig config = ModelConfig.of("tiny", TINY, mim);
    FlopCount fixed = masked(config, mask, GroupingMode.FIXED);
    assertEquals(2 * 2 * 8 * (4 * 16 + 4 * 16), fixed.attention());
    assertEquals(0, fixed.padding());
    FlopCount dense = dense(TINY);
    assertEquals(fixed.attention(), dense.attention());
    SwinConfig three =
        new SwinConfig(ImageSize.square(16), 4, 3, 8, List.of(1), List.of(1), 3, 4, 0, 1e-6, null);
    FlopCount padded = dense(three);
    // Windows of 9, 3, 3 and 1 of 9 tokens.
    assertEquals(2 * 2 * 8 * (81 + 9 + 9 + 1), padded.attention());
    assertEquals(2 * 2 * 8 * (4 * 81 - 100), padded.padding());
    double percent = 100 * padded.padding() / (padded.padding() + padded.forward());
    assertEquals(percent, padded.paddingPercent(), 1e-9);
  }

  @Test
  void countsImagesOfAnySize() {
    // 3 x 5 tokens, window 2, padded to 4 x 6: windows of 4, 4, 2, 2, 2 and 1 of 4 tokens.
    FlopCount count =
        FlopCount.of(Backbones.newEncoder(TINY, EncoderUse.PYRAMID).work(new ImageSize(12, 20)));
    assertEquals(2 * 15 * (3 * 4 * 4) * 8, count.embedding());
    assertEquals(2 * 2 * 15 * (4 * 8 * 8 + 2 * 8 * 32), count.blocks());
    int regular = 16 + 16 + 4 + 4 + 4 + 1;
    // Shifted by one: rows 1 2 | 3 0 and columns 1 2 | 3 4 | 5 0, row 3 and column 5 are padding.
    int shifted = 16 + 16 + 4 + 4 + 4 + 1;
    assertEquals(2 * 2 * 8 * (regular + shifted), count.attention());
    assertEquals(2 * 2 * 8 * (2 * 6 * 16 - regular - shifted), count.padding());
  }

  @Test
  void simMimIsTheDenseEncoderAndAHead() {
    ModelConfig config =
        ModelConfig.of(BASE, Backbones.variant(BASE).encoder(), SimMimConfig.published());
    FlopCount count = masked(config, PatchMask.none(7, 7), GroupingMode.OPTIMAL);
    assertEquals(dense(config.encoder()).encoder(), count.encoder());
    assertEquals(2.0 * 49 * 1024 * 3072, count.head());
    assertEquals(0, count.decoder());
  }
}
