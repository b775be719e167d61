package io.greenmim.backbone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.nn.Block;
import io.greenmim.config.ClassifierConfig;
import io.greenmim.config.EncoderConfig;
import io.greenmim.config.ModelConfig;
import io.greenmim.config.SimMimConfig;
import io.greenmim.model.Encoder;
import io.greenmim.weights.ModelFolder;
import io.greenmim.weights.StateDict;
import java.util.List;
import org.junit.jupiter.api.Test;

class BackbonesTest {

  private static long counted(Block block) {
    return StateDict.of(block).parameters().values().stream()
        .mapToLong(parameter -> parameter.getShape().size())
        .sum();
  }

  @Test
  void agreesWithTheBlocks() {
    for (String name : Backbones.names()) {
      Variant variant = Backbones.variant(name);
      ModelConfig config = variant.model(variant.decoder());
      assertEquals(counted(ModelFolder.newModel(config)), Backbones.parameters(config), name);
    }
  }

  @Test
  void aFamilyHasADefaultAndUnknownNamesAreRefused() {
    assertEquals("swin_tiny_patch4_window7_224", Backbones.defaultVariant());
    assertEquals("swin_nano_patch4_window7_224", Backbones.smallVariant().name());
    List<String> families = Backbones.families().stream().map(BackboneFamily::name).toList();
    assertTrue(families.containsAll(List.of("pvt_v2", "swin")), families::toString);
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> Backbones.family("brook"));
    assertEquals(
        "family: expected %s, got brook".formatted(String.join(" or ", families)), e.getMessage());
    e =
        assertThrows(
            IllegalArgumentException.class, () -> Backbones.variant("swin_nano_patch4_window7"));
    assertTrue(e.getMessage().contains("swin_nano_patch4_window7_224"), e.getMessage());
  }

  @Test
  void noNameMeansTwoThings() {
    BackboneFamily ours = Backbones.family("swin");
    Variant tiny = Backbones.variant(Backbones.defaultVariant());
    assertEquals("families: expected unique names, got swin twice", refused(ours, ours));
    assertEquals(
        "variants: expected unique names, got swin_tiny_patch4_window7_224 twice",
        refused(ours, new Another(tiny)));
    Variant brook =
        new Variant(
            "brook", "tiny", tiny.encoder(), tiny.decoder(), tiny.rates(), tiny.detection());
    assertEquals(
        "detectors: expected unique names, got swin_tiny twice", refused(ours, new Another(brook)));
  }

  private static String refused(BackboneFamily... families) {
    return assertThrows(IllegalArgumentException.class, () -> Backbones.Found.of(List.of(families)))
        .getMessage();
  }

  /** A family with one variant. */
  private record Another(Variant variant) implements BackboneFamily {

    @Override
    public String name() {
      return "another";
    }

    @Override
    public Class<? extends Record> configType() {
      return Another.class;
    }

    @Override
    public List<Variant> variants() {
      return List.of(variant);
    }

    @Override
    public Encoder create(EncoderConfig config, EncoderUse use) {
      throw new UnsupportedOperationException();
    }
  }

  @Test
  void namedDetectorsAreToldByTheVariants() {
    assertEquals(
        List.of("swin_nano", "swin_tiny", "swin_small", "swin_base", "swin_large"),
        Backbones.family("swin").variants().stream()
            .flatMap(variant -> variant.detection().stream())
            .map(Variant.DetectorTraits::name)
            .toList());
  }

  /** The numbers of the published tables: Swin-T and Swin-B of 1000 classes, SimMIM's Swin-B. */
  @Test
  void agreesWithThePublishedNumbers() {
    assertEquals(28_288_354, Backbones.parameters(classifier("swin_tiny_patch4_window7_224")));
    assertEquals(87_768_224, Backbones.parameters(classifier("swin_base_patch4_window7_224")));
    String name = "swin_base_patch4_window6_192";
    ModelConfig simmim =
        ModelConfig.of(name, Backbones.variant(name).encoder(), SimMimConfig.published());
    assertEquals(89_874_104, Backbones.parameters(simmim));
    assertEquals(counted(ModelFolder.newModel(simmim)), Backbones.parameters(simmim));
    ModelConfig classifier = classifier("swin_nano_patch4_window7_224");
    assertEquals(counted(ModelFolder.newModel(classifier)), Backbones.parameters(classifier));
  }

  private static ModelConfig classifier(String name) {
    return ModelConfig.of(name, Backbones.variant(name).encoder(), new ClassifierConfig(1000));
  }
}
