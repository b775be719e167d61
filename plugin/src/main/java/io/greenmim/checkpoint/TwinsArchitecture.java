package io.greenmim.checkpoint;

import io.greenmim.tensors.StoredTensor;
import io.greenmim.tensors.TensorFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The architecture that the shapes of a Twins checkpoint tell. Its windows, and its heads, leave no
 * trace in the shapes.
 *
 * @param channels channels of each stage
 * @param depths number of blocks of each stage
 * @param reductions ratio of sub-sampling of each stage's global attention
 */
public record TwinsArchitecture(
    List<Integer> channels, List<Integer> depths, List<Integer> reductions) {

  /**
   * Infers the architecture.
   *
   * @param file a Twins checkpoint
   * @param detected its layout
   * @return the architecture
   * @throws IOException if a stage is missing or has an unlikely shape
   */
  public static TwinsArchitecture of(TensorFile file, DetectedLayout detected) throws IOException {
    Map<String, StoredTensor> tensors = EncoderNames.of(file).tensors();
    String prefix = detected.prefix();
    Pattern block =
        Pattern.compile(Pattern.quote(prefix) + "blocks\\.(\\d{1,4})\\.(\\d{1,4})\\..*");
    List<Integer> depths = StageIndex.depths(tensors.keySet(), block, file.path());
    List<Integer> channels = new ArrayList<>();
    List<Integer> reductions = new ArrayList<>();
    for (int stage = 0; stage < depths.size(); stage++) {
      String embedding = prefix + "patch_embeds." + stage + ".proj.weight";
      channels.add(side(file, tensors, embedding, 0));
      String sampling = prefix + "blocks." + stage + ".1.attn.sr.weight";
      // The last stage attends to every token and has no sub-sampling.
      reductions.add(tensors.containsKey(sampling) ? side(file, tensors, sampling, 2) : 1);
    }
    return new TwinsArchitecture(channels, depths, reductions);
  }

  private static int side(TensorFile file, Map<String, StoredTensor> tensors, String name, int axis)
      throws IOException {
    StoredTensor tensor = tensors.get(name);
    if (tensor == null) {
      throw new IOException("%s: expected a tensor %s, got none".formatted(file.path(), name));
    }
    List<Long> shape = tensor.shape();
    if (shape.size() != 4 || shape.get(axis) <= 0 || shape.get(axis) > Integer.MAX_VALUE) {
      throw new IOException(
          "%s: %s: expected 4 positive sides, got %s"
              .formatted(file.path(), name, tensor.describe()));
    }
    return shape.get(axis).intValue();
  }

  /**
   * Describes the architecture in one line.
   *
   * @return such as {@code channels [128, 256, 512, 1024], depths [2, 2, 18, 2], reductions [8, 4,
   *     2, 1]}
   */
  public String describe() {
    return "channels %s, depths %s, reductions %s".formatted(channels, depths, reductions);
  }
}
