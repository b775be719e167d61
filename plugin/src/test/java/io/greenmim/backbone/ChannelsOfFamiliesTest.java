package io.greenmim.backbone;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.greenmim.config.ModelConfig;
import io.greenmim.config.Preprocessing;
import io.greenmim.config.SimMimConfig;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Every family takes images of any number of channels. */
class ChannelsOfFamiliesTest {

  @Test
  void theFirstWeightHasTheChannelsOfTheImages() {
    Preprocessing five =
        Preprocessing.IMAGENET.withStatistics(
            Collections.nCopies(5, 0.5), Collections.nCopies(5, 0.25));
    for (BackboneFamily family : Backbones.families()) {
      Variant variant = family.variants().get(0);
      SimMimConfig head = new SimMimConfig(variant.decoder().maskPatch(), 0.5);
      ModelConfig colours = ModelConfig.of("x", variant.encoder(), head);
      ModelConfig config = colours.withImages(five);
      String name = "encoder." + family.layouts().pixelWeight();
      Map<String, List<Long>> shapes = Backbones.shapes(config);
      assertEquals(5, shapes.get(name).get(1), family.name());
      Map<String, List<Long>> usual = Backbones.shapes(colours);
      assertEquals(usual.keySet(), shapes.keySet(), family.name());
      assertEquals(usual.get("decoder.0.bias").get(0) / 3 * 5, shapes.get("decoder.0.bias").get(0));
    }
  }
}
