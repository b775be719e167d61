package io.greenmim.detect.weights;

import io.greenmim.checkpoint.EncoderNames;
import io.greenmim.layout.NameMap;
import io.greenmim.tensors.Printable;
import io.greenmim.tensors.StoredTensor;
import io.greenmim.tensors.TensorFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The tensors of a checkpoint's pyramid and heads under our names. */
final class HeadTensors {

  private static final int LARGEST_SIDE = 1 << 24;

  private final TensorFile file;
  private final DetectorLayout layout;
  private final Map<String, StoredTensor> tensors = new LinkedHashMap<>();
  private final Map<String, String> origins = new LinkedHashMap<>();
  private final List<String> others = new ArrayList<>();

  private HeadTensors(TensorFile file, DetectorLayout layout) {
    this.file = file;
    this.layout = layout;
  }

  /**
   * Translates names.
   *
   * @param file the checkpoint
   * @param layout its layout
   * @param names names of the checkpoint that are not the backbone's
   * @return tensors by our names
   * @throws IOException if a name is that of a part that ours do not have
   */
  static HeadTensors of(TensorFile file, DetectorLayout layout, Collection<String> names)
      throws IOException {
    UnsupportedParts.refuse(file.path(), names);
    HeadTensors heads = new HeadTensors(file, layout);
    Map<String, StoredTensor> all = EncoderNames.of(file).tensors();
    NameMap map = layout.names();
    for (String name : names) {
      Optional<NameMap.Place> place = map.toOurs(name);
      if (place.isPresent() && heads.origins.putIfAbsent(place.get().name(), name) == null) {
        heads.tensors.put(place.get().name(), all.get(name));
      } else {
        heads.others.add(name);
      }
    }
    return heads;
  }

  /** The file. */
  Path path() {
    return file.path();
  }

  /** Its layout. */
  DetectorLayout layout() {
    return layout;
  }

  /** Tensors by our names; the caller may change them. */
  Map<String, StoredTensor> tensors() {
    return tensors;
  }

  /** Names that mean nothing to us. */
  List<String> others() {
    return others;
  }

  /** What a tensor is called in the file. */
  String origin(String name) {
    return origins.getOrDefault(name, name);
  }

  /**
   * Returns a side of a tensor.
   *
   * @throws IOException if it is not there or has other axes
   */
  int side(String name, int axis, int axes) throws IOException {
    StoredTensor tensor = tensors.get(name);
    if (tensor == null) {
      throw new IOException("%s: expected a tensor %s, got none".formatted(path(), theirs(name)));
    }
    List<Long> shape = tensor.shape();
    if (shape.size() != axes || shape.get(axis) <= 0 || shape.get(axis) > LARGEST_SIDE) {
      throw new IOException(
          "%s: %s: expected %s positive sides, got %s"
              .formatted(path(), Printable.of(origin(name)), axes, tensor.describe()));
    }
    return shape.get(axis).intValue();
  }

  private String theirs(String name) {
    return layout.names().toTheirs(name).stream().findFirst().orElse(name);
  }
}
