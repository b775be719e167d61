package io.greenmim.twins;

import ai.djl.ndarray.NDManager;
import io.greenmim.backbone.EncoderUse;
import io.greenmim.config.ImageSize;
import io.greenmim.testing.TinyModels;
import java.util.List;

/** Small encoders whose every weight matters. */
final class TinyTwins {

  private TinyTwins() {}

  /** Stages that end on either kind of block. */
  static TwinsConfig config(boolean residual) {
    return new TwinsConfig(
        ImageSize.square(224),
        4,
        3,
        List.of(8, 12, 16, 24),
        List.of(2, 1, 3, 2),
        List.of(1, 2, 4, 6),
        List.of(7, 7, 7, 7),
        List.of(8, 4, 2, 1),
        2,
        residual,
        0,
        1e-6,
        1e-5,
        1e-5);
  }

  static TwinsTransformer encoder(NDManager manager, TwinsConfig config) {
    TwinsTransformer encoder = new TwinsTransformer(config, EncoderUse.POOLED);
    TinyModels.initialise(manager, encoder);
    return encoder;
  }
}
