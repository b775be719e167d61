package io.greenmim.checkpoint;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** How the tensors of a checkpoint are named and ordered. */
public enum Layout {
  /** Our own files: the names of the published code, without derived buffers. */
  GREENMIM("GreenMIM for DJL", true),
  /** Swin pre-trained by the published GreenMIM code. */
  GREENMIM_SWIN("GreenMIM Swin (published code)", false),
  /** Twins pre-trained by the published GreenMIM code. */
  GREENMIM_TWINS("GreenMIM Twins (published code)", false),
  /** SimMIM with a Swin encoder. */
  SIMMIM("SimMIM Swin", false),
  /** Microsoft's Swin classifiers; SimMIM's models are exported with SimMIM's names. */
  MICROSOFT("Microsoft Swin", true),
  /** Swin of timm since 0.9: merging opens a stage, the head is {@code head.fc}. */
  TIMM("timm Swin", true),
  /**
   * Swin of timm made with {@code features_only}: {@code layers_0}, no norm behind the last stage.
   */
  TIMM_FEATURES("timm Swin, features only", false),
  /** Twins of timm and of its authors. */
  TIMM_TWINS("timm Twins", false),
  /** Swin of Hugging Face transformers: query, key and value apart. */
  HUGGINGFACE("Hugging Face transformers Swin", true),
  /** Swin of mmpretrain and mmdetection since 2.16: merging through {@code nn.Unfold}. */
  OPENMMLAB("mmpretrain/mmdetection Swin", false),
  /** A detector of mmdetection since 2.16 with a Swin backbone. */
  OPENMMLAB_DETECTOR("mmdetection detector with a Swin backbone", false),
  /** A detector of Microsoft's fork of mmdetection with a Swin backbone. */
  MICROSOFT_DETECTOR("Swin-Transformer-Object-Detection detector", false),
  /** A detector of detectron2 with a Swin backbone. */
  DETECTRON2("detectron2 detector with a Swin backbone", false),
  /** Swin of torchvision. */
  TORCHVISION("torchvision Swin", false);

  private final String title;
  private final boolean target;

  Layout(String title, boolean target) {
    this.title = title;
    this.target = target;
  }

  /**
   * Returns the name for readers.
   *
   * @return the name
   */
  public String title() {
    return title;
  }

  /**
   * Returns the order of patch merging in checkpoints of this layout, if nothing else is known.
   *
   * @return the order
   */
  public MergeOrder mergeOrder() {
    return this == OPENMMLAB || this == OPENMMLAB_DETECTOR ? MergeOrder.UNFOLD : MergeOrder.COLUMN;
  }

  /**
   * Tells whether the checkpoint is one of a Twins encoder.
   *
   * @return true for Twins
   */
  public boolean twins() {
    return this == GREENMIM_TWINS || this == TIMM_TWINS;
  }

  /**
   * Tells whether the checkpoint is one of a whole detector.
   *
   * @return true if the encoder is only a part of it
   */
  public boolean detector() {
    return this == OPENMMLAB_DETECTOR || this == MICROSOFT_DETECTOR || this == DETECTRON2;
  }

  /**
   * Lists what checkpoints can be converted to.
   *
   * @return the layouts that {@link CheckpointExporter} writes
   */
  public static List<Layout> targets() {
    return Arrays.stream(values()).filter(layout -> layout.target).toList();
  }

  /**
   * Finds a layout to convert to.
   *
   * @param name its name, such as {@code huggingface}, in any case
   * @return the layout
   * @throws IllegalArgumentException if it is none of {@link #targets}
   */
  public static Layout target(String name) {
    return targets().stream()
        .filter(layout -> layout.name().equalsIgnoreCase(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "expected one of %s, got %s"
                        .formatted(
                            String.join(
                                ", ",
                                targets().stream()
                                    .map(layout -> layout.name().toLowerCase(Locale.ROOT))
                                    .toList()),
                            name)));
  }
}
