package io.greenmim.layout;

import io.greenmim.config.EncoderConfig;
import io.greenmim.config.ModelKind;
import io.greenmim.tensors.StoredTensor;
import io.greenmim.tensors.TensorFile;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The checkpoints that others published of a family of encoders: how they are recognised, and what
 * becomes of their tensors. A family whose encoders are kept in our own files alone leaves
 * everything as it is.
 *
 * <p>Names are those inside the model: what a program put before all of them is taken off.
 */
public interface FamilyLayouts extends FamilyArchitectures {

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
   * Makes a layout to convert to.
   *
   * @param id one of {@link #targets}
   * @param kind what stands on the encoder
   * @param encoder architecture of the encoder
   * @return the layout
   * @throws IllegalArgumentException if there is none of this id
   */
  default EncoderLayout target(String id, ModelKind kind, EncoderConfig encoder) {
    throw new IllegalArgumentException("expected no layout to convert to, got " + id);
  }

  /**
   * Returns how Hugging Face's transformers describes models of this family.
   *
   * @return the form of its {@code config.json}; empty by default, for a family that it has not
   */
  default Optional<HuggingFaceForm> huggingFace() {
    return Optional.empty();
  }
}
