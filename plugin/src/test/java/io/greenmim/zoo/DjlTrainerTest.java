package io.greenmim.zoo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Model;
import ai.djl.modality.Classifications;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.GradientCollector;
import ai.djl.training.Trainer;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import io.greenmim.config.HeadConfig;
import io.greenmim.config.ModelConfig;
import io.greenmim.image.PixelImage;
import io.greenmim.testing.TinyModels;
import io.greenmim.weights.ModelFolder;
import io.greenmim.weights.StateDict;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Models that are trained by DJL's own trainer, loss and optimiser, as any block of DJL. */
class DjlTrainerTest {

  private static final Shape INPUT = new Shape(4, 3, 64, 64);
  private static final int CLASSES = 3;

  @TempDir private Path folder;

  @Test
  void aClassifierOfCriteriaLearns() throws Exception {
    save(TinyModels.classifier(64, 4, CLASSES));
    try (ZooModel<PixelImage, Classifications> model = load(Classifications.class)) {
      assertEveryWeightLearns(model, model.getBlock());
    }
  }

  /** An encoder gives the pooled feature first, then its maps; a head takes the first. */
  @Test
  void anEncoderOfCriteriaLearnsUnderANewHead() throws Exception {
    save(ModelConfig.of("tiny_test", TinyModels.swin(64, 4), HeadConfig.NONE));
    try (ZooModel<PixelImage, float[]> model = load(float[].class);
        Model whole = Model.newInstance("whole")) {
      Block encoder = model.getBlock();
      encoder.freezeParameters(false);
      whole.setBlock(
          new SequentialBlock()
              .add(encoder)
              .add(outputs -> new NDList(outputs.head()))
              .add(Linear.builder().setUnits(CLASSES).build()));
      assertEveryWeightLearns(whole, encoder);
    }
  }

  private void save(ModelConfig config) throws IOException {
    try (NDManager manager = NDManager.newBaseManager()) {
      Block block = ModelFolder.newModel(config);
      StateDict.of(block).initialise(manager, ModelFolder.inputShape(config), 1);
      ModelFolder.save(folder, config, block);
    }
  }

  private <O> ZooModel<PixelImage, O> load(Class<O> output) throws Exception {
    return Criteria.builder()
        .setTypes(PixelImage.class, output)
        .optModelPath(folder)
        .build()
        .loadModel();
  }

  /** Takes steps towards the labels of two batches. */
  private static void assertEveryWeightLearns(Model model, Block loaded) {
    Map<String, float[]> before = values(loaded);
    DefaultTrainingConfig config =
        new DefaultTrainingConfig(Loss.softmaxCrossEntropyLoss())
            .optOptimizer(Optimizer.adam().optLearningRateTracker(Tracker.fixed(3e-3f)).build());
    float first = 0;
    float last = 0;
    try (Trainer trainer = model.newTrainer(config)) {
      trainer.initialize(INPUT);
      for (int step = 0; step < 12; step++) {
        try (NDManager scope = trainer.getManager().newSubManager()) {
          NDArray images = TinyModels.images(scope, step % 2, INPUT);
          NDList labels = new NDList(scope.create(new int[] {0, 1, 2, step % 2}));
          try (GradientCollector collector = trainer.newGradientCollector()) {
            NDArray loss = trainer.getLoss().evaluate(labels, trainer.forward(new NDList(images)));
            collector.backward(loss);
            last = loss.getFloat();
            first = step == 0 ? last : first;
          }
          trainer.step();
        }
      }
    }
    assertTrue(last < 0.8 * first, "loss from " + first + " to " + last);
    Map<String, float[]> after = values(loaded);
    assertEquals(before.keySet(), after.keySet());
    before.forEach(
        (name, values) -> assertFalse(Arrays.equals(values, after.get(name)), name + " moved"));
  }

  private static Map<String, float[]> values(Block block) {
    Map<String, float[]> values = new LinkedHashMap<>();
    for (Map.Entry<String, Parameter> entry : StateDict.of(block).parameters().entrySet()) {
      values.put(entry.getKey(), entry.getValue().getArray().toFloatArray());
    }
    return values;
  }
}
