package io.greenmim.train.classify;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import io.greenmim.config.ImageSize;
import io.greenmim.config.ModelConfig;
import io.greenmim.model.AllPatches;
import io.greenmim.model.Classifier;
import io.greenmim.model.Encoder;
import io.greenmim.nn.NamedParameters;
import io.greenmim.ops.EngineMemory;
import io.greenmim.ops.ImageTensors;
import io.greenmim.train.optim.LayerDecayRule;
import io.greenmim.train.optim.WeightDecayRule;
import io.greenmim.train.task.Pass;
import io.greenmim.train.task.PassLoss;
import io.greenmim.train.task.Task;
import io.greenmim.translate.ClassNames;
import io.greenmim.weights.ModelFolder;
import io.greenmim.weights.StateDict;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** The cross entropy of a classifier, whose encoder's first stages may be frozen. */
final class ClassifierTask implements Task<ClassifierBatch> {

  private final ModelConfig config;
  private final List<String> classes;
  private final int frozen;
  private final LayerDecayRule layers;
  private final Classifier model;

  /**
   * Makes a classifier without weights.
   *
   * @param config its configuration
   * @param classes names of its classes
   * @param frozen number of the encoder's first stages that are not trained; with the last one its
   *     norm is not either
   * @param layers how layers are counted for the decay of their rates
   * @throws IllegalArgumentException if the encoder has fewer stages
   */
  ClassifierTask(ModelConfig config, List<String> classes, int frozen, LayerDecayRule layers) {
    this.layers = layers;
    this.config = config;
    this.classes = List.copyOf(classes);
    this.frozen = frozen;
    model = (Classifier) ModelFolder.newModel(config);
    int stages = config.encoder().stages();
    if (frozen < 0 || frozen > stages) {
      throw new IllegalArgumentException(
          "frozen: expected 0 to %s, got %s".formatted(stages, frozen));
    }
    NamedParameters.of(encoder())
        .forEach(
            (name, parameter) -> {
              if (encoder().role(name).stage() < frozen) {
                parameter.freeze(true);
              }
            });
  }

  private Encoder encoder() {
    return model.encoder();
  }

  @Override
  public String name() {
    return "classify train";
  }

  @Override
  public String lossName() {
    return "cross entropy";
  }

  @Override
  public Classifier model() {
    return model;
  }

  @Override
  public ModelConfig config() {
    return config;
  }

  @Override
  public List<String> classes() {
    return classes;
  }

  @Override
  public Shape inputShape() {
    return ModelFolder.inputShape(config);
  }

  @Override
  public void initialise(NDManager manager, long seed) {
    StateDict.of(model).initialise(manager, inputShape(), seed);
  }

  @Override
  public void save(Path folder) throws IOException {
    ModelFolder.save(folder, config, model);
    ClassNames.write(folder, classes);
  }

  @Override
  public boolean decays(String name, Parameter parameter) {
    return WeightDecayRule.FINE_TUNING.decays(model.role(name).kind());
  }

  @Override
  public int layersBehind(String name, Parameter parameter) {
    return layers.layersBehind(encoder(), name);
  }

  @Override
  public int images(ClassifierBatch batch) {
    return batch.names().size();
  }

  @Override
  public String describe(ClassifierBatch batch) {
    return String.join(", ", batch.names());
  }

  @Override
  public PassLoss accumulate(ClassifierBatch batch, Pass pass) {
    NDManager manager = pass.manager();
    NDArray images = batch.mixing().mix(upload(manager, batch));
    Shape shape = new Shape(batch.names().size(), classes.size());
    NDArray targets = EngineMemory.of(manager, batch.targets(), shape);
    return pass.run(
        stages -> {
          NDArray latents = stages.latents(encoder(), new AllPatches(images), frozen);
          return SoftCrossEntropy.of(model.classify(pass.store(), latents, true), targets);
        });
  }

  private NDArray upload(NDManager manager, ClassifierBatch batch) {
    ImageSize size = batch.mixing().size();
    int images = batch.names().size();
    int planes = batch.pixels().length / (images * size.height() * size.width());
    Shape shape = new Shape(images, planes, size.height(), size.width());
    return ImageTensors.normalise(
        ImageTensors.upload(manager, batch.pixels(), shape), config.preprocessing());
  }
}
