package io.greenmim.checkpoint;

import io.greenmim.tensors.StoredTensor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The reference image size of a checkpoint. It is asked of, in this order: the arguments of the
 * run, the attention masks, the decoder's positions, a stage whose window had to shrink, and last
 * the smallest image that no window shrinks at, which is 224 for window 7, 192 for 6, 384 for 12.
 */
final class ImageSize {

  private static final Pattern MASK =
      Pattern.compile("(?:.*\\.)?layers\\.(\\d{1,2})\\.blocks\\.\\d+\\.attn_mask");
  private static final int LARGEST = 1 << 16;

  private final int patch;
  private final List<Integer> windows;

  private ImageSize(int patch, List<Integer> windows) {
    this.patch = patch;
    this.windows = windows;
  }

  /**
   * Infers the size.
   *
   * @param source the checkpoint
   * @param patch side of a patch in pixels
   * @param windows windows of the stages by their tables
   * @return the side in pixels
   * @throws IOException if no size gives these windows
   */
  static int infer(SourceTensors source, int patch, List<Integer> windows) throws IOException {
    ImageSize size = new ImageSize(patch, windows);
    for (long candidate : size.candidates(source)) {
      if (size.fits(candidate)) {
        return (int) candidate;
      }
    }
    throw new IOException(
        "%s: expected windows that an image size explains, got %s in the stages"
            .formatted(source.file().path(), windows));
  }

  private List<Long> candidates(SourceTensors source) {
    List<Long> candidates = new ArrayList<>();
    RunArguments.integer(source.file(), "input_size")
        .ifPresent(size -> candidates.add((long) size));
    for (Map.Entry<String, StoredTensor> entry : source.derived().entrySet()) {
      List<Long> shape = entry.getValue().shape();
      Matcher mask = MASK.matcher(entry.getKey());
      if (mask.matches() && shape.size() == 3) {
        int stage = Math.min(Integer.parseInt(mask.group(1)), windows.size() - 1);
        candidates.add(root(shape.get(0)) * root(shape.get(1)) * stride(stage));
      } else if (entry.getKey().endsWith("decoder_pos_embed") && shape.size() == 3) {
        candidates.add(root(shape.get(1)) * stride(windows.size() - 1));
      }
    }
    for (int stage = 1; stage < windows.size(); stage++) {
      if (windows.get(stage) < windows.get(0)) {
        candidates.add((long) windows.get(stage) * stride(stage));
      }
    }
    candidates.add((long) windows.get(0) * stride(windows.size() - 1));
    return candidates;
  }

  /** The side of a square; 0, which is no size, for what is none. */
  private static long root(long square) {
    long root = Math.round(Math.sqrt((double) Math.min(square, LARGEST)));
    return root * root == square ? root : 0;
  }

  private long stride(int stage) {
    return (long) patch << stage;
  }

  private boolean fits(long size) {
    if (size <= 0 || size > LARGEST || size % stride(windows.size() - 1) != 0) {
      return false;
    }
    for (int stage = 0; stage < windows.size(); stage++) {
      if (windows.get(stage) != Math.min(windows.get(0), size / stride(stage))) {
        return false;
      }
    }
    return true;
  }
}
