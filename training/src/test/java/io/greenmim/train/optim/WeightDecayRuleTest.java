package io.greenmim.train.optim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.greenmim.backbone.Backbones;
import io.greenmim.config.EncoderConfig;
import io.greenmim.config.FcmaeConfig;
import io.greenmim.config.ImageSize;
import io.greenmim.config.MimConfig;
import io.greenmim.config.ModelConfig;
import io.greenmim.config.SimMimConfig;
import io.greenmim.swin.SwinConfig;
import io.greenmim.train.pretrain.MaskedImageTask;
import io.greenmim.weights.StateDict;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collector;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What decays in pre-training, by name, over whole models. */
class WeightDecayRuleTest {

  private static final SwinConfig ENCODER =
      new SwinConfig(
          ImageSize.square(64),
          4,
          3,
          8,
          List.of(1, 2, 1, 1),
          List.of(1, 2, 2, 4),
          4,
          2,
          0,
          1e-6,
          null);

  private static final ModelConfig GREEN =
      ModelConfig.of("x", ENCODER, new MimConfig(32, 0.5, 16, 1, 2, true));
  private static final ModelConfig SIMMIM = ModelConfig.of("x", ENCODER, new SimMimConfig(32, 0.6));

  /** Names of the parameters that decay. */
  private static Set<String> decaying(ModelConfig config) {
    MaskedImageTask task = new MaskedImageTask(config);
    Set<String> names = new TreeSet<>();
    StateDict.of(task.model())
        .parameters()
        .forEach(
            (name, parameter) -> {
              if (task.decays(name, parameter)) {
                names.add(name);
              }
            });
    return names;
  }

  @Test
  void inGreenMimMatricesAndKernelsDecay() {
    Set<String> names = decaying(GREEN);
    assertFalse(names.contains("mask_token"));
    assertEquals(
        Set.of(),
        names.stream().filter(n -> !n.endsWith(".weight") || n.contains("norm")).collect(set()));
    assertEquals(
        Set.of(
            "decoder_embed.weight",
            "decoder_blocks.0.attn.qkv.weight",
            "decoder_blocks.0.attn.proj.weight",
            "decoder_blocks.0.mlp.fc1.weight",
            "decoder_blocks.0.mlp.fc2.weight",
            "decoder_pred.weight"),
        names.stream().filter(n -> n.startsWith("decoder")).collect(set()));
    // The embedding, four matrices in each of five blocks, three mergings.
    assertEquals(1 + 4 * 5 + 3 + 6, names.size());
  }

  @Test
  void inSimMimTablesDecayTooAndTheTokenDoesNot() {
    Set<String> names = decaying(SIMMIM);
    assertFalse(names.contains("encoder.mask_token"));
    Set<String> tables =
        names.stream().filter(n -> n.endsWith("relative_position_bias_table")).collect(set());
    assertEquals(5, tables.size());
    assertEquals(
        Set.of(),
        names.stream()
            .filter(n -> !tables.contains(n))
            .filter(n -> !n.endsWith(".weight") || n.contains("norm"))
            .collect(set()));
    assertEquals(1 + 4 * 5 + 3 + 5 + 1, names.size());
  }

  /** Where published code goes by the number of sides, and kernels and gains have two and more. */
  @Test
  void inFcmaeAllButVectorsDecaysAndInGreenMimNoResponses() {
    EncoderConfig encoder = Backbones.variant("convnextv2_atto").encoder();
    ModelConfig fcmae = ModelConfig.of("x", encoder, FcmaeConfig.published());
    Set<String> several = new TreeSet<>();
    StateDict.of(new MaskedImageTask(fcmae).model())
        .parameters()
        .forEach(
            (name, parameter) -> {
              if (parameter.getShape().dimension() > 1) {
                several.add(name);
              }
            });
    Set<String> names = decaying(fcmae);
    assertEquals(several, names);
    assertTrue(names.contains("mask_token") && names.contains("decoder.0.grn.beta"));
    // The embedding, three mergings, three matrices and two vectors of responses in each of
    // thirteen blocks, two projections, the token.
    assertEquals(1 + 3 + 5 * 13 + 2 + 1, names.size());

    Set<String> green = decaying(ModelConfig.of("x", encoder, MimConfig.published()));
    assertEquals(Set.of(), green.stream().filter(n -> n.contains("grn")).collect(set()));
    assertTrue(green.contains("encoder.stages.3.1.dwconv.weight"));
  }

  private static Collector<String, ?, Set<String>> set() {
    return Collectors.toSet();
  }
}
