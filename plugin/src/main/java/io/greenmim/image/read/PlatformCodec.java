package io.greenmim.image.read;

import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Iterator;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.event.IIOReadWarningListener;
import javax.imageio.spi.IIORegistry;
import javax.imageio.spi.ImageReaderSpi;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * A decoder of the image API of Java, chosen by name: which plug-ins an application has registered
 * besides, and in which order, changes nothing. Nothing is cached on disk.
 */
final class PlatformCodec {

  private static final String PLATFORM = "com.sun.imageio.plugins.";

  private final ImageReaderSpi provider;

  PlatformCodec(ImageReaderSpi provider) {
    this.provider = provider;
  }

  /** The decoder that comes with Java. */
  static PlatformCodec ofJava(String format) {
    Iterator<ImageReaderSpi> providers =
        IIORegistry.getDefaultInstance().getServiceProviders(ImageReaderSpi.class, false);
    while (providers.hasNext()) {
      ImageReaderSpi provider = providers.next();
      if (provider.getPluginClassName().startsWith(PLATFORM + format + ".")) {
        return new PlatformCodec(provider);
      }
    }
    throw new IllegalStateException(
        "no reader of %s files; expected Java's own among the providers of javax.imageio"
            .formatted(format));
  }

  /** Decodes into samples as they are stored: no conversion of colours. */
  BufferedImage read(byte[] file) throws IOException {
    try (ImageInputStream input = input(file)) {
      return read(input);
    }
  }

  /** Decodes what a stream holds, as {@link #read(byte[])} does. */
  BufferedImage read(ImageInputStream input) throws IOException {
    return with(
        input,
        reader -> {
          ImageReadParam parameters = reader.getDefaultReadParam();
          ImageTypeSpecifier raw = reader.getRawImageType(0);
          if (raw != null) {
            parameters.setDestinationType(raw);
          }
          return reader.read(0, parameters);
        });
  }

  /** Decodes every n-th sample of both directions, and tells of warnings. */
  Raster readRaster(byte[] file, int period, IIOReadWarningListener listener) throws IOException {
    try (ImageInputStream input = input(file)) {
      return with(
          input,
          reader -> {
            reader.addIIOReadWarningListener(listener);
            ImageReadParam parameters = reader.getDefaultReadParam();
            parameters.setSourceSubsampling(period, period, 0, 0);
            return reader.readRaster(0, parameters);
          });
    }
  }

  private interface Reading<T> {
    T from(ImageReader reader) throws IOException;
  }

  private static ImageInputStream input(byte[] file) {
    return new MemoryCacheImageInputStream(new ByteArrayInputStream(file));
  }

  private <T> T with(ImageInputStream input, Reading<T> reading) throws IOException {
    ImageReader reader = provider.createReaderInstance();
    try {
      reader.setInput(input, false, true);
      return reading.from(reader);
    } finally {
      reader.dispose();
    }
  }
}
