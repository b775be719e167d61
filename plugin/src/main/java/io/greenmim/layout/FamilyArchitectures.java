package io.greenmim.layout;

import io.greenmim.config.EncoderConfig;
import io.greenmim.config.GridSize;
import io.greenmim.tensors.StoredTensor;
import java.io.IOException;
import java.util.Optional;

/** What weights tell of a family's architectures, and how those of one become another's. */
public interface FamilyArchitectures {

  /**
   * Infers the architecture of a checkpoint.
   *
   * @param source the checkpoint
   * @return what its shapes tell, and what is usual where they do not
   * @throws IOException if they do not fit together; one line
   * @throws IllegalArgumentException if they are no architecture
   */
  default EncoderConfig infer(SourceTensors source) throws IOException {
    throw new IOException(
        source.file().path() + ": expected a configuration beside or in the file, got none");
  }

  /**
   * Names an architecture.
   *
   * @param config the architecture
   * @return the variant of that name, or a name of the same form
   */
  default String variant(EncoderConfig config) {
    return config.family() + "_" + config.imageSize();
  }

  /**
   * Describes what {@link #resized} leaves alone.
   *
   * @param config the architecture
   * @return one line; equal for architectures of which one becomes the other by resizing tables
   */
  default String body(EncoderConfig config) {
    return "patch %s, channels %s".formatted(config.patchSize(), config.featureDim());
  }

  /**
   * Describes what shapes tell for certain: the size of images is not among it.
   *
   * @param config the architecture
   * @return one line
   */
  default String shapes(EncoderConfig config) {
    return body(config);
  }

  /**
   * Gives an architecture the size of images, and what follows from it, of another one.
   *
   * @param config the architecture
   * @param target one of the same {@link #body}
   * @return the architecture with tables of the target's size
   */
  default EncoderConfig resized(EncoderConfig config, EncoderConfig target) {
    return config.withImageSize(target.imageSize());
  }

  /**
   * Tells the sides of a table of relative positions, which {@link #resized} may change.
   *
   * @param name our name in full
   * @param config the architecture
   * @return rows and columns of the positions, row-major the first axis of the table; empty for
   *     what is no such table
   */
  default Optional<GridSize> table(String name, EncoderConfig config) {
    return Optional.empty();
  }

  /**
   * Turns a weight into that of another architecture which computes the same, when it is read.
   *
   * @param name our name in full
   * @param tensor the weight
   * @param from architecture of the weight
   * @param to what {@link #resized} or {@link FamilyLayouts#written} made of it
   * @return the weight of the other architecture, of the same shape; by default the same one
   */
  default StoredTensor converted(
      String name, StoredTensor tensor, EncoderConfig from, EncoderConfig to) {
    return tensor;
  }
}
