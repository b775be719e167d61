package io.greenmim.translate;

import ai.djl.Device;
import ai.djl.modality.Input;
import ai.djl.modality.cv.Image;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.greenmim.image.PixelImage;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.Path;
import java.util.Set;

/**
 * Reads the pixels of a translator's input: an {@link Image} or {@link PixelImage} as it is; a
 * {@link Path}, a {@link URL}, a {@link String} (an address, else a path) or an {@link InputStream}
 * as training reads files; an {@link Input} as what came over the network: an image's bytes, or
 * JSON with the address of one under {@code image_url}.
 *
 * <p>Addresses of this machine and its network are refused unless the settings allow them; the text
 * in an {@link Input} is never a path.
 *
 * @param <I> type of the input
 */
@FunctionalInterface
public interface PixelReader<I> {

  /** The inputs that an application can read; {@link Input} is for serving. */
  Set<Class<?>> TYPES =
      Set.of(PixelImage.class, Image.class, Path.class, URL.class, String.class, InputStream.class);

  /**
   * Reads the pixels; temporary arrays belong to a child of the manager.
   *
   * @param manager manager of the prediction
   * @param input the input
   * @return the upright image
   * @throws IOException if it cannot be read or is refused
   */
  PixelImage read(NDManager manager, I input) throws IOException;

  /**
   * Finds the reader of a type.
   *
   * @param <I> type of the input
   * @param type class of the input, one of {@link #TYPES} or {@link Input}
   * @param settings what may be read
   * @param channels channels of the model
   * @return the reader
   * @throws IllegalArgumentException if such inputs cannot be read, or are no images of so many
   *     channels
   */
  @SuppressWarnings("unchecked")
  static <I> PixelReader<I> of(Class<I> type, InputSettings settings, int channels) {
    // Each branch makes the reader of the type that was asked for.
    return (PixelReader<I>) untyped(type, new ImageSource(settings, channels), channels);
  }

  private static PixelReader<?> untyped(Class<?> type, ImageSource source, int channels) {
    if (type == PixelImage.class) {
      return (PixelReader<PixelImage>) (manager, image) -> image;
    }
    if (type == Image.class) {
      if (channels != PixelImage.COLOURS) {
        throw new IllegalArgumentException(
            "images: expected inputs of %s, such as Path, InputStream or PixelImage, got Image of three"
                .formatted(PixelImage.count(channels)));
      }
      return (PixelReader<Image>) PixelReader::pixels;
    }
    if (type == Path.class) {
      return (PixelReader<Path>) (manager, file) -> source.path(file);
    }
    if (type == URL.class) {
      return (PixelReader<URL>) (manager, url) -> source.url(url);
    }
    if (type == String.class) {
      return (PixelReader<String>) (manager, text) -> source.text(text);
    }
    if (type == InputStream.class) {
      return (PixelReader<InputStream>) (manager, stream) -> source.stream(stream);
    }
    if (type == Input.class) {
      return (PixelReader<Input>) (manager, input) -> source.input(input);
    }
    throw new IllegalArgumentException(
        "images: expected an input of one of %s, got %s".formatted(TYPES, type));
  }

  /** Reads DJL's image, whatever platform class it wraps; only the host is used. */
  private static PixelImage pixels(NDManager manager, Image image) {
    try (NDManager host = manager.newSubManager(Device.cpu())) {
      NDArray array = image.toNDArray(host, Image.Flag.COLOR);
      Shape shape = array.getShape();
      return PixelImage.rgb(
          Math.toIntExact(shape.get(1)), Math.toIntExact(shape.get(0)), array.toByteArray());
    }
  }
}
