package io.greenmim.cli.checkpoint;

import picocli.CommandLine.Option;

/** Which tensors of a file are meant. */
final class TensorOptions extends StateDictOption {

  @Option(
      names = "--prefix",
      paramLabel = "PREFIX",
      description =
          "Take the tensors whose names begin with this, such as student. or teacher., and no"
              + " others. Default: whatever stands before all names of the encoder is taken off.")
  private String prefix;

  @Override
  String prefix() {
    return prefix;
  }
}
