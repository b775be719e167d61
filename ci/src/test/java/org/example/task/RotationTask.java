package org.example.task;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import ai.djl.training.loss.Loss;
import io.greenmim.backbone.Backbones;
import io.greenmim.config.ModelConfig;
import io.greenmim.model.AllPatches;
import io.greenmim.model.Classifier;
import io.greenmim.ops.Autograd;
import io.greenmim.ops.ImageTensors;
import io.greenmim.train.data.UnreadableImages;
import io.greenmim.train.report.ValidationScore;
import io.greenmim.train.task.Pass;
import io.greenmim.train.task.PassLoss;
import io.greenmim.train.task.Task;
import io.greenmim.train.task.Validation;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Tells by how many quarter turns a picture was turned (Gidaris et al., 2018, arXiv 1803.07728).
 */
final class RotationTask implements Task<RotationTask.Turned>, Validation {

  /** Pictures, (n, 3, side, side), and the turns of each. */
  record Turned(byte[] pixels, float[] turns, int side) {

    /** Turns each of the pictures once more than the one before; a pure function of the number. */
    static Turned of(long number, List<byte[]> pictures, int side) {
      int plane = side * side;
      byte[] pixels = new byte[pictures.size() * 3 * plane];
      float[] turns = new float[pictures.size()];
      for (int i = 0; i < turns.length; i++) {
        turns[i] = (number + i) % 4;
        for (int p = 0; p < 3 * plane; p++) {
          int y = p % plane / side;
          int x = p % side;
          for (int t = 0; t < turns[i]; t++) {
            int turned = x;
            x = side - 1 - y;
            y = turned;
          }
          pixels[i * 3 * plane + p] = pictures.get(i)[p / plane * plane + y * side + x];
        }
      }
      return new Turned(pixels, turns, side);
    }
  }

  private static final Loss CROSS_ENTROPY = Loss.softmaxCrossEntropyLoss();

  private final ModelConfig config;
  private final Classifier model;
  private final Turned held;

  /** Takes a classifier of four classes, and what it is validated with. */
  RotationTask(ModelConfig config, Turned held) {
    this.config = config;
    this.held = held;
    model = (Classifier) Backbones.newModel(config);
  }

  @Override
  public String name() {
    return "rotation";
  }

  @Override
  public String lossName() {
    return "cross entropy of turns";
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
  public Shape inputShape() {
    return new Shape(1, 3, held.side(), held.side());
  }

  @Override
  public int images(Turned batch) {
    return batch.turns().length;
  }

  private NDArray images(NDManager manager, Turned batch) {
    Shape shape = new Shape(batch.turns().length, 3, batch.side(), batch.side());
    return ImageTensors.normalise(
        ImageTensors.upload(manager, batch.pixels(), shape), config.preprocessing());
  }

  private static NDArray loss(NDArray logits, Turned batch) {
    NDArray turns = logits.getManager().create(batch.turns());
    return CROSS_ENTROPY.evaluate(new NDList(turns), new NDList(logits));
  }

  @Override
  public PassLoss accumulate(Turned batch, Pass pass) {
    NDArray images = images(pass.manager(), batch);
    return pass.run(
        stages -> {
          NDArray latents = stages.latents(model.encoder(), new AllPatches(images));
          return loss(model.classify(pass.store(), latents, true), batch);
        });
  }

  @Override
  public Optional<Outcome> run(
      NDManager device, UnreadableImages unreadable, BooleanSupplier stop) {
    try (Autograd.Paused paused = Autograd.pause();
        NDManager manager = device.newSubManager()) {
      NDArray logits =
          model.logits(new ParameterStore(manager, false), images(manager, held), false);
      NDArray right =
          logits.argMax(1).toType(DataType.FLOAT32, false).eq(manager.create(held.turns()));
      double accuracy = right.toType(DataType.FLOAT32, false).mean().getFloat();
      double loss = loss(logits, held).getFloat();
      return Optional.of(new Outcome(loss, Map.of("accuracy", accuracy), 0, ""));
    }
  }

  @Override
  public double merit(ValidationScore score) {
    return score.statistics().get("accuracy") - 1e-3 * score.loss();
  }
}
