package io.greenmim.train.pretrain;

import io.greenmim.backbone.Backbones;
import io.greenmim.checkpoint.ImportOptions;
import io.greenmim.config.ModelConfig;
import io.greenmim.train.task.EncoderStart;
import io.greenmim.train.task.WarmStart;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/**
 * The weights of a checkpoint for a masked image model that is pre-trained further: the encoder,
 * and what predicts the pixels where it is the same.
 */
final class PretrainedWeights {

  private PretrainedWeights() {}

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
    EncoderStart start = EncoderStart.read(init, prefix, options, config);
    return start.with(predictsAlike(start, config) ? start.others() : Map.of());
  }

  /** Whether the other tensors are those that the model predicts with, one by one. */
  private static boolean predictsAlike(EncoderStart start, ModelConfig config) {
    Map<String, List<Long>> all = Backbones.shapes(config);
    return start.source().kind() == config.kind()
        && start.others().size() + start.encoder().size() == all.size()
        && start.others().entrySet().stream()
            .allMatch(entry -> entry.getValue().shape().equals(all.get(entry.getKey())));
  }
}
