package io.greenmim.bench;

import ai.djl.ModelException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.greenmim.config.ImageSize;
import io.greenmim.image.read.ImageLimits;
import io.greenmim.model.Encoder;
import io.greenmim.ops.Autograd;
import io.greenmim.ops.ImageTensors;
import io.greenmim.ops.PassStore;
import io.greenmim.ops.Precision;
import io.greenmim.tensors.FloatValues;
import io.greenmim.tensors.SafeTensorsFile;
import io.greenmim.tensors.StoredTensor;
import io.greenmim.train.config.Interruption;
import io.greenmim.train.config.UserException;
import io.greenmim.train.data.Augmentation;
import io.greenmim.train.data.AugmentedImages;
import io.greenmim.train.data.BatchLoader;
import io.greenmim.train.data.BatchShape;
import io.greenmim.train.data.LoaderThreads;
import io.greenmim.train.data.PixelBatch;
import io.greenmim.train.data.ShuffledOrder;
import io.greenmim.train.data.StepRange;
import io.greenmim.train.data.TrainingSet;
import io.greenmim.train.data.UnreadableImages;
import io.greenmim.train.predict.FeatureFile;
import io.greenmim.train.predict.FolderPredictor;
import io.greenmim.translate.EvalTransform;
import io.greenmim.translate.ModelArguments;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Features of random crops of photographs, kept in a file. */
final class CropFeatures {

  /** Of so many parts of the work the end is told. */
  private static final long PARTS = 10;

  private final SearchBench settings;
  private final Consumer<String> told;

  CropFeatures(SearchBench settings, Consumer<String> told) {
    this.settings = settings;
    this.told = told;
  }

  /** Reads so many features; makes them before if the file is not there. */
  List<float[]> read(int count) throws IOException, InterruptedException {
    if (!Files.exists(settings.features())) {
      make(count);
    }
    StoredTensor table = SafeTensorsFile.open(settings.features()).tensor("features");
    int rows = Math.toIntExact(table.shape().get(0));
    int length = Math.toIntExact(table.shape().get(1));
    if (rows < count) {
      throw new UserException(
          "features: expected %s features of images, got %s in %s"
              .formatted(count, rows, settings.features()));
    }
    float[] values = FloatValues.of(table);
    List<float[]> features = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      features.add(Arrays.copyOfRange(values, i * length, (i + 1) * length));
    }
    return features;
  }

  private void make(int count) throws IOException, InterruptedException {
    try (FolderPredictor<float[]> predictor =
            FolderPredictor.builder(float[].class)
                .setModel(settings.model())
                .setImages(settings.data())
                .optDevice(SingleDevice.parse(settings.device()))
                .optArgument(ModelArguments.HEAD, "false")
                .build();
        FeatureFile file = FeatureFile.open(settings.features(), settings.model())) {
      make(predictor, file, count);
      file.commit();
    } catch (ModelException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  private void make(FolderPredictor<float[]> predictor, FeatureFile file, int count)
      throws IOException, InterruptedException {
    EvalTransform transform = EvalTransform.of(predictor.model(), Map.of());
    Encoder encoder = (Encoder) predictor.model().getBlock();
    int photographs = predictor.images().size();
    int batch = Math.min(settings.batchSize(), photographs);
    ImageSize size = settings.imageSize() == null ? transform.imageSize() : settings.imageSize();
    BatchShape shape = BatchShape.of(batch, transform.preprocessing().channels(), size);
    TrainingSet<byte[], PixelBatch> set =
        new TrainingSet<>(
            new AugmentedImages(
                predictor.images(), ImageLimits.USUAL, Augmentation.PRETRAINING, shape, 0),
            new ShuffledOrder(photographs, batch, 0),
            (number, epoch, pictures) -> PixelBatch.of(number, epoch, shape, pictures));
    StepRange steps = new StepRange(0, (count + batch - 1L) / batch);
    int made = 0;
    try (Autograd.Paused paused = Autograd.pause();
        BatchLoader<PixelBatch> loader =
            BatchLoader.start(steps, new LoaderThreads(1, 2), set.maker(new UnreadableImages()))) {
      while (made < count) {
        Interruption.check();
        int before = made;
        byte[] pixels = loader.next().pixels();
        try (NDManager scope = predictor.model().getNDManager().newSubManager()) {
          int planes = pixels.length / (batch * shape.height() * shape.width());
          NDArray images =
              ImageTensors.normalise(
                  ImageTensors.upload(
                      scope, pixels, new Shape(batch, planes, shape.height(), shape.width())),
                  transform.preprocessing());
          PassStore store = new PassStore(scope, Precision.FP32);
          float[] values = encoder.features(store, images, false).pooled().toFloatArray();
          int length = values.length / batch;
          for (int i = 0; i < batch && made < count; i++) {
            file.take("crop-" + made++, Arrays.copyOfRange(values, i * length, (i + 1) * length));
          }
          if (made * PARTS / count > before * PARTS / count) {
            told.accept("%s of %s crops have their features".formatted(made, count));
          }
        }
      }
    }
  }
}
