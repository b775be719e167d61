package io.greenmim.verify;

import io.greenmim.backbone.BackboneFamily;
import io.greenmim.backbone.Backbones;
import io.greenmim.backbone.EncoderUse;
import io.greenmim.config.EncoderConfig;
import io.greenmim.config.RecordMapper;
import io.greenmim.layout.EncoderLayout;
import io.greenmim.model.Classifier;
import io.greenmim.ops.Precision;
import io.greenmim.tensors.MemoryTensor;
import io.greenmim.tensors.StoredTensor;
import io.greenmim.tensors.TensorFile;
import io.greenmim.train.optim.LayerDecayRule;
import io.greenmim.train.optim.WeightDecayRule;
import io.greenmim.weights.StateDict;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Layer-wise decay: of every parameter of classifiers the factor of its rate and its weight decay.
 * The file has no tensors; its models are called by family and depths, such as {@code
 * FAMILY_2_2_6_2}, and have the names of a published layout.
 */
final class LayerDecayReference implements ReferenceKind {

  private static final Pattern DEPTHS = Pattern.compile("_(\\d+(?:_\\d+)+)(?:_[a-z]+)?");

  /** Powers are products there. */
  private static final Tolerance PRODUCTS = new Tolerance(0, 1e-12, 0);

  /** Scale and weight decay of a parameter. */
  private record Moves(double scale, double weightDecay) {}

  @Override
  public boolean recognises(ReferenceFile file) {
    return file.config().says("method", "layer_decay");
  }

  @Override
  public List<Comparison> repeat(ReferenceFile file, Precision precision) throws IOException {
    List<Comparison> comparisons = new ArrayList<>();
    ReferenceConfig models = file.config().part("models");
    for (String name : models.names()) {
      compare(name, models.part(name), comparisons);
    }
    return comparisons;
  }

  private static void compare(String model, ReferenceConfig config, List<Comparison> comparisons)
      throws IOException {
    Map<String, Moves> recorded = new LinkedHashMap<>();
    for (ReferenceConfig group : config.parts("groups")) {
      Moves moves = new Moves(group.number("scale"), group.number("weight_decay"));
      group.texts("names").forEach(name -> recorded.put(name, moves));
    }
    Map<String, Moves> ours = moves(model, config, recorded.keySet());
    for (String name : recorded.keySet()) {
      if (!ours.containsKey(name)) {
        comparisons.add(Comparison.failure(model + ": " + name, "no parameter of the model"));
      }
    }
    for (Map.Entry<String, Moves> own : ours.entrySet()) {
      String key = model + ": " + own.getKey();
      Moves there = recorded.get(own.getKey());
      comparisons.add(
          there == null
              ? Comparison.failure(key, "missing in the file")
              : Comparison.of(
                  key,
                  new double[] {there.scale(), there.weightDecay()},
                  new double[] {own.getValue().scale(), own.getValue().weightDecay()},
                  PRODUCTS));
    }
  }

  /** How the parameters of a model move, by their names in the recorded layout. */
  private static Map<String, Moves> moves(
      String model, ReferenceConfig config, Set<String> recorded) throws IOException {
    BackboneFamily family =
        Backbones.families().stream()
            .filter(one -> model.startsWith(one.name() + "_"))
            .findFirst()
            .orElseThrow(() -> unknown(config, model));
    Matcher depths = DEPTHS.matcher(model.substring(family.name().length()));
    if (!depths.matches()) {
      throw unknown(config, model);
    }
    EncoderLayout layout =
        family
            .layouts()
            .find(recorded, new Names(config.path(), recorded))
            .orElseThrow(() -> unknown(config, model));
    Classifier classifier =
        new Classifier(
            Backbones.newEncoder(encoder(family, depths.group(1)), EncoderUse.POOLED), 2);
    LayerDecayRule rule = LayerDecayRule.valueOf(config.text("rule").toUpperCase(Locale.ROOT));
    Map<String, Moves> moves = new LinkedHashMap<>();
    for (String name : StateDict.of(classifier).parameters().keySet()) {
      int behind = rule.layersBehind(classifier.encoder(), name);
      boolean decays = WeightDecayRule.FINE_TUNING.decays(classifier.role(name).kind());
      Moves own =
          new Moves(
              Math.pow(config.number("layer_decay"), behind),
              decays ? config.number("weight_decay") : 0);
      boolean inside = classifier.encoder().parameters().containsKey(name);
      for (String theirs : layout.names().toTheirs(inside ? "encoder." + name : name)) {
        moves.put(theirs, own);
      }
    }
    return moves;
  }

  /** The first variant of a family with other depths. */
  private static EncoderConfig encoder(BackboneFamily family, String depths) {
    Map<String, Object> values =
        new LinkedHashMap<>(RecordMapper.write((Record) family.variants().get(0).encoder()));
    values.put("depths", Pattern.compile("_").splitAsStream(depths).map(Double::valueOf).toList());
    return (EncoderConfig) RecordMapper.read(family.configType(), values, "layer_decay");
  }

  private static IOException unknown(ReferenceConfig config, String model) {
    return new IOException(
        "%s: %s: expected family and depths such as FAMILY_2_2_6_2, and names of a layout of it"
            .formatted(config.path(), model));
  }

  /** A checkpoint that has names alone. */
  private record Names(Path path, Set<String> names) implements TensorFile {

    @Override
    public Map<String, StoredTensor> tensors() {
      return names.stream()
          .collect(
              Collectors.toMap(
                  name -> name,
                  name -> MemoryTensor.of(new float[0], List.of(0L)),
                  (one, other) -> one,
                  LinkedHashMap::new));
    }

    @Override
    public Map<String, String> metadata() {
      return Map.of();
    }
  }
}
