package io.greenmim.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.nn.Block;
import io.greenmim.testing.TinyModels;
import io.greenmim.weights.ModelFolder;
import io.greenmim.weights.StateDict;
import org.junit.jupiter.api.Test;

class ParameterCountTest {

  private static long counted(Block block) {
    return StateDict.of(block).parameters().values().stream()
        .mapToLong(parameter -> parameter.getShape().size())
        .sum();
  }

  @Test
  void agreesWithTheBlocks() {
    for (String name : Variants.names()) {
      ModelConfig config = ModelConfig.masked(name, Variants.swin(name), Variants.mim(name));
      assertEquals(
          counted(ModelFolder.newEncoder(config)),
          ParameterCount.ofEncoder(config.encoder()),
          name);
      assertEquals(counted(ModelFolder.newModel(config)), ParameterCount.of(config), name);
    }
    ModelConfig tiny = TinyModels.masked(64, 4);
    assertEquals(counted(ModelFolder.newModel(tiny)), ParameterCount.of(tiny));
  }

  /** The numbers of the published tables: Swin-T and Swin-B of 1000 classes, SimMIM's Swin-B. */
  @Test
  void agreesWithThePublishedNumbers() {
    assertEquals(28_288_354, ParameterCount.of(classifier("swin_tiny_patch4_window7_224")));
    assertEquals(87_768_224, ParameterCount.of(classifier("swin_base_patch4_window7_224")));
    String name = "swin_base_patch4_window6_192";
    ModelConfig simmim = ModelConfig.simMim(name, Variants.swin(name), SimMimConfig.published());
    assertEquals(89_874_104, ParameterCount.of(simmim));
    assertEquals(counted(ModelFolder.newModel(simmim)), ParameterCount.of(simmim));
    ModelConfig classifier = classifier("swin_nano_patch4_window7_224");
    assertEquals(counted(ModelFolder.newModel(classifier)), ParameterCount.of(classifier));
  }

  private static ModelConfig classifier(String name) {
    return ModelConfig.classifier(name, Variants.swin(name), new ClassifierConfig(1000));
  }
}
