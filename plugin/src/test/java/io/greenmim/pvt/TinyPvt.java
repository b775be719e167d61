package io.greenmim.pvt;

import ai.djl.ndarray.NDManager;
import io.greenmim.backbone.EncoderUse;
import io.greenmim.config.ImageSize;
import io.greenmim.testing.TinyModels;
import java.util.List;

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
    TinyModels.initialise(manager, encoder);
    return encoder;
  }
}
