package io.greenmim.checkpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.greenmim.backbone.BackboneFamily;
import io.greenmim.backbone.Backbones;
import io.greenmim.config.ClassifierConfig;
import io.greenmim.config.FcmaeConfig;
import io.greenmim.config.HeadConfig;
import io.greenmim.config.ModelConfig;
import io.greenmim.config.SimMimConfig;
import io.greenmim.tensors.MemoryTensor;
import io.greenmim.tensors.StoredTensor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What every family keeps where its models are written by our own names. */
class OwnLayoutTest {

  static Stream<Arguments> models() {
    List<Arguments> models = new ArrayList<>();
    for (BackboneFamily family : Backbones.families()) {
      String variant = family.variants().get(0).name();
      HeadConfig decoder = family.variants().get(0).decoder();
      List<HeadConfig> heads =
          new ArrayList<>(
              List.of(HeadConfig.NONE, new ClassifierConfig(3), SimMimConfig.published(), decoder));
      if (family.name().equals("convnext_v2")) {
        heads.add(FcmaeConfig.published());
      }
      heads.forEach(head -> models.add(Arguments.of(variant, head)));
    }
    return models.stream();
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("models")
  void isTheStateDictItself(String variant, HeadConfig head) throws IOException {
    ModelConfig config = Backbones.variant(variant).model(head);
    SplittableRandom random = new SplittableRandom(1);
    Map<String, StoredTensor> ours = new LinkedHashMap<>();
    Backbones.shapes(config)
        .forEach(
            (name, shape) -> {
              long size = shape.stream().reduce(1L, (a, b) -> a * b);
              float[] values = new float[Math.toIntExact(size)];
              for (int i = 0; i < values.length; i++) {
                values[i] = (float) random.nextDouble();
              }
              ours.put(name, MemoryTensor.of(values, shape));
            });

    Map<String, StoredTensor> written = CheckpointExporter.convert(ours, config, "greenmim");

    assertEquals(Backbones.shapes(config).keySet(), written.keySet());
    Tensors.assertSame(ours, written);
  }
}
