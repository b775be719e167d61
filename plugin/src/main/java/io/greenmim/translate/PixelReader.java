package io.greenmim.translate;

import ai.djl.Device;
import ai.djl.modality.cv.Image;
import ai.djl.modality.cv.ImageFactory;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.greenmim.image.RgbImage;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** Reads the pixels of a translator's input. */
@FunctionalInterface
interface PixelReader<I> {

  /** The inputs that can be read. */
  Map<Class<?>, PixelReader<?>> ALL = all();

  /** Reads the pixels; temporary arrays belong to a child of the manager. */
  RgbImage read(NDManager manager, I input) throws IOException;

  private static Map<Class<?>, PixelReader<?>> all() {
    ImageFactory factory = ImageFactory.getInstance();
    Map<Class<?>, PixelReader<?>> readers = new LinkedHashMap<>();
    add(readers, RgbImage.class, (manager, image) -> image);
    add(readers, Image.class, PixelReader::pixels);
    add(readers, Path.class, (manager, file) -> pixels(manager, factory.fromFile(file)));
    add(readers, URL.class, (manager, url) -> pixels(manager, factory.fromUrl(url)));
    add(readers, String.class, (manager, url) -> pixels(manager, factory.fromUrl(url)));
    add(
        readers,
        InputStream.class,
        (manager, stream) -> pixels(manager, factory.fromInputStream(stream)));
    return Map.copyOf(readers);
  }

  private static <I> void add(
      Map<Class<?>, PixelReader<?>> readers, Class<I> type, PixelReader<I> reader) {
    readers.put(type, reader);
  }

  /** Returns the reader of a type, or null if it cannot be read. */
  @SuppressWarnings("unchecked")
  static <I> PixelReader<I> of(Class<I> type) {
    // The map holds each reader under the class that it reads.
    return (PixelReader<I>) ALL.get(type);
  }

  /** Reads DJL's image, whatever platform class it wraps; only the host is used. */
  private static RgbImage pixels(NDManager manager, Image image) {
    try (NDManager host = manager.newSubManager(Device.cpu())) {
      NDArray array = image.toNDArray(host, Image.Flag.COLOR);
      Shape shape = array.getShape();
      return new RgbImage(
          Math.toIntExact(shape.get(1)), Math.toIntExact(shape.get(0)), array.toByteArray());
    }
  }
}
