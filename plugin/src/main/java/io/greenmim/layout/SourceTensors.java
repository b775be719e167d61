package io.greenmim.layout;

import io.greenmim.tensors.Printable;
import io.greenmim.tensors.StoredTensor;
import io.greenmim.tensors.TensorFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The tensors of a checkpoint under our names in full, in our order of channels. */
public final class SourceTensors {

  /** Query, key and value. */
  private static final int PARTS = 3;

  /** Beyond that a side only overflows what is computed of it. */
  private static final int LARGEST_SIDE = Integer.MAX_VALUE / 8;

  private final TensorFile file;
  private final EncoderLayout layout;
  private final Map<String, StoredTensor> tensors = new LinkedHashMap<>();
  private final Map<String, String> origins = new LinkedHashMap<>();
  private final Map<String, StoredTensor> derived = new LinkedHashMap<>();
  private final Map<String, StoredTensor> unexpected = new LinkedHashMap<>();
  private final List<String> notLoaded = new ArrayList<>();

  private SourceTensors(TensorFile file, EncoderLayout layout) {
    this.file = file;
    this.layout = layout;
  }

  /**
   * Translates the names of a checkpoint.
   *
   * @param file the checkpoint
   * @param names its tensors by their names inside the model
   * @param family the family that knows the layout
   * @param layout the layout
   * @return the tensors by our names
   * @throws IOException if one of a query, key and value is missing or unlike the others, or a
   *     tensor makes another network of it
   */
  public static SourceTensors of(
      TensorFile file, Map<String, StoredTensor> names, FamilyLayouts family, EncoderLayout layout)
      throws IOException {
    SourceTensors source = new SourceTensors(file, layout);
    Map<String, StoredTensor[]> divided = new LinkedHashMap<>();
    for (Map.Entry<String, StoredTensor> entry : names.entrySet()) {
      source.place(entry.getKey(), entry.getValue(), family, divided);
    }
    for (Map.Entry<String, StoredTensor[]> entry : divided.entrySet()) {
      source.tensors.put(entry.getKey(), source.joined(entry.getKey(), entry.getValue()));
    }
    source.tensors.replaceAll((name, tensor) -> family.toOurs(name, tensor, layout));
    return source;
  }

  private void place(
      String name, StoredTensor tensor, FamilyLayouts family, Map<String, StoredTensor[]> divided)
      throws IOException {
    Optional<String> other = family.expectedWithout(name);
    if (other.isPresent()) {
      throw new IOException(
          "%s: expected %s, got one with %s %s: another network, which is not built"
              .formatted(file.path(), other.get(), Printable.of(name), tensor.describe()));
    }
    if (family.derived().matcher(name).matches()) {
      derived.put(name, tensor);
      return;
    }
    if (layout.others().test(name)) {
      notLoaded.add(name);
      return;
    }
    Optional<NameMap.Place> place = layout.names().toOurs(name);
    if (place.isEmpty()) {
      unexpected.put(name, tensor);
      return;
    }
    String ours = place.get().name();
    int part = place.get().part();
    boolean first = origins.putIfAbsent(ours, name) == null;
    if (part != NameMap.Place.WHOLE) {
      divided.computeIfAbsent(ours, key -> new StoredTensor[PARTS])[part] = tensor;
    } else {
      (first ? tensors : unexpected).put(first ? ours : name, tensor);
    }
  }

  private StoredTensor joined(String name, StoredTensor... parts) throws IOException {
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
    return DividedTensor.join(List.of(parts));
  }

  /**
   * Returns the checkpoint.
   *
   * @return the file
   */
  public TensorFile file() {
    return file;
  }

  /**
   * Returns the layout of the checkpoint.
   *
   * @return what its names told
   */
  public EncoderLayout layout() {
    return layout;
  }

  /** {@return tensors by our names in full; not to be changed} */
  public Map<String, StoredTensor> tensors() {
    return Collections.unmodifiableMap(tensors);
  }

  /**
   * Returns the buffers that are computed of the architecture.
   *
   * @return buffers by their names in the checkpoint; not to be changed
   */
  public Map<String, StoredTensor> derived() {
    return Collections.unmodifiableMap(derived);
  }

  /**
   * Returns the tensors whose names mean nothing in this layout.
   *
   * @return tensors by their names in the checkpoint; not to be changed
   */
  public Map<String, StoredTensor> unexpected() {
    return Collections.unmodifiableMap(unexpected);
  }

  /**
   * Returns the names of parts that are not the encoder's.
   *
   * @return names of the checkpoint; not to be changed
   */
  public List<String> notLoaded() {
    return Collections.unmodifiableList(notLoaded);
  }

  /**
   * Tells what a tensor is called in the checkpoint.
   *
   * @param name our name in full
   * @return the name there; that of the first part of what is divided there
   */
  public String origin(String name) {
    return origins.getOrDefault(name, name);
  }

  /**
   * Tells the same for messages.
   *
   * @param name our name in full
   * @return one line
   */
  public String label(String name) {
    return Printable.of(origin(name));
  }

  /**
   * Returns a side of a tensor.
   *
   * @param name our name in full
   * @param axis the side, from 0
   * @param axes number of sides that the tensor must have
   * @return the side, positive
   * @throws IOException if there is no such tensor or side
   */
  public int side(String name, int axis, int axes) throws IOException {
    StoredTensor tensor = tensors.get(name);
    if (tensor == null) {
      throw new IOException("%s: expected a tensor %s, got none".formatted(file.path(), name));
    }
    List<Long> shape = tensor.shape();
    if (shape.size() != axes || shape.get(axis) <= 0 || shape.get(axis) > LARGEST_SIDE) {
      throw new IOException(
          "%s: %s: expected %s positive sides, got %s"
              .formatted(file.path(), label(name), axes, tensor.describe()));
    }
    return shape.get(axis).intValue();
  }

  /**
   * Tells the ratio of two widths, such that a width times the ratio, rounded down, is the other.
   *
   * @param hidden the wider one
   * @param channels the one that is multiplied
   * @return the ratio
   */
  public static double ratio(int hidden, int channels) {
    double ratio = (double) hidden / channels;
    // Where the quotient was rounded down, the product would be once more.
    return (int) (channels * ratio) < hidden ? Math.nextUp(ratio) : ratio;
  }

  /**
   * Counts what names number.
   *
   * @param pattern matches whole names of ours, with the number as its first group
   * @param what what is counted, for messages
   * @return their number
   * @throws IOException if one is missing between others, or there is none
   */
  public int count(Pattern pattern, String what) throws IOException {
    SortedSet<Integer> numbers = new TreeSet<>();
    for (String name : tensors.keySet()) {
      Matcher matcher = pattern.matcher(name);
      if (matcher.matches()) {
        numbers.add(Integer.parseInt(matcher.group(1)));
      }
    }
    if (numbers.isEmpty()) {
      throw new IOException("%s: expected %s, got none".formatted(file.path(), what));
    }
    checkRun(numbers, what);
    return numbers.size();
  }

  /**
   * Counts the blocks of each stage.
   *
   * @param block matches whole names of ours, with the numbers of stage and block as its first
   *     groups; up to four digits each
   * @return the depths
   * @throws IOException if a stage or block is missing between others, or there is none
   */
  public List<Integer> depths(Pattern block) throws IOException {
    SortedMap<Integer, SortedSet<Integer>> blocks = new TreeMap<>();
    for (String name : tensors.keySet()) {
      Matcher matcher = block.matcher(name);
      if (matcher.matches()) {
        blocks
            .computeIfAbsent(Integer.parseInt(matcher.group(1)), key -> new TreeSet<>())
            .add(Integer.parseInt(matcher.group(2)));
      }
    }
    if (blocks.isEmpty()) {
      throw new IOException(file.path() + ": expected blocks of an encoder, got none");
    }
    checkRun(blocks.keySet(), "stages");
    List<Integer> depths = new ArrayList<>();
    for (SortedSet<Integer> numbers : blocks.values()) {
      checkRun(numbers, "blocks of stage " + depths.size());
      depths.add(numbers.size());
    }
    return depths;
  }

  private void checkRun(Collection<Integer> numbers, String what) throws IOException {
    int last = Collections.max(numbers);
    if (last != numbers.size() - 1) {
      throw new IOException(
          "%s: expected the %s 0 to %s, got %s"
              .formatted(
                  file.path(),
                  what,
                  last,
                  String.join(", ", numbers.stream().map(String::valueOf).toList())));
    }
  }
}
