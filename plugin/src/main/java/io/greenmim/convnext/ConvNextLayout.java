package io.greenmim.convnext;

import io.greenmim.config.ModelKind;
import io.greenmim.layout.EncoderLayout;
import io.greenmim.layout.MergeOrder;
import io.greenmim.layout.NameMap;
import java.util.Locale;

/** The published layouts of ConvNeXt V2: titles and names. */
enum ConvNextLayout {
  /** The published classifiers, whose names are ours. */
  CONVNEXT_V2("ConvNeXt V2 (published code)"),
  /** The published pre-training, with kernels of sparse convolutions. */
  FCMAE("FCMAE ConvNeXt V2 (published pre-training)"),
  /** ConvNeXt V2 of timm. */
  TIMM("timm ConvNeXt V2"),
  /** The same where perceptrons are convolutions of one token: its small variants. */
  TIMM_CONVOLUTIONS("timm ConvNeXt V2, perceptrons as convolutions");

  private static final String BLOCK = "encoder.stages.{i}.{j}.";
  private static final String BETWEEN = "encoder.downsample_layers.";

  private final String title;

  ConvNextLayout(String title) {
    this.title = title;
  }

  String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  String title() {
    return title;
  }

  boolean timm() {
    return this == TIMM || this == TIMM_CONVOLUTIONS;
  }

  /** The name of the classification head. */
  String head() {
    return timm() ? "head.fc" : "head";
  }

  /**
   * Describes a checkpoint of this layout.
   *
   * @param kind what stands on the encoder
   * @param prefix what stands before the encoder's names
   */
  EncoderLayout of(ModelKind kind, String prefix) {
    NameMap names = EncoderLayout.heads(kind, prefix + "mask_token", "", head());
    switch (this) {
      case CONVNEXT_V2 -> names.add("encoder.{*}", prefix + "{*}");
      case FCMAE -> sparse(names, prefix);
      default -> timm(names, prefix);
    }
    return new EncoderLayout(
        id(), title, kind, prefix, names, MergeOrder.COLUMN, false, name -> false);
  }

  /** It has no normalisation behind the last stage. */
  private static void sparse(NameMap names, String prefix) {
    String between = prefix + "downsample_layers.";
    String block = prefix + "stages.{i}.{j}.";
    names
        .add(BETWEEN + "0.{*}", between + "0.{*}")
        .add(BETWEEN + "{i}.0.{p}", between + "{i}.0.ln.{p}")
        .add(BETWEEN + "{i}.1.weight", between + "{i}.1.kernel")
        .add(BETWEEN + "{i}.1.bias", between + "{i}.1.bias")
        .add(BLOCK + "dwconv.weight", block + "dwconv.kernel")
        .add(BLOCK + "dwconv.bias", block + "dwconv.bias")
        .add(BLOCK + "norm.{p}", block + "norm.ln.{p}")
        .add(BLOCK + "pwconv1.{p}", block + "pwconv1.linear.{p}")
        .add(BLOCK + "pwconv2.{p}", block + "pwconv2.linear.{p}")
        .add(BLOCK + "grn.{*}", block + "grn.{*}");
  }

  private static void timm(NameMap names, String prefix) {
    String block = prefix + "stages.{i}.blocks.{j}.";
    names
        .add(BETWEEN + "0.{k}.{p}", prefix + "stem.{k}.{p}")
        .add(BETWEEN + "{i}.{k}.{p}", prefix + "stages.{i}.downsample.{k}.{p}")
        .add(BLOCK + "dwconv.{p}", block + "conv_dw.{p}")
        .add(BLOCK + "norm.{p}", block + "norm.{p}")
        .add(BLOCK + "pwconv1.{p}", block + "mlp.fc1.{p}")
        .add(BLOCK + "grn.gamma", block + "mlp.grn.weight")
        .add(BLOCK + "grn.beta", block + "mlp.grn.bias")
        .add(BLOCK + "pwconv2.{p}", block + "mlp.fc2.{p}")
        .add("encoder.norm.{p}", prefix + "head.norm.{p}");
  }
}
