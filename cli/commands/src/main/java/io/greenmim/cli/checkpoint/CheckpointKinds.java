package io.greenmim.cli.checkpoint;

import io.greenmim.weights.CheckpointSource;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Every kind of checkpoint that this program knows. */
final class CheckpointKinds {

  private final List<CheckpointKind> kinds = new ArrayList<>();

  /** Knows all kinds; what no other takes is left for encoders. */
  CheckpointKinds() {
    kinds.add(new DetectorCheckpoints());
    kinds.add(new EncoderCheckpoints());
  }

  /**
   * Finds the kind of a checkpoint.
   *
   * @throws IOException if its configuration cannot be read
   */
  CheckpointKind of(CheckpointSource source) throws IOException {
    for (CheckpointKind kind : kinds) {
      if (kind.takes(source)) {
        return kind;
      }
    }
    throw new IllegalStateException("no kind takes " + source.file().path());
  }

  /** Lists the targets of all kinds, those of encoders first. */
  List<String> targets() {
    Set<String> targets = new LinkedHashSet<>(kinds.get(kinds.size() - 1).targets());
    kinds.forEach(kind -> targets.addAll(kind.targets()));
    return List.copyOf(targets);
  }

  /** Tells whether a target has a configuration beside the weights, for any kind. */
  boolean hasFolder(String target) {
    return kinds.stream().anyMatch(kind -> kind.folderTargets().contains(target));
  }
}
