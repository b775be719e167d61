package io.greenmim.text.align;

import ai.djl.nn.BlockFactory;
import io.greenmim.translate.ImageTranslatorFactory;
import io.greenmim.zoo.PublishableModel;
import io.greenmim.zoo.ZooKind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.OptionalLong;

/** Models of images and sentences. */
public final class AlignedKind implements ZooKind {

  /** Makes the kind; {@code ServiceLoader} does it. */
  public AlignedKind() {}

  @Override
  public BlockFactory blocks() {
    return new AlignedBlockFactory();
  }

  @Override
  public ImageTranslatorFactory translators() {
    return new AlignedTranslatorFactory();
  }

  @Override
  public boolean describes(Map<String, Object> config) {
    return config.containsKey(AlignedFolder.MARK);
  }

  @Override
  public PublishableModel read(Path folder) throws IOException {
    return new PublishableAligned(AlignedFolder.readConfig(folder));
  }

  @Override
  public Map<String, String> images(Path folder) throws IOException {
    AlignedConfig config = AlignedFolder.readConfig(folder);
    return ZooKind.images(config.encoder().imageSize(), config.preprocessing());
  }

  @Override
  public OptionalLong parameters(String variant) {
    return OptionalLong.empty();
  }
}
