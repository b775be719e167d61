package io.greenmim.twins;

import io.greenmim.backbone.Variant;
import io.greenmim.config.EncoderConfig;
import io.greenmim.config.ModelKind;
import io.greenmim.layout.EncoderLayout;
import io.greenmim.layout.FamilyLayouts;
import io.greenmim.layout.SourceTensors;
import io.greenmim.tensors.StoredTensor;
import io.greenmim.tensors.TensorFile;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The checkpoints that others published of Twins-SVT. The original and timm name and order their
 * tensors alike; GreenMIM puts {@code encoder.} before, encodes positions without a residual, and
 * keeps the kernels of its sparse convolutions in another order.
 */
final class TwinsLayouts implements FamilyLayouts {

  private static final String ENCODER = "encoder.";
  private static final String EMBEDDING = "patch_embeds.0.proj.weight";
  private static final Pattern SPARSE =
      Pattern.compile(
          "encoder\\.(?:patch_embeds\\.[1-9]\\d{0,3}\\.proj|blocks\\.\\d+\\.\\d+\\.attn\\.sr)\\.weight");
  private static final Pattern POSITION =
      Pattern.compile("encoder\\.pos_block\\.\\d+\\.proj\\.0\\.weight");

  /** Queries apart from keys in a first, third, ... block, which attends inside windows. */
  private static final Pattern PYRAMID =
      Pattern.compile("(?:.*\\.)?blocks\\.\\d+\\.\\d*[02468]\\.attn\\.(?:q|kv|sr|norm)\\..*");

  private static final Pattern INSIDE =
      Pattern.compile("(?:patch_embeds|blocks|pos_block|pos_embeds)\\..*");
  private static final Pattern DERIVED = Pattern.compile("(?:encoder\\.)?decoder_pos_embed");

  @Override
  public Map<String, String> titles() {
    Map<String, String> titles = new LinkedHashMap<>(); // in order, for messages
    for (TwinsLayout layout : List.of(TwinsLayout.GREENMIM_TWINS, TwinsLayout.TIMM)) {
      titles.put(layout.id(), layout.title());
    }
    return titles;
  }

  @Override
  public List<String> targets() {
    return List.of(TwinsLayout.TIMM.id(), TwinsLayout.GREENMIM_TWINS.id());
  }

  @Override
  public Map<String, Pattern> embeddings() {
    return Map.of(EMBEDDING, Pattern.compile("(?<![^.])blocks\\.0\\.\\d{1,4}\\."));
  }

  @Override
  public String ownPrefix(Set<String> names, String root, String embedding) {
    return EncoderLayout.maskedPrefix(names, root);
  }

  @Override
  public Optional<EncoderLayout> find(Set<String> names, TensorFile file) {
    ModelKind kind = EncoderLayout.kind(names, "head");
    for (String prefix : List.of("", ENCODER)) {
      if (names.contains(prefix + EMBEDDING)) {
        TwinsLayout order = TwinsLayout.ofKernels(file);
        boolean green = kind == ModelKind.GREENMIM && prefix.equals(ENCODER);
        boolean dense = order == TwinsLayout.GREENMIM_TWINS_DENSE;
        return Optional.of((dense && !green ? TwinsLayout.TIMM : order).of(kind, prefix));
      }
    }
    return Optional.empty();
  }

  /** A detector of the original has a norm behind every stage that feeds the next one. */
  @Override
  public Optional<String> expectedWithout(String name) {
    if (name.matches("(?:backbone\\.)?norm_list\\.\\d+\\..*")) {
      return Optional.of("a Twins whose stages end without normalisation");
    }
    if (PYRAMID.matcher(name).matches()) {
      return Optional.of("a Twins-SVT with windows in every other block, not a Twins-PCPVT");
    }
    return name.matches("(?:.*\\.)?pos_block\\.\\d+\\.pos_embed.*|(?:.*\\.)?pos_embeds\\..*")
        ? Optional.of("a Twins with positions by convolution alone")
        : Optional.empty();
  }

  @Override
  public Pattern derived() {
    return DERIVED;
  }

  @Override
  public Pattern inside() {
    return INSIDE;
  }

  @Override
  public String pixelWeight() {
    return EMBEDDING;
  }

  @Override
  public StoredTensor toOurs(String name, StoredTensor tensor, EncoderLayout layout) {
    return SPARSE.matcher(name).matches() ? TwinsLayout.kernelToOurs(layout.id(), tensor) : tensor;
  }

  @Override
  public StoredTensor toTheirs(String name, StoredTensor tensor, EncoderLayout layout) {
    return SPARSE.matcher(name).matches()
        ? TwinsLayout.kernelToTheirs(layout.id(), tensor)
        : tensor;
  }

  @Override
  public EncoderConfig written(EncoderConfig config, EncoderLayout layout) {
    boolean residual = layout.id().equals(TwinsLayout.TIMM.id());
    return ((TwinsConfig) config).withPositionResidual(residual);
  }

  @Override
  public StoredTensor converted(
      String name, StoredTensor tensor, EncoderConfig from, EncoderConfig to) {
    boolean had = ((TwinsConfig) from).positionResidual();
    boolean has = ((TwinsConfig) to).positionResidual();
    return had == has || !POSITION.matcher(name).matches()
        ? tensor
        : CentreTap.moved(tensor, had ? 1 : -1);
  }

  @Override
  public EncoderConfig infer(SourceTensors source) throws IOException {
    return TwinsShapes.infer(source);
  }

  @Override
  public String variant(EncoderConfig config) {
    TwinsConfig twins = (TwinsConfig) config;
    String size = "dim" + twins.embedDim();
    for (Variant variant : new TwinsFamily().variants()) {
      EncoderConfig named = variant.encoder();
      if (body(named).equals(body(twins)) && named.inChannels() == twins.inChannels()) {
        size = variant.size();
      }
    }
    return TwinsFamily.nameOf(size, !twins.positionResidual());
  }

  /** Positions may be added or not: the one is the other with other weights. */
  @Override
  public String body(EncoderConfig config) {
    TwinsConfig twins = (TwinsConfig) config;
    return "patch %s, %s, windows %s, mlp ratio %s"
        .formatted(twins.patchSize(), shapes(twins), twins.windows(), twins.mlpRatio());
  }

  @Override
  public String shapes(EncoderConfig config) {
    TwinsConfig twins = (TwinsConfig) config;
    return "channels %s, depths %s, heads %s, reductions %s"
        .formatted(twins.dims(), twins.depths(), twins.heads(), twins.subSampling());
  }

  @Override
  public EncoderConfig resized(EncoderConfig config, EncoderConfig target) {
    return ((TwinsConfig) config)
        .withImageSize(target.imageSize())
        .withPositionResidual(((TwinsConfig) target).positionResidual());
  }

  @Override
  public EncoderLayout target(String id, ModelKind kind, EncoderConfig encoder) {
    TwinsLayout layout = TwinsLayout.of(id);
    boolean plain = kind == ModelKind.GREENMIM && layout == TwinsLayout.TIMM;
    return layout.of(kind, kind.masked() && !plain ? ENCODER : "");
  }
}
