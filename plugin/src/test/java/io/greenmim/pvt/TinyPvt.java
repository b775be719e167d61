package io.greenmim.pvt;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import io.greenmim.backbone.EncoderUse;
import io.greenmim.config.ImageSize;
import io.greenmim.testing.TinyModels;
import io.greenmim.weights.StateDict;
import java.util.List;
import java.util.SplittableRandom;

/** Small encoders whose every weight matters. */
final class TinyPvt {

  private TinyPvt() {}

  static PvtConfig config(boolean linear, double dropPath) {
    return new PvtConfig(
        ImageSize.square(224),
        4,
        3,
        List.of(8, 12, 16, 20),
        List.of(2, 1, 1, 1),
        List.of(1, 2, 4, 5),
        List.of(2.0, 3.0, 2.0, 2.0),
        List.of(8, 4, 2, 1),
        linear,
        dropPath,
        1e-6,
        1e-5,
        1e-5);
  }

  static PvtEncoder encoder(NDManager manager, PvtConfig config) {
    PvtEncoder encoder = new PvtEncoder(config, EncoderUse.POOLED);
    initialise(manager, encoder);
    return encoder;
  }

  static void initialise(NDManager manager, Block block) {
    SplittableRandom seeds = new SplittableRandom(7);
    StateDict.of(block)
        .parameters()
        .values()
        .forEach(
            parameter ->
                parameter.setInitializer(
                    (m, shape, type) -> {
                      boolean gain = parameter.getType() == Parameter.Type.GAMMA;
                      return TinyModels.images(m, seeds.nextLong(), shape)
                          .mul(0.3f)
                          .add(gain ? 1f : 0f)
                          .duplicate();
                    }));
    block.initialize(manager, DataType.FLOAT32, new Shape(1, 3, 224, 224));
  }
}
