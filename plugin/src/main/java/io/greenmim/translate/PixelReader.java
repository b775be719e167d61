package io.greenmim.translate;

import ai.djl.Device;
import ai.djl.modality.cv.BufferedImageFactory;
import ai.djl.modality.cv.Image;
import ai.djl.modality.cv.ImageFactory;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.util.Utils;
import io.greenmim.image.RgbImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Reads the pixels of a translator's input: an {@link Image}, an {@link RgbImage}, a {@link Path},
 * a {@link URL}, a {@link String} (a URL or a path) or an {@link InputStream}. Photographs are
 * turned upright.
 *
 * @param <I> type of the input
 */
@FunctionalInterface
public interface PixelReader<I> {

  /** The inputs that can be read. */
  Map<Class<?>, PixelReader<?>> ALL = all();

  /**
   * Reads the pixels; temporary arrays belong to a child of the manager.
   *
   * @param manager manager of the prediction
   * @param input the input
   * @return the upright image
   * @throws IOException if it cannot be read
   */
  RgbImage read(NDManager manager, I input) throws IOException;

  private static Map<Class<?>, PixelReader<?>> all() {
    Map<Class<?>, PixelReader<?>> readers = new LinkedHashMap<>();
    add(readers, RgbImage.class, (manager, image) -> image);
    add(readers, Image.class, PixelReader::pixels);
    add(readers, Path.class, (manager, file) -> decode(manager, Files.readAllBytes(file)));
    add(readers, URL.class, PixelReader::fetch);
    add(readers, String.class, PixelReader::fetchOrRead);
    add(readers, InputStream.class, (manager, stream) -> decode(manager, stream.readAllBytes()));
    return Map.copyOf(readers);
  }

  private static <I> void add(
      Map<Class<?>, PixelReader<?>> readers, Class<I> type, PixelReader<I> reader) {
    readers.put(type, reader);
  }

  /**
   * Finds the reader of a type.
   *
   * @param <I> type of the input
   * @param type class of the input
   * @return the reader, or null if such inputs cannot be read
   */
  @SuppressWarnings("unchecked")
  static <I> PixelReader<I> of(Class<I> type) {
    // The map holds each reader under the class that it reads.
    return (PixelReader<I>) ALL.get(type);
  }

  private static RgbImage fetch(NDManager manager, URL url) throws IOException {
    try (InputStream stream = Utils.openUrl(url)) {
      return decode(manager, stream.readAllBytes());
    }
  }

  /** An absolute address, or else the path of a file, as DJL takes texts. */
  private static RgbImage fetchOrRead(NDManager manager, String text) throws IOException {
    URI address = URI.create(text);
    return address.isAbsolute()
        ? fetch(manager, address.toURL())
        : decode(manager, Files.readAllBytes(Path.of(text)));
  }

  /** Decodes a file's bytes and turns the picture upright, which Java's own decoder does not. */
  private static RgbImage decode(NDManager manager, byte[] file) throws IOException {
    ImageFactory factory = ImageFactory.getInstance();
    RgbImage image = pixels(manager, factory.fromInputStream(new ByteArrayInputStream(file)));
    return factory instanceof BufferedImageFactory ? ExifOrientation.upright(image, file) : image;
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
