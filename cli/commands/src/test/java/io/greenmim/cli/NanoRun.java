package io.greenmim.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A run of pre-training that is over soon. */
final class NanoRun {

  private NanoRun() {}

  /** The words of a command that pre-trains the smallest variant on small images. */
  static List<String> words(Path data, Path output, String... more) {
    List<String> words =
        new ArrayList<>(
            List.of(
                "pretrain",
                "--data=" + data,
                "--model=swin_nano_patch4_window7_224",
                "--image-size=64",
                "--batch-size=2",
                "--device=cpu",
                "--output=" + output));
    words.addAll(List.of(more));
    return words;
  }
}
