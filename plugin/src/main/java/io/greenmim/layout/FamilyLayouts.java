package io.greenmim.layout;

import io.greenmim.config.EncoderConfig;
import io.greenmim.config.GridSize;
import io.greenmim.config.ModelConfig;
import io.greenmim.config.ModelKind;
import io.greenmim.tensors.StoredTensor;
import io.greenmim.tensors.TensorFile;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The checkpoints that others published of a family of encoders. A family whose encoders are kept
 * in our own files alone leaves everything as it is.
 *
 * <p>Names are those inside the model: what a program put before all of them is taken off.
 */
public interface FamilyLayouts {

  /** Matches no name. */
  Pattern NOTHING = Pattern.compile("(?!)");

  /**
   * Lists the layouts that are recognised.
   *
   * @return titles for readers by the layouts' ids, in order
   */
  default Map<String, String> titles() {
    return Map.of();
  }

  /**
   * Lists the layouts that {@link #target} knows.
   *
   * @return ids, without that of our own layout
   */
  default List<String> targets() {
    return List.of();
  }

  /**
   * Tells how an encoder is found wherever it stands in a checkpoint.
   *
   * @return names of the weights of patch embeddings; for each, how the names of the blocks beside
   *     it begin
   */
  default Map<String, Pattern> embeddings() {
    return Map.of();
  }

  /**
   * Tells which part of what stands before a patch embedding is its layout's.
   *
   * @param names names of the checkpoint
   * @param root what stands before the patch embedding; empty or with a dot at its end
   * @param embedding name of the patch embedding, one of {@link #embeddings}
   * @return the last part of the root, such as {@code encoder.}; empty for none
   */
  default String ownPrefix(Set<String> names, String root, String embedding) {
    return "";
  }

  /**
   * Recognises the layout of a checkpoint.
   *
   * @param names its names
   * @param file the checkpoint, for what else it says
   * @return the layout, or empty if the names are of no layout of this family
   */
  default Optional<EncoderLayout> find(Set<String> names, TensorFile file) {
    return Optional.empty();
  }

  /**
   * Says what a checkpoint is that {@link #find} does not recognise.
   *
   * @param names its names
   * @return such as a later version of the family, for a message; empty if nobody knows
   */
  default Optional<String> unsupported(Set<String> names) {
    return Optional.empty();
  }

  /**
   * Tells the order of patch merging for readers.
   *
   * @param layout the checkpoint's layout
   * @param file the checkpoint
   * @param prefix what was taken off its names
   * @return the order and how it is known; empty for a family that merges no patches
   */
  default Optional<String> merging(EncoderLayout layout, TensorFile file, String prefix) {
    return Optional.empty();
  }

  /**
   * Returns the order of patch merging that a checkpoint itself tells, beyond its layout's.
   *
   * @param file the checkpoint
   * @return the order; empty if nothing tells
   */
  default Optional<MergeOrder> toldOrder(TensorFile file) {
    return Optional.empty();
  }

  /**
   * Tells which buffers are computed of the architecture: they are neither read nor missed.
   *
   * @return matches their whole names in checkpoints
   */
  default Pattern derived() {
    return NOTHING;
  }

  /**
   * Puts a tensor of a checkpoint into our form, when it is read.
   *
   * @param name our name in full
   * @param tensor the tensor of that name, as the checkpoint has it
   * @param layout the checkpoint's layout
   * @return the tensor as our blocks take it; by default the same one
   */
  default StoredTensor toOurs(String name, StoredTensor tensor, EncoderLayout layout) {
    return tensor;
  }

  /**
   * Puts a tensor of ours into the form of a layout, when it is read: the inverse of {@link
   * #toOurs}.
   *
   * @param name our name in full
   * @param tensor the tensor as our blocks take it
   * @param layout a layout that {@link #target} made
   * @return the tensor as the layout has it; by default the same one
   */
  default StoredTensor toTheirs(String name, StoredTensor tensor, EncoderLayout layout) {
    return tensor;
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
   * Returns the architecture that files of a layout hold.
   *
   * @param config an architecture of ours
   * @param layout a layout that {@link #target} made
   * @return one that computes the same; by default the architecture itself
   */
  default EncoderConfig written(EncoderConfig config, EncoderLayout layout) {
    return config;
  }

  /**
   * Turns a weight into that of another architecture which computes the same, when it is read.
   *
   * @param name our name in full
   * @param tensor the weight
   * @param from architecture of the weight
   * @param to what {@link #resized} or {@link #written} made of it
   * @return the weight of the other architecture, of the same shape; by default the same one
   */
  default StoredTensor converted(
      String name, StoredTensor tensor, EncoderConfig from, EncoderConfig to) {
    return tensor;
  }

  /**
   * Lists tensors that files of a layout may leave out, with the values that stand for them.
   *
   * @param config architecture of the encoder
   * @param layout the layout
   * @return tensors by our names in full; none by default
   */
  default Map<String, StoredTensor> leftOut(EncoderConfig config, EncoderLayout layout) {
    return Map.of();
  }

  /**
   * Tells which names stand inside the encoder: a weight there that ours has not makes another
   * network of it.
   *
   * @return matches whole names in checkpoints, without the layout's prefix
   */
  default Pattern inside() {
    return NOTHING;
  }

  /**
   * Says what a tensor of a checkpoint makes another network of it.
   *
   * @param name its name
   * @return what is expected, such as {@code a Swin without absolute position embedding}; empty if
   *     there is nothing against it
   */
  default Optional<String> expectedWithout(String name) {
    return Optional.empty();
  }

  /**
   * Names the weight that the pixels of images meet.
   *
   * @return our name inside the encoder, (out, channels, height, width)
   */
  default String pixelWeight() {
    return "patch_embed.proj.weight";
  }

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
   * Makes a layout to convert to.
   *
   * @param id one of {@link #targets}
   * @param kind what stands on the encoder
   * @param encoder architecture of the encoder
   * @return the layout
   * @throws IllegalArgumentException if there is none of this id
   */
  default EncoderLayout target(String id, ModelKind kind, EncoderConfig encoder) {
    throw new IllegalArgumentException("target: expected none, got " + id);
  }

  /**
   * Lists what Hugging Face's transformers calls models of this family.
   *
   * @return values of {@code model_type}
   */
  default Set<String> modelTypes() {
    return Set.of();
  }

  /**
   * Checks that Hugging Face's configuration is one of a network that we have.
   *
   * @param values the configuration, whose {@code model_type} is one of {@link #modelTypes}
   * @throws IOException if it is not; one line
   */
  default void check(HuggingFaceConfig values) throws IOException {}

  /**
   * Fills in what the shapes of weights did not tell, from the configuration beside them.
   *
   * @param inferred what they told
   * @param values Hugging Face's configuration
   * @return the architecture
   * @throws IOException if the two contradict each other; one line
   */
  default EncoderConfig complete(EncoderConfig inferred, HuggingFaceConfig values)
      throws IOException {
    return inferred;
  }

  /**
   * Describes a model as Hugging Face's transformers does.
   *
   * @param config configuration of the model
   * @return keys and values of its {@code config.json}; empty if transformers has no such model
   */
  default Map<String, Object> huggingFace(ModelConfig config) {
    return Map.of();
  }
}
