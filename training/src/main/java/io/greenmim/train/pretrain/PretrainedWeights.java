package io.greenmim.train.pretrain;

import io.greenmim.backbone.Backbones;
import io.greenmim.checkpoint.ImportOptions;
import io.greenmim.checkpoint.ImportedModel;
import io.greenmim.checkpoint.LoadReport;
import io.greenmim.config.HeadConfig;
import io.greenmim.config.ModelConfig;
import io.greenmim.tensors.StoredTensor;
import io.greenmim.train.task.WarmStart;
import io.greenmim.weights.CheckpointSource;
import io.greenmim.zoo.ZooCatalog;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The weights of a checkpoint for a masked image model that is pre-trained further: the encoder,
 * and what predicts the pixels where it is the same.
 */
final class PretrainedWeights {

  private final ModelConfig config;
  private final ImportedModel model;
  private final Set<String> encoder;
  private final Map<String, StoredTensor> taken = new LinkedHashMap<>();
  private final Map<String, StoredTensor> others = new LinkedHashMap<>();

  private PretrainedWeights(ModelConfig config, ImportedModel model) {
    this.config = config;
    this.model = model;
    encoder = Backbones.shapes(config.withHead(HeadConfig.NONE)).keySet();
  }

  /**
   * Reads weights.
   *
   * @param init a run or model folder, id of a model in the zoo, or a checkpoint file
   * @param prefix what the names in the file must begin with, or null
   * @param options how tables of another window are resized, and what becomes of other channels
   * @param config configuration of the model that is trained
   * @return the weights by the names of the model
   * @throws IOException if they cannot be read, or are not all of an encoder of this architecture
   */
  static WarmStart read(String init, String prefix, ImportOptions options, ModelConfig config)
      throws IOException {
    CheckpointSource source = CheckpointSource.open(ZooCatalog.locate(init, null), null, prefix);
    ImportOptions fitted =
        options.withTarget(config.variant(), config.encoder()).withImages(config.preprocessing());
    String under = source.prefix();
    return new PretrainedWeights(config, source.read(fitted))
        .start(init, under.isEmpty() ? "" : " under the prefix " + under);
  }

  private WarmStart start(String init, String under) throws IOException {
    model.tensors().forEach(this::sort);
    Set<String> missing = new LinkedHashSet<>();
    for (String name : encoder) {
      if (!taken.containsKey(config.encoderPrefix() + name)) {
        missing.add(name);
      }
    }
    // A detector has norms of its own in place of the one behind the encoder.
    if (!missing.isEmpty() && !model.layout().detector()) {
      throw new IOException(
          "%s: expected every tensor of the encoder of %s, missing %s"
              .formatted(init, config.variant(), LoadReport.some(List.copyOf(missing))));
    }
    Map<String, List<Long>> all = Backbones.shapes(config);
    if (predictsAlike(all)) {
      taken.putAll(others);
      others.clear();
    }
    LoadReport report = model.report();
    List<String> left = new ArrayList<>(others.keySet());
    left.addAll(report.notLoaded());
    LoadReport told =
        new LoadReport(
            all.keySet().stream().filter(name -> !taken.containsKey(name)).toList(),
            report.unexpected(),
            report.resized(),
            left);
    return new WarmStart(
        "%s, %s%s: %s tensors; %s"
            .formatted(
                model.layout().title(),
                model.config().kind().description(),
                under,
                taken.size(),
                told.summary()),
        taken);
  }

  /** Tells the encoder's tensors from others. */
  private void sort(String name, StoredTensor tensor) {
    String theirs = model.config().encoderPrefix();
    String inside = name.startsWith(theirs) ? name.substring(theirs.length()) : "";
    if (encoder.contains(inside)) {
      taken.put(config.encoderPrefix() + inside, tensor);
    } else {
      others.put(name, tensor);
    }
  }

  /** Whether the other tensors are those that the model predicts with, one by one. */
  private boolean predictsAlike(Map<String, List<Long>> all) {
    return model.config().kind() == config.kind()
        && others.size() + taken.size() == all.size()
        && others.entrySet().stream()
            .allMatch(entry -> entry.getValue().shape().equals(all.get(entry.getKey())));
  }
}
