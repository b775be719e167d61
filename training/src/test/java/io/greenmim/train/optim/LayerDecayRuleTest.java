package io.greenmim.train.optim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.greenmim.backbone.BackboneFamily;
import io.greenmim.backbone.Backbones;
import io.greenmim.backbone.EncoderUse;
import io.greenmim.config.ModelConfig;
import io.greenmim.config.SimMimConfig;
import io.greenmim.model.Classifier;
import io.greenmim.model.Encoder;
import io.greenmim.model.ParameterKind;
import io.greenmim.train.pretrain.MaskedImageTask;
import io.greenmim.weights.StateDict;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The numbers of published models are compared by {@code verify}. */
class LayerDecayRuleTest {

  private static Classifier classifier(BackboneFamily family) {
    return new Classifier(
        Backbones.newEncoder(family.variants().get(0).encoder(), EncoderUse.POOLED), 3);
  }

  @Test
  void pretrainingCountsAsItAlwaysDid() {
    ModelConfig config =
        ModelConfig.of(
            "x",
            Backbones.variant(Backbones.smallVariant().name()).encoder(),
            new SimMimConfig(32, 0.6));
    MaskedImageTask task = new MaskedImageTask(config);
    Encoder encoder = task.model().encoder();
    for (String name : encoder.parameters().keySet()) {
      int behind = encoder.layerCount() - 1 - encoder.role(name).layer();
      assertEquals(behind, task.layersBehind("encoder." + name, null));
      assertEquals(behind, LayerDecayRule.SIMMIM.layersBehind(encoder, name));
    }
  }

  /** In each family the embedding is slowest, heads are fastest, and nothing runs backwards. */
  @Test
  void everyFamilyHasBothRules() {
    for (BackboneFamily family : Backbones.families()) {
      Classifier model = classifier(family);
      for (LayerDecayRule rule : LayerDecayRule.values()) {
        assertEquals(0, rule.layersBehind(model.encoder(), "head.weight"));
        assertEquals(0, rule.layersBehind(model.encoder(), "head.bias"));
        int slowest = 0;
        for (String name : model.encoder().parameters().keySet()) {
          int behind = rule.layersBehind(model.encoder(), name);
          assertTrue(behind >= 0, name);
          slowest = Math.max(slowest, behind);
        }
        for (String name : model.encoder().parameters().keySet()) {
          if (model.role(name).layer() == 0) {
            assertEquals(slowest, rule.layersBehind(model.encoder(), name), name);
          }
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "swin_nano_patch4_window7_224, layers.0.downsample.norm.weight, 1",
    "swin_nano_patch4_window7_224, norm.weight, -1",
    "swin_nano_patch4_window7_224, layers.0.blocks.0.norm1.weight, 0",
  })
  void inSwinTheRulesDifferInMergingAndTheLastNorm(String variant, String name, int ahead) {
    Encoder encoder = Backbones.newEncoder(Backbones.variant(variant).encoder(), EncoderUse.POOLED);
    assertEquals(
        LayerDecayRule.SIMMIM.layersBehind(encoder, name) - ahead,
        LayerDecayRule.TIMM.layersBehind(encoder, name));
  }

  /** Only matrices of classifiers decay: vectors, tables and what encodes positions do not. */
  @Test
  void inFineTuningMatricesAloneDecay() {
    for (BackboneFamily family : Backbones.families()) {
      Classifier model = classifier(family);
      StateDict.of(model)
          .parameters()
          .forEach(
              (name, parameter) -> {
                ParameterKind kind = model.role(name).kind();
                assertEquals(
                    parameter.getShape().dimension() > 1
                        && kind != ParameterKind.TABLE
                        && kind != ParameterKind.POSITION_KERNEL
                        && kind != ParameterKind.RESPONSE,
                    WeightDecayRule.FINE_TUNING.decays(kind),
                    name);
              });
    }
  }
}
