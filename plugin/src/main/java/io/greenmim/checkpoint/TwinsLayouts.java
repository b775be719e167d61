package io.greenmim.checkpoint;

import io.greenmim.config.ModelKind;
import io.greenmim.layout.EncoderLayout;
import io.greenmim.layout.FamilyLayouts;
import io.greenmim.layout.MergeOrder;
import io.greenmim.layout.NameMap;
import io.greenmim.layout.SourceTensors;
import io.greenmim.tensors.StoredTensor;
import io.greenmim.tensors.TensorFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Twins, whose checkpoints are told apart although no family makes such encoders yet. Its windows,
 * and its heads, leave no trace in the shapes.
 */
final class TwinsLayouts implements FamilyLayouts {

  private static final String ENCODER = "encoder.";
  private static final String EMBEDDING = "patch_embeds.0.proj.weight";
  private static final String TIMM_ID = "timm_twins";
  private static final String GREENMIM_ID = "greenmim_twins";
  private static final String TIMM = "timm Twins";
  private static final String GREENMIM = "GreenMIM Twins (published code)";
  private static final Pattern BLOCK =
      Pattern.compile("encoder\\.blocks\\.(\\d{1,4})\\.(\\d{1,4})\\..*");

  @Override
  public Map<String, String> titles() {
    Map<String, String> titles = new LinkedHashMap<>(); // in order, for messages
    titles.put(GREENMIM_ID, GREENMIM);
    titles.put(TIMM_ID, TIMM);
    return titles;
  }

  @Override
  public Map<String, Pattern> embeddings() {
    return Map.of(EMBEDDING, Pattern.compile("(?<![^.])blocks\\.0\\.\\d{1,4}\\."));
  }

  @Override
  public String ownPrefix(Set<String> names, String root, String embedding) {
    return root.equals(ENCODER) || root.endsWith("." + ENCODER) ? ENCODER : "";
  }

  @Override
  public Optional<EncoderLayout> find(Set<String> names, TensorFile file) {
    ModelKind kind = EncoderLayout.kind(names, "head");
    if (names.contains(ENCODER + EMBEDDING)) {
      return Optional.of(layout(GREENMIM_ID, GREENMIM, kind, ENCODER));
    }
    return names.contains(EMBEDDING)
        ? Optional.of(layout(TIMM_ID, TIMM, kind, ""))
        : Optional.empty();
  }

  private static EncoderLayout layout(String id, String title, ModelKind kind, String prefix) {
    NameMap names = new NameMap().add("encoder.{*}", prefix + "{*}");
    return new EncoderLayout(
        id, title, kind, prefix, names, MergeOrder.COLUMN, false, name -> false);
  }

  @Override
  public Optional<String> unbuilt() {
    return Optional.of("Twins");
  }

  @Override
  public String describe(SourceTensors source) throws IOException {
    List<Integer> channels = new ArrayList<>();
    List<Integer> reductions = new ArrayList<>();
    Map<String, StoredTensor> tensors = source.tensors();
    List<Integer> depths = source.depths(BLOCK);
    for (int stage = 0; stage < depths.size(); stage++) {
      channels.add(source.side("encoder.patch_embeds." + stage + ".proj.weight", 0, 4));
      String sampling = "encoder.blocks." + stage + ".1.attn.sr.weight";
      // The last stage attends to every token and has no sub-sampling.
      reductions.add(tensors.containsKey(sampling) ? source.side(sampling, 2, 4) : 1);
    }
    return "channels %s, depths %s, reductions %s".formatted(channels, depths, reductions);
  }
}
