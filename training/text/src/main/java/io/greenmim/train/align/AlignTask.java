package io.greenmim.train.align;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import io.greenmim.config.ImageSize;
import io.greenmim.model.AllPatches;
import io.greenmim.model.Encoder;
import io.greenmim.model.EncoderStage;
import io.greenmim.nn.NamedParameters;
import io.greenmim.ops.ArrayScope;
import io.greenmim.ops.EngineMemory;
import io.greenmim.ops.PassStore;
import io.greenmim.text.align.AlignedConfig;
import io.greenmim.text.align.AlignedFolder;
import io.greenmim.text.align.AlignedModel;
import io.greenmim.train.align.AlignBatch.Pair;
import io.greenmim.train.task.Pass;
import io.greenmim.train.task.PassLoss;
import io.greenmim.train.task.Task;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The loss over pairs of images and sentences, whose encoders are locked but for a last stage. */
final class AlignTask implements Task<AlignBatch> {

  private final AlignedConfig config;
  private final AlignLoss loss;
  private final CaptionedImages data;
  private final boolean lastStage;
  private final Path text;
  private final AlignedModel model;
  private PairFeatures features;

  /**
   * Makes a model without weights.
   *
   * @param config its configuration
   * @param settings the loss, and what is trained
   * @param data the pairs
   */
  AlignTask(AlignedConfig config, AlignSettings settings, CaptionedImages data) {
    this.config = config;
    this.data = data;
    loss = settings.loss();
    lastStage = settings.trainedStages() > 0;
    text = settings.run().output();
    model = new AlignedModel(config, null);
    int frozen = config.encoder().stages() - settings.trainedStages();
    NamedParameters.of(model.encoder())
        .forEach(
            (name, parameter) -> {
              if (model.encoder().role(name).stage() < frozen) {
                parameter.freeze(true);
              }
            });
  }

  /** Sets what the locked parts make of the pairs, before the first step. */
  void use(PairFeatures computed) {
    features = computed;
  }

  CaptionedImages data() {
    return data;
  }

  AlignLoss loss() {
    return loss;
  }

  @Override
  public String name() {
    return "align";
  }

  @Override
  public String lossName() {
    return loss == AlignLoss.SIGLIP ? "sigmoid loss" : "cross entropy";
  }

  @Override
  public AlignedModel model() {
    return model;
  }

  @Override
  public AlignedConfig config() {
    return config;
  }

  @Override
  public Shape inputShape() {
    return AlignedFolder.inputShape(config);
  }

  @Override
  public void save(Path folder) throws IOException {
    AlignedFolder.save(folder, model, text);
  }

  @Override
  public int images(AlignBatch batch) {
    return batch.pairs().size();
  }

  @Override
  public String describe(AlignBatch batch) {
    return String.join(
        ", ", batch.pairs().stream().map(pair -> data.images().get(pair.image()).name()).toList());
  }

  /**
   * Computes what is locked.
   *
   * @param store the parameter store
   * @param images normalised images, (B, c, H, W)
   * @return latents of all patches, or what the last stage takes, (n, B, C)
   */
  NDArray locked(ParameterStore store, NDArray images) {
    Encoder encoder = model.encoder();
    if (!lastStage) {
      return encoder.encode(store, new AllPatches(images), false);
    }
    try (ArrayScope scope = new ArrayScope()) {
      List<EncoderStage> stages = encoder.stages(store, new AllPatches(images));
      NDArray x = images;
      for (EncoderStage stage : stages.subList(0, stages.size() - 1)) {
        x = stage.run(x, false).next();
      }
      return scope.keep(x);
    }
  }

  /** The vectors of images of which the locked part is known, (n, B, C) -> (B, D). */
  NDArray vectors(ParameterStore store, NDArray known, boolean training) {
    if (!lastStage) {
      return model.latents(store, known, training);
    }
    try (ArrayScope scope = new ArrayScope()) {
      Encoder encoder = model.encoder();
      ImageSize size = config.encoder().imageSize();
      Shape shape =
          new Shape(
              known.getShape().get(1), config.encoder().inChannels(), size.height(), size.width());
      // Stages ask the images for their size alone.
      NDArray images = EngineMemory.own(known.getManager().zeros(shape));
      List<EncoderStage> stages = encoder.stages(store, new AllPatches(images));
      NDArray tokens = stages.get(stages.size() - 1).run(known, training).tokens();
      return scope.keep(model.latents(store, encoder.normalise(store, tokens, training), training));
    }
  }

  @Override
  public PassLoss accumulate(AlignBatch batch, Pass pass) {
    List<Integer> images = new ArrayList<>();
    List<Integer> sentences = new ArrayList<>();
    for (Pair pair : batch.pairs()) {
      int image = features.readable(pair.image(), data.trained());
      List<Integer> said = data.images().get(image).captions();
      images.add(image);
      sentences.add(said.get(pair.draw() % said.size()));
    }
    NDManager manager = pass.manager();
    NDArray known = features.images(manager, images);
    NDArray told = features.sentences(manager, sentences);
    NDArray belongs = belongs(manager, images, sentences);
    PassStore.seed(pass.store(), pass.noiseSeed());
    return pass.run(
        stages ->
            loss.of(
                model.logits(
                    pass.store(),
                    vectors(pass.store(), known, true),
                    model.sentences(pass.store(), told, true),
                    true),
                belongs));
  }

  /** 1 where a sentence is said of an image, whether or not it was drawn for it, (B, B). */
  NDArray belongs(NDManager manager, List<Integer> images, List<Integer> sentences) {
    int count = images.size();
    float[] values = new float[count * count];
    for (int i = 0; i < count; i++) {
      List<Integer> said = data.images().get(images.get(i)).captions();
      for (int j = 0; j < count; j++) {
        values[i * count + j] = said.contains(sentences.get(j)) ? 1 : 0;
      }
    }
    return EngineMemory.of(manager, values, new Shape(count, count));
  }

  /** What the locked parts made of the pairs. */
  PairFeatures features() {
    return features;
  }
}
