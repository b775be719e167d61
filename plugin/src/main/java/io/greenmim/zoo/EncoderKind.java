package io.greenmim.zoo;

import ai.djl.nn.BlockFactory;
import io.greenmim.backbone.Backbones;
import io.greenmim.config.HeadConfig;
import io.greenmim.config.ModelConfig;
import io.greenmim.translate.GreenMimTranslatorFactory;
import io.greenmim.translate.ImageTranslatorFactory;
import io.greenmim.weights.ConfigFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.OptionalLong;

/** Encoders, and what stands on them. */
final class EncoderKind implements ZooKind {

  private static final String FAMILY = "family";

  @Override
  public BlockFactory blocks() {
    return new GreenMimBlockFactory();
  }

  @Override
  public ImageTranslatorFactory translators() {
    return new GreenMimTranslatorFactory();
  }

  @Override
  public boolean describes(Map<String, Object> config) {
    return config.containsKey(FAMILY);
  }

  @Override
  public PublishableModel read(Path folder) throws IOException {
    return new PublishableEncoder(ConfigFile.readModel(folder));
  }

  @Override
  public Map<String, String> images(Path folder) throws IOException {
    ModelConfig config = ConfigFile.readModel(folder);
    return ZooKind.images(config.encoder().imageSize(), config.preprocessing());
  }

  @Override
  public OptionalLong parameters(String variant) {
    return Backbones.names().contains(variant)
        ? OptionalLong.of(Backbones.parameters(Backbones.variant(variant).model(HeadConfig.NONE)))
        : OptionalLong.empty();
  }
}
