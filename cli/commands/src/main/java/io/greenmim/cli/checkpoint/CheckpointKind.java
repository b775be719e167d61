package io.greenmim.cli.checkpoint;

import io.greenmim.weights.CheckpointSource;
import java.io.IOException;
import java.util.List;

/**
 * A kind of models whose checkpoints {@code greenmim checkpoint} looks into and converts. What no
 * other kind takes is an encoder's.
 */
interface CheckpointKind {

  /** What an argument for a checkpoint takes, for its description. */
  String DESCRIPTION =
      "Checkpoint: .pth, .pt, .bin, .pkl or .safetensors, the index of several files, or the folder"
          + " of a model, a run or of Hugging Face.";

  /** The layout of our own files, which every kind writes. */
  String OURS = "greenmim";

  /**
   * Tells whether a checkpoint is of this kind, by its names alone.
   *
   * @param source the checkpoint
   * @return whether the other methods take it
   * @throws IOException if its configuration cannot be read
   */
  boolean takes(CheckpointSource source) throws IOException;

  /**
   * Lists what checkpoints of this kind are converted to.
   *
   * @return words for {@code --to}
   */
  List<String> targets();

  /**
   * Lists the targets that have a {@code config.json} beside the weights.
   *
   * @return some of {@link #targets}
   */
  List<String> folderTargets();

  /**
   * Says what a checkpoint holds.
   *
   * @param source a checkpoint of this kind
   * @return what is known of it; why it would not load is part of that
   * @throws IOException if its configuration cannot be read
   */
  Inspection inspect(CheckpointSource source) throws IOException;

  /**
   * Reads a checkpoint.
   *
   * @param source a checkpoint of this kind
   * @param options how it is read
   * @return the model, whose tensors are read when it is written
   * @throws IOException if it does not fit together or the options
   */
  ConvertibleModel read(CheckpointSource source, ConversionOptions options) throws IOException;
}
