package io.greenmim.train.task;

import io.greenmim.backbone.Backbones;
import io.greenmim.checkpoint.ImportOptions;
import io.greenmim.checkpoint.ImportedModel;
import io.greenmim.checkpoint.LoadReport;
import io.greenmim.config.HeadConfig;
import io.greenmim.config.ModelConfig;
import io.greenmim.tensors.StoredTensor;
import io.greenmim.weights.CheckpointSource;
import io.greenmim.zoo.ZooCatalog;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The weights of a checkpoint for a model with an encoder: all of the encoder's, and what else
 * there is, of which the task decides what it takes.
 */
public final class EncoderStart {

  private final ModelConfig target;
  private final ImportedModel model;
  private final Optional<Path> folder;
  private final String under;
  private final Set<String> inside;
  private final Map<String, StoredTensor> encoder = new LinkedHashMap<>();
  private final Map<String, StoredTensor> others = new LinkedHashMap<>();

  private EncoderStart(
      ModelConfig target, ImportedModel model, Optional<Path> folder, String under) {
    this.target = target;
    this.model = model;
    this.folder = folder;
    this.under = under;
    inside = Backbones.shapes(target.withHead(HeadConfig.NONE)).keySet();
  }

  /**
   * Reads weights.
   *
   * @param init a run or model folder, id of a model in the zoo, or a checkpoint file
   * @param prefix what the names in the file must begin with, or null
   * @param options how tables of another window are resized, and what becomes of other channels
   * @param target configuration of the model that is trained
   * @return the weights
   * @throws IOException if they cannot be read, or are not all of an encoder of this architecture
   */
  public static EncoderStart read(
      String init, String prefix, ImportOptions options, ModelConfig target) throws IOException {
    CheckpointSource source = CheckpointSource.open(ZooCatalog.locate(init, null), null, prefix);
    ImportOptions fitted =
        options.withTarget(target.variant(), target.encoder()).withImages(target.preprocessing());
    String named = source.prefix();
    EncoderStart start =
        new EncoderStart(
            target,
            source.read(fitted),
            source.folder(),
            named.isEmpty() ? "" : " under the prefix " + named);
    start.sort(init);
    return start;
  }

  /** Tells the encoder's tensors from others. */
  private void sort(String init) throws IOException {
    String theirs = model.config().encoderPrefix();
    model
        .tensors()
        .forEach(
            (name, tensor) -> {
              String path = name.startsWith(theirs) ? name.substring(theirs.length()) : "";
              if (inside.contains(path)) {
                encoder.put(target.encoderPrefix() + path, tensor);
              } else {
                others.put(name, tensor);
              }
            });
    Set<String> missing = new LinkedHashSet<>();
    for (String name : inside) {
      if (!encoder.containsKey(target.encoderPrefix() + name)) {
        missing.add(name);
      }
    }
    // A detector has norms of its own in place of the one behind the encoder.
    if (!missing.isEmpty() && !model.layout().detector()) {
      throw new IOException(
          "%s: expected every tensor of the encoder of %s, missing %s"
              .formatted(init, target.variant(), LoadReport.some(List.copyOf(missing))));
    }
  }

  /** {@return configuration of the model that the weights are from, with the target's encoder} */
  public ModelConfig source() {
    return model.config();
  }

  /** {@return folder of that model, if it is one of ours} */
  public Optional<Path> folder() {
    return folder;
  }

  /** {@return the encoder's tensors by the names of the target's state dict} */
  public Map<String, StoredTensor> encoder() {
    return Collections.unmodifiableMap(encoder);
  }

  /** {@return all other tensors by the names of the source's state dict} */
  public Map<String, StoredTensor> others() {
    return Collections.unmodifiableMap(others);
  }

  /**
   * Makes what a run starts from.
   *
   * @param taken those of the {@link #others} that are taken beside the encoder, by the names of
   *     the target's state dict, in its shapes; each of the same name as in the source
   * @return the encoder's tensors and these, with a summary of what is missing and not loaded
   */
  public WarmStart with(Map<String, StoredTensor> taken) {
    Map<String, StoredTensor> all = new LinkedHashMap<>(encoder);
    all.putAll(taken);
    LoadReport report = model.report();
    List<String> left = new ArrayList<>(others.keySet());
    left.removeAll(taken.keySet());
    left.addAll(report.notLoaded());
    LoadReport told =
        new LoadReport(
            Backbones.shapes(target).keySet().stream()
                .filter(name -> !all.containsKey(name))
                .toList(),
            report.unexpected(),
            report.resized(),
            left);
    return new WarmStart(
        "%s, %s%s: %s tensors; %s"
            .formatted(
                model.layout().title(),
                model.config().kind().description(),
                under,
                all.size(),
                told.summary()),
        all);
  }
}
