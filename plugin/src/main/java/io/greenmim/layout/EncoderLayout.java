package io.greenmim.layout;

import io.greenmim.config.ModelKind;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * How a checkpoint names and orders its tensors.
 *
 * @param id word for files and options, such as {@code huggingface}; lower case
 * @param title name for readers
 * @param kind what stands on the encoder
 * @param prefix what stands before the encoder's names, such as {@code encoder.}
 * @param names our names in full, with the encoder under {@code encoder.}, against the checkpoint's
 * @param mergeOrder order of its patch merging, where the encoder merges patches
 * @param detector whether the encoder is a part of a whole detector
 * @param others tells of a name of the checkpoint whether it belongs to another part, such as the
 *     neck or a head of a detector
 */
public record EncoderLayout(
    String id,
    String title,
    ModelKind kind,
    String prefix,
    NameMap names,
    MergeOrder mergeOrder,
    boolean detector,
    Predicate<String> others) {

  /** The id of our own layout, whatever the family. */
  public static final String OURS = "greenmim";

  /** What our own layout is called. */
  public static final String OUR_TITLE = "GreenMIM for DJL";

  private static final String ENCODER = "encoder.";

  /** What stands beside the encoder of a model of masked images. */
  private static final Pattern MASKED =
      Pattern.compile("decoder(?:_pred|_blocks|_embed|_norm|\\.0)\\..*|(?:encoder\\.)?mask_token");

  /**
   * Describes our own layout.
   *
   * @param kind what stands on the encoder
   * @return names as the state dict of the model has them
   */
  public static EncoderLayout ours(ModelKind kind) {
    String prefix = kind.masked() ? ENCODER : "";
    NameMap names =
        heads(kind, prefix + "mask_token", "", "head").add("encoder.{*}", prefix + "{*}");
    return new EncoderLayout(
        OURS, OUR_TITLE, kind, prefix, names, MergeOrder.COLUMN, false, name -> false);
  }

  /**
   * Returns this layout with another order of patch merging.
   *
   * @param order the order
   * @return a copy with that order
   */
  public EncoderLayout withMergeOrder(MergeOrder order) {
    return new EncoderLayout(id, title, kind, prefix, names, order, detector, others);
  }

  /**
   * Returns this layout with something else on the encoder.
   *
   * @param other what stands there
   * @return a copy with that kind, and the same names
   */
  public EncoderLayout withKind(ModelKind other) {
    return new EncoderLayout(id, title, other, prefix, names, mergeOrder, detector, others);
  }

  /**
   * Names what stands on an encoder; what a layout has no name for keeps its published one.
   *
   * @param kind what stands on the encoder
   * @param maskToken the layout's name of SimMIM's mask token
   * @param neck what stands before its {@code decoder.}
   * @param head its name of the classification head
   * @return our names against the layout's, without the encoder's own
   */
  public static NameMap heads(ModelKind kind, String maskToken, String neck, String head) {
    NameMap map = new NameMap();
    switch (kind) {
      case GREENMIM -> {
        map.add("mask_token", "mask_token");
        for (String part : List.of("embed.{p}", "blocks.{k}.{*}", "norm.{p}", "pred.{p}")) {
          map.add("decoder_" + part, "decoder_" + part);
        }
      }
      case SIMMIM -> {
        map.add("encoder.mask_token", maskToken);
        map.add("decoder.0.{p}", neck + "decoder.0.{p}");
      }
      case FCMAE -> {
        map.add("mask_token", "mask_token");
        for (String part : List.of("proj.{p}", "decoder.{k}.{*}", "pred.{p}")) {
          map.add(part, part);
        }
      }
      case CLASSIFIER -> map.add("head.{p}", head + ".{p}");
      case ENCODER -> {}
    }
    return map;
  }

  /**
   * Tells which part of what stands before an encoder is that of a model of masked images.
   *
   * @param names names of the checkpoint
   * @param root what stands before the encoder's names; empty or with a dot at its end
   * @return {@code encoder.} if it ends the root, and a decoder or a mask token stands beside it;
   *     empty otherwise
   */
  public static String maskedPrefix(Set<String> names, String root) {
    return standsBeside(names, root, ENCODER, MASKED) ? ENCODER : "";
  }

  /**
   * Tells whether the part of a model that an encoder stands in has certain others beside it.
   *
   * @param names names of the checkpoint
   * @param root what stands before the encoder's names; empty or with a dot at its end
   * @param own the encoder's name in the model, with a dot at its end
   * @param part matches whole names of the others inside the model
   * @return whether the root ends with the encoder's name, and one of the others is there
   */
  public static boolean standsBeside(Set<String> names, String root, String own, Pattern part) {
    if (!root.equals(own) && !root.endsWith("." + own)) {
      return false;
    }
    String wrapper = root.substring(0, root.length() - own.length());
    return names.stream()
        .anyMatch(
            name ->
                name.startsWith(wrapper)
                    && part.matcher(name.substring(wrapper.length())).matches());
  }

  /**
   * Tells what stands on an encoder.
   *
   * @param names names of the checkpoint
   * @param head the layout's name of the classification head
   * @return what the names tell
   */
  public static ModelKind kind(Set<String> names, String head) {
    if (names.contains("decoder.0.weight") || names.contains("neck.decoder.0.weight")) {
      return ModelKind.SIMMIM;
    }
    if (names.contains("decoder.0.dwconv.weight")) {
      return ModelKind.FCMAE;
    }
    if (names.stream()
        .anyMatch(name -> name.startsWith("decoder_pred.") || name.startsWith("decoder_blocks."))) {
      return ModelKind.GREENMIM;
    }
    return names.contains(head + ".weight") ? ModelKind.CLASSIFIER : ModelKind.ENCODER;
  }
}
