package io.greenmim.examples;

import ai.djl.Model;
import ai.djl.modality.cv.ImageFactory;
import ai.djl.modality.cv.transform.Normalize;
import ai.djl.modality.cv.transform.Resize;
import ai.djl.modality.cv.transform.ToTensor;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.EasyTrain;
import ai.djl.training.Trainer;
import ai.djl.training.dataset.ArrayDataset;
import ai.djl.training.dataset.Dataset;
import ai.djl.training.evaluator.Accuracy;
import ai.djl.training.listener.TrainingListener;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import ai.djl.translate.Pipeline;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Puts a head on the encoder of a zoo and trains both, with DJL's own trainer. */
public final class TrainHead {

  private static final int SIDE = 224;
  private static final int BATCH = 4;
  private static final float[] MEAN = {0.485f, 0.456f, 0.406f};
  private static final float[] DEVIATION = {0.229f, 0.224f, 0.225f};

  private TrainHead() {}

  /**
   * Runs the example.
   *
   * @param args address of an encoder, a folder with a folder of images for each class, the epochs
   * @throws Exception if the encoder or an image cannot be loaded
   */
  public static void main(String[] args) throws Exception {
    Criteria<Path, float[]> criteria =
        Criteria.builder().setTypes(Path.class, float[].class).optModelUrls(args[0]).build();
    try (ZooModel<Path, float[]> encoder = criteria.loadModel();
        Model model = Model.newInstance("classifier", "PyTorch");
        NDManager manager = NDManager.newBaseManager()) {
      List<Path> classes = list(Path.of(args[1]));
      model.setBlock(
          new SequentialBlock()
              .add(encoder.getBlock()) // gives the pooled feature, then its maps
              .add(outputs -> new NDList(outputs.head()))
              .add(Linear.builder().setUnits(classes.size()).build()));
      DefaultTrainingConfig config =
          new DefaultTrainingConfig(Loss.softmaxCrossEntropyLoss())
              .optOptimizer(Optimizer.adam().optLearningRateTracker(Tracker.fixed(1e-3f)).build())
              .addEvaluator(new Accuracy())
              .addTrainingListeners(TrainingListener.Defaults.basic());
      try (Trainer trainer = model.newTrainer(config)) {
        trainer.initialize(new Shape(1, 3, SIDE, SIDE));
        EasyTrain.fit(trainer, Integer.parseInt(args[2]), dataset(manager, classes), null);
        System.out.println("loss " + trainer.getTrainingResult().getTrainLoss());
      }
    }
  }

  /** All images as one array, (n, 3, side, side), and the number of the class of each. */
  private static Dataset dataset(NDManager manager, List<Path> classes) throws Exception {
    NDList images = new NDList();
    List<Integer> labels = new ArrayList<>();
    Pipeline pipeline =
        new Pipeline(new Resize(SIDE, SIDE), new ToTensor(), new Normalize(MEAN, DEVIATION));
    for (int i = 0; i < classes.size(); i++) {
      for (Path file : list(classes.get(i))) {
        NDArray pixels = ImageFactory.getInstance().fromFile(file).toNDArray(manager);
        images.add(pipeline.transform(new NDList(pixels)).head());
        labels.add(i);
      }
    }
    NDArray numbers = manager.create(labels.stream().mapToInt(Integer::intValue).toArray());
    return new ArrayDataset.Builder()
        .setData(NDArrays.stack(images))
        .optLabels(numbers)
        .setSampling(BATCH, true)
        .build();
  }

  private static List<Path> list(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    }
  }
}
