package io.greenmim.train.optim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

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

  private static Collector<String, ?, Set<String>> set() {
    return Collectors.toSet();
  }
}
