package io.greenmim.checkpoint;

import io.greenmim.tensors.Printable;
import io.greenmim.tensors.StoredTensor;
import io.greenmim.tensors.TensorFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The tensors of a checkpoint under our names in full, in our order of channels. */
final class SourceTensors {

  private static final int QKV_PARTS = 3;
  private static final Pattern DERIVED =
      Pattern.compile(
          "(?:.*\\.)?(?:relative_position_index|attn_mask|relative_coords_table)"
              + "|(?:encoder\\.)?decoder_pos_embed");
  private static final Pattern MERGING =
      Pattern.compile("encoder\\.layers\\.\\d+\\.downsample\\.(?:reduction\\.weight|norm\\..*)");
  private static final Pattern ABSOLUTE =
      Pattern.compile("(?:.*\\.)?(?:absolute_pos_embed|embeddings\\.position_embeddings)");
  private static final Pattern OUTPUT_NORM = Pattern.compile("norm(\\d{1,4})\\.(?:weight|bias)");

  private final TensorFile file;
  private final DetectedLayout detected;
  private final Map<String, StoredTensor> tensors = new LinkedHashMap<>();
  private final Map<String, String> origins = new LinkedHashMap<>();
  private final Map<String, StoredTensor> derived = new LinkedHashMap<>();
  private final Map<String, StoredTensor> unexpected = new LinkedHashMap<>();
  private final List<String> notLoaded = new ArrayList<>();

  private SourceTensors(TensorFile file, DetectedLayout detected) {
    this.file = file;
    this.detected = detected;
  }

  /**
   * Translates the names of a checkpoint.
   *
   * @throws IOException if one of a query, key and value is missing or unlike the others, or the
   *     encoder embeds absolute positions
   */
  static SourceTensors of(TensorFile file, DetectedLayout detected, MergeOrder order)
      throws IOException {
    SourceTensors source = new SourceTensors(file, detected);
    Map<String, StoredTensor[]> divided = new LinkedHashMap<>();
    NameMap names = LayoutNames.of(detected);
    EncoderNames found = EncoderNames.of(file);
    source.notLoaded.addAll(found.others());
    for (Map.Entry<String, StoredTensor> entry : found.tensors().entrySet()) {
      source.place(entry.getKey(), entry.getValue(), names, divided);
    }
    for (Map.Entry<String, StoredTensor[]> entry : divided.entrySet()) {
      source.tensors.put(entry.getKey(), source.fused(entry.getKey(), entry.getValue()));
    }
    if (order != MergeOrder.COLUMN) {
      source.tensors.replaceAll(
          (name, tensor) ->
              MERGING.matcher(name).matches() && divisible(tensor)
                  ? new ReorderedTensor(tensor, order)
                  : tensor);
    }
    return source;
  }

  private void place(
      String name, StoredTensor tensor, NameMap names, Map<String, StoredTensor[]> divided)
      throws IOException {
    if (ABSOLUTE.matcher(name).matches()) {
      throw new IOException(
          "%s: expected a Swin without absolute position embedding, got one with %s %s: another"
                  .formatted(file.path(), Printable.of(name), tensor.describe())
              + " network, which is not built");
    }
    if (DERIVED.matcher(name).matches()) {
      derived.put(name, tensor);
      return;
    }
    if (otherPart(name)) {
      notLoaded.add(name);
      return;
    }
    Optional<NameMap.Place> place = names.toOurs(name);
    if (place.isEmpty()) {
      unexpected.put(name, tensor);
      return;
    }
    String ours = place.get().name();
    int part = place.get().part();
    if (part == NameMap.Place.WHOLE) {
      if (origins.putIfAbsent(ours, name) == null) {
        tensors.put(ours, tensor);
      } else {
        unexpected.put(name, tensor);
      }
      return;
    }
    origins.putIfAbsent(ours, name);
    divided.computeIfAbsent(ours, key -> new StoredTensor[QKV_PARTS])[part] = tensor;
  }

  /** Tells whether a name belongs to a detector, or to a map that only detectors use. */
  private boolean otherPart(String name) {
    boolean norms = detected.layout().detector() || detected.layout() == Layout.OPENMMLAB;
    if (norms && name.startsWith(detected.prefix())) {
      Matcher norm = OUTPUT_NORM.matcher(name.substring(detected.prefix().length()));
      return norm.matches() && Integer.parseInt(norm.group(1)) < detected.stages() - 1;
    }
    return detected.layout().detector();
  }

  private StoredTensor fused(String name, StoredTensor[] parts) throws IOException {
    for (StoredTensor part : parts) {
      if (part == null
          || part.shape().isEmpty()
          || part.type() != parts[0].type()
          || !part.shape().equals(parts[0].shape())) {
        List<String> got = new ArrayList<>();
        for (StoredTensor each : parts) {
          got.add(each == null ? "none" : each.describe());
        }
        throw new IOException(
            "%s: %s: expected query, key and value of one type and shape, got %s"
                .formatted(file.path(), label(name), String.join(", ", got)));
      }
    }
    return new FusedTensor(List.of(parts));
  }

  private static boolean divisible(StoredTensor tensor) {
    List<Long> shape = tensor.shape();
    return !shape.isEmpty() && shape.get(shape.size() - 1) % 4 == 0;
  }

  /** The file. */
  TensorFile file() {
    return file;
  }

  /** What its names told. */
  DetectedLayout detected() {
    return detected;
  }

  /** Tensors by our name in full. */
  Map<String, StoredTensor> tensors() {
    return tensors;
  }

  /** What a tensor is called in the file; the first of the parts if it is divided there. */
  String origin(String name) {
    return origins.getOrDefault(name, name);
  }

  /** The same for messages. */
  String label(String name) {
    return Printable.of(origin(name));
  }

  /** Buffers that are computed from the architecture, by their names in the file. */
  Map<String, StoredTensor> derived() {
    return derived;
  }

  /** Tensors whose names mean nothing in this layout. */
  Map<String, StoredTensor> unexpected() {
    return unexpected;
  }

  /** Names of parts that are not the encoder's. */
  List<String> notLoaded() {
    return notLoaded;
  }
}
