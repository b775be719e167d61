package io.greenmim.detect.weights;

import io.greenmim.tensors.Printable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/** Parts of published detectors that ours do not have: a checkpoint with one of them is refused. */
final class UnsupportedParts {

  /** Everything behind the backbone; of detectron2 and torchvision the pyramid is part of it. */
  private static final String HEADS =
      "(?:backbone\\.fpn|neck|rpn|rpn_head|proposal_generator|roi_head|roi_heads)[._]";

  private static final Map<Pattern, String> PARTS = new LinkedHashMap<>();

  static {
    add(
        "(?:roi_head\\.(?:bbox|mask)_head|roi_heads\\.box_predictor)\\.\\d+\\..*",
        "a single box head, got a cascade");
    add("roi_heads\\.box_head\\.\\d+\\.fc\\d.*", "a single box head, got a cascade");
    add(
        HEADS + ".*\\.(?:norm|[bgl]n\\d*|running_mean|running_var)(?:\\..*)?",
        "a pyramid and heads without normalisation, got one");
    add(
        "(?:backbone\\.fpn\\.(?:inner|layer)_blocks|roi_heads\\.(?:mask|box)_head)\\.\\d+\\.1\\..*",
        "a pyramid and heads without normalisation, got one");
    add(
        "(?:roi_head\\.bbox_head\\.\\w*_convs|roi_heads\\.box_head\\.(?:conv)?\\d+)\\..*",
        "a box head of two fully connected layers, got convolutions");
    add(
        "proposal_generator\\.rpn_head\\.conv\\.conv.*",
        "one convolution before the proposals, got several");
    add("rpn\\.head\\.conv\\.[1-9].*", "one convolution before the proposals, got several");
  }

  private UnsupportedParts() {}

  private static void add(String pattern, String says) {
    PARTS.put(Pattern.compile(pattern), says);
  }

  /**
   * Refuses a checkpoint with such a part.
   *
   * @param file the checkpoint, for messages
   * @param names its names
   * @throws IOException if a name is that of a part that ours do not have
   */
  static void refuse(Path file, Collection<String> names) throws IOException {
    for (Map.Entry<Pattern, String> part : PARTS.entrySet()) {
      for (String name : names) {
        if (part.getKey().matcher(name).matches()) {
          throw new IOException(
              "%s: expected %s in %s".formatted(file, part.getValue(), Printable.of(name)));
        }
      }
    }
  }
}
