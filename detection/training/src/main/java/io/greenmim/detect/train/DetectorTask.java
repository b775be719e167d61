package io.greenmim.detect.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import io.greenmim.detect.boxes.NonFiniteException;
import io.greenmim.detect.boxes.PixelSize;
import io.greenmim.detect.config.DetectorConfig;
import io.greenmim.detect.match.Permutation;
import io.greenmim.detect.model.ImageBatch;
import io.greenmim.detect.model.MaskRcnn;
import io.greenmim.detect.model.TrainingPass;
import io.greenmim.detect.weights.DetectorFolder;
import io.greenmim.detect.weights.DetectorTensors;
import io.greenmim.model.Encoder;
import io.greenmim.model.ParameterRole;
import io.greenmim.model.StagedPass;
import io.greenmim.ops.ArrayScope;
import io.greenmim.ops.Autograd;
import io.greenmim.ops.ImageTensors;
import io.greenmim.train.optim.LayerDecayRule;
import io.greenmim.train.optim.WeightDecayRule;
import io.greenmim.train.task.DivergedException;
import io.greenmim.train.task.Loss;
import io.greenmim.train.task.Pass;
import io.greenmim.train.task.PassLoss;
import io.greenmim.train.task.StepPhase;
import io.greenmim.train.task.Task;
import io.greenmim.weights.StateDict;
import io.greenmim.weights.TensorArrays;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** The sum of the losses of a Mask R-CNN. */
final class DetectorTask implements Task<DetectionBatch> {

  private final MaskRcnn model;

  /**
   * Makes a task.
   *
   * @param model a detector without weights
   */
  public DetectorTask(MaskRcnn model) {
    this.model = model;
  }

  @Override
  public String name() {
    return "detect train";
  }

  @Override
  public String lossName() {
    return "loss of regions, boxes%s"
        .formatted(config().roi().mask() != null ? ", classes and masks" : " and classes");
  }

  @Override
  public MaskRcnn model() {
    return model;
  }

  @Override
  public DetectorConfig config() {
    return model.config();
  }

  @Override
  public Shape inputShape() {
    return model.inputShape();
  }

  @Override
  public void initialise(NDManager manager, long seed) {
    model.initialise(manager, seed);
  }

  @Override
  public void save(Path folder) throws IOException {
    DetectorFolder.save(folder, config(), TensorArrays.stored(StateDict.of(model).arrays()));
  }

  @Override
  public boolean decays(String name, Parameter parameter) {
    return WeightDecayRule.DETECTION.decays(role(name, parameter).kind());
  }

  /** The layers of the encoder are slower, the more the earlier they are. */
  @Override
  public int layersBehind(String name, Parameter parameter) {
    return LayerDecayRule.SIMMIM.layersBehind(encoder(), inside(name));
  }

  private ParameterRole role(String name, Parameter parameter) {
    // Beside the encoder's parts stand the norms of its maps.
    return encoder().parameters().containsKey(inside(name))
        ? encoder().role(inside(name))
        : ParameterRole.on(encoder(), parameter);
  }

  private Encoder encoder() {
    return model.backbone().bottomUp().encoder();
  }

  private static String inside(String name) {
    String prefix = DetectorTensors.BACKBONE;
    return name.startsWith(prefix) ? name.substring(prefix.length()) : "";
  }

  @Override
  public int images(DetectionBatch batch) {
    return batch.truths().size();
  }

  @Override
  public String describe(DetectionBatch batch) {
    return String.join(", ", batch.names());
  }

  @Override
  public PassLoss accumulate(DetectionBatch batch, Pass pass) throws DivergedException {
    ImageBatch images = upload(pass.manager(), batch);
    boolean recompute = pass.recompute();
    try (StagedPass features = new StagedPass(pass.store(), recompute, pass.noiseSeed())) {
      PassLoss loss;
      try (Autograd.Recorded recorded = Autograd.record();
          ArrayScope scope = new ArrayScope();
          TrainingPass training =
              model.train(
                  pass.store(),
                  features,
                  images,
                  batch.truths(),
                  Permutation.random(pass.noiseSeed()))) {
        loss = PassLoss.of(training.losses().named());
        scope.keep(loss.values());
        pass.phases().ended(StepPhase.FORWARD);
        training.backward(pass.weight());
      }
      features.backward();
      return loss;
    } catch (NonFiniteException e) {
      throw new DivergedException(e.getMessage());
    }
  }

  /**
   * Computes the losses of a batch without gradients, as validation does.
   *
   * @param batch the batch
   * @param store the parameter store
   * @param manager owns the arrays of the pass
   * @param seed seed of the anchors and regions that the losses see
   * @return the losses
   * @throws DivergedException if a box or the loss is not finite; the message names the images
   */
  public Loss evaluate(DetectionBatch batch, ParameterStore store, NDManager manager, long seed)
      throws DivergedException {
    ImageBatch images = upload(manager, batch);
    try (Autograd.Paused paused = Autograd.pause();
        StagedPass features = new StagedPass(store, false, 0);
        ArrayScope scope = new ArrayScope();
        TrainingPass training =
            model.train(store, features, images, batch.truths(), Permutation.random(seed))) {
      Loss loss = PassLoss.of(training.losses().named()).read();
      if (!Double.isFinite(loss.total())) {
        throw new DivergedException(
            "%s: expected a finite loss, got %s".formatted(describe(batch), loss.text()));
      }
      return loss;
    } catch (NonFiniteException e) {
      throw new DivergedException(e.getMessage());
    }
  }

  /** Copies the pixels to the device, normalises them and clears the padding. */
  private ImageBatch upload(NDManager manager, DetectionBatch batch) {
    int height = batch.padded().height();
    int width = batch.padded().width();
    List<PixelSize> sizes = batch.sizes();
    try (ArrayScope scope = new ArrayScope()) {
      int planes = batch.pixels().length / (sizes.size() * height * width);
      Shape shape = new Shape(sizes.size(), planes, height, width);
      NDArray images =
          ImageTensors.normalise(
              ImageTensors.upload(manager, batch.pixels(), shape), config().preprocessing());
      NDArray zero = manager.zeros(new Shape()); // a number would be brought there first
      for (int i = 0; i < sizes.size(); i++) {
        PixelSize size = sizes.get(i);
        if (size.height() < height) {
          images.set(new NDIndex("{}, :, {}:, :", i, size.height()), zero);
        }
        if (size.width() < width) {
          images.set(new NDIndex("{}, :, :, {}:", i, size.width()), zero);
        }
      }
      return new ImageBatch(scope.keep(images), sizes, batch.names());
    }
  }
}
