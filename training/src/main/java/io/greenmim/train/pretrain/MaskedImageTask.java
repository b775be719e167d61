package io.greenmim.train.pretrain;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import io.greenmim.config.ModelConfig;
import io.greenmim.config.ModelKind;
import io.greenmim.model.EncoderInput;
import io.greenmim.model.mim.MaskedImageModel;
import io.greenmim.nn.InitialValues;
import io.greenmim.ops.Autograd;
import io.greenmim.ops.ImageTensors;
import io.greenmim.train.config.FirstWeights;
import io.greenmim.train.optim.WeightDecayRule;
import io.greenmim.train.task.Pass;
import io.greenmim.train.task.PassLoss;
import io.greenmim.train.task.Task;
import io.greenmim.weights.ModelFolder;
import io.greenmim.weights.StateDict;
import java.io.IOException;
import java.nio.file.Path;

/** The prediction of hidden patches: the loss of the masked image models. */
public final class MaskedImageTask implements Task<MaskedBatch> {

  private final ModelConfig config;
  private final MaskedImageModel model;
  private final FirstWeights firstWeights;

  /**
   * Makes a model whose weights will be drawn as published.
   *
   * @param config configuration of the model
   * @throws IllegalArgumentException if it is not one of masked image modelling
   */
  public MaskedImageTask(ModelConfig config) {
    this(config, FirstWeights.PUBLISHED);
  }

  /**
   * Makes a model without weights.
   *
   * @param config configuration of the model
   * @param firstWeights how they will be drawn
   * @throws IllegalArgumentException if it is not one of masked image modelling
   */
  public MaskedImageTask(ModelConfig config, FirstWeights firstWeights) {
    this.config = config;
    this.firstWeights = firstWeights;
    model = ModelFolder.newMaskedImageModel(config);
  }

  @Override
  public String name() {
    return "pretrain";
  }

  @Override
  public String lossName() {
    return config.kind() == ModelKind.SIMMIM
        ? "mean absolute error on hidden patches"
        : "mean squared error on hidden patches";
  }

  @Override
  public MaskedImageModel model() {
    return model;
  }

  @Override
  public ModelConfig config() {
    return config;
  }

  @Override
  public Shape inputShape() {
    return ModelFolder.inputShape(config);
  }

  @Override
  public void initialise(NDManager manager, long seed) {
    if (firstWeights == FirstWeights.NORMAL) {
      InitialValues.normal(model.encoder());
    }
    StateDict.of(model).initialise(manager, inputShape(), seed);
  }

  @Override
  public void save(Path folder) throws IOException {
    ModelFolder.save(folder, config, model);
  }

  @Override
  public boolean decays(String name, Parameter parameter) {
    WeightDecayRule published =
        switch (config.kind()) {
          case SIMMIM -> WeightDecayRule.SIMMIM;
          case FCMAE -> WeightDecayRule.FCMAE;
          default -> WeightDecayRule.GREENMIM;
        };
    return published.decays(model.role(name).kind());
  }

  @Override
  public int layersBehind(String name, Parameter parameter) {
    return model.encoder().layerCount() - 1 - model.role(name).layer();
  }

  @Override
  public int images(MaskedBatch batch) {
    return batch.images();
  }

  @Override
  public PassLoss accumulate(MaskedBatch batch, Pass pass) {
    NDArray images = upload(batch, pass.manager());
    return pass.run(
        stages -> {
          EncoderInput input = model.input(pass.store(), images, batch.plan(), true);
          NDArray latents = stages.latents(model.encoder(), input);
          return model.loss(pass.store(), latents, images, batch.plan(), true);
        });
  }

  /**
   * Computes the loss of a batch without gradients, as validation does.
   *
   * @param batch the batch
   * @param store the parameter store
   * @param manager owns the arrays
   * @return the loss, which the host has not read
   */
  PassLoss evaluate(MaskedBatch batch, ParameterStore store, NDManager manager) {
    try (Autograd.Paused paused = Autograd.pause()) {
      return PassLoss.of(model.loss(store, upload(batch, manager), batch.plan(), false));
    }
  }

  private NDArray upload(MaskedBatch batch, NDManager manager) {
    int planes = batch.pixels().length / (batch.images() * batch.height() * batch.width());
    Shape shape = new Shape(batch.images(), planes, batch.height(), batch.width());
    NDArray pixels = ImageTensors.upload(manager, batch.pixels(), shape);
    return ImageTensors.normalise(pixels, config.preprocessing());
  }
}
