package io.greenmim.config;

/** Number of parameters of a model, computed from its configuration alone. */
public final class ParameterCount {

  private ParameterCount() {}

  /**
   * Counts the parameters of an encoder.
   *
   * @param config its architecture
   * @return the number of weights and biases
   */
  public static long ofEncoder(SwinConfig config) {
    long dim = config.embedDim();
    long pixels = (long) config.patchSize() * config.patchSize() * config.inChannels();
    long count = linear(pixels, dim) + norm(dim);
    for (int stage = 0; stage < config.stages(); stage++) {
      count += config.depths().get(stage) * block(config, stage);
      if (stage + 1 < config.stages()) {
        long channels = config.channels(stage);
        count += norm(4 * channels) + 4 * channels * 2 * channels;
      }
    }
    return count + norm(config.featureDim());
  }

  private static long block(SwinConfig config, int stage) {
    long channels = config.channels(stage);
    long table = 2L * config.stageWindow(stage) - 1;
    return table * table * config.heads().get(stage)
        + transformer(channels, config.hiddenDim(stage));
  }

  /** Two normalisations, attention and feed-forward network. */
  private static long transformer(long channels, long hidden) {
    return 2 * norm(channels)
        + linear(channels, 3 * channels)
        + linear(channels, channels)
        + linear(channels, hidden)
        + linear(hidden, channels);
  }

  /**
   * Counts the parameters of a model with its head.
   *
   * @param config its configuration
   * @return the number of weights and biases
   */
  public static long of(ModelConfig config) {
    SwinConfig encoder = config.encoder();
    long feature = encoder.featureDim();
    long count = ofEncoder(encoder);
    if (config.mim() != null) {
      count += decoder(config.mim(), feature, encoder.inChannels());
    }
    if (config.simmim() != null) {
      long stride = encoder.stride(encoder.stages() - 1);
      count += encoder.embedDim() + linear(feature, stride * stride * encoder.inChannels());
    }
    if (config.classifier() != null) {
      count += linear(feature, config.classifier().classes());
    }
    return count;
  }

  /** The mask token, and what the decoder learns; its positions are fixed. */
  private static long decoder(MimConfig mim, long feature, int channels) {
    long dim = mim.decoderDim();
    return dim
        + linear(feature, dim)
        + mim.decoderDepth() * transformer(dim, 4 * dim)
        + norm(dim)
        + linear(dim, (long) mim.maskPatch() * mim.maskPatch() * channels);
  }

  private static long linear(long in, long out) {
    return in * out + out;
  }

  private static long norm(long channels) {
    return 2 * channels;
  }
}
