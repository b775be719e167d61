package io.greenmim.train.classify;

import io.greenmim.config.ImageSize;
import io.greenmim.config.ModelConfig;
import io.greenmim.train.data.Augmentation;
import io.greenmim.train.data.BatchShape;
import io.greenmim.train.data.DrawnCrops;
import io.greenmim.train.data.PixelBatch;
import io.greenmim.train.data.ShuffledOrder;
import io.greenmim.train.data.TrainingSet;
import io.greenmim.train.label.LabelledImages;
import java.util.List;

/** What a classifier is trained on: changed images and their targets, made on the host. */
final class ClassifierTrainingSet {

  private ClassifierTrainingSet() {}

  /** Images as the settings change them, for a classifier. */
  static TrainingSet<ClassifierSample, ClassifierBatch> of(
      LabelledImages images, ModelConfig config, ClassifierSettings settings) {
    ImageSize size = settings.imageSize();
    long seed = settings.run().seed();
    BatchShape shape = BatchShape.of(settings.batchSize(), config.encoder().inChannels(), size);
    Augmentation augmentation =
        Augmentation.PRETRAINING
            .withMinScale(settings.augmentation().minScale())
            .withShape(size.width(), size.height());
    float[] weights = ClassWeights.of(settings.classWeights(), images.classes(), images.counts());
    float smoothing = settings.augmentation().smoothing().floatValue();
    DrawnCrops crops =
        new DrawnCrops(settings.limits().limits(), augmentation, shape, seed);
    return new TrainingSet<>(
        new LabelledPictures(images, crops),
        new ShuffledOrder(images.size(), shape.images(), seed),
        (number, epoch, samples) ->
            new ClassifierBatch(
                samples.stream().map(ClassifierSample::name).toList(),
                PixelBatch.of(
                        number,
                        epoch,
                        shape,
                        samples.stream().map(ClassifierSample::pixels).toList())
                    .pixels(),
                size.height(),
                size.width(),
                targets(samples, weights, smoothing)));
  }

  private static float[] targets(
      List<ClassifierSample> samples, float[] weights, float smoothing) {
    int classes = weights.length;
    float[] targets = new float[samples.size() * classes];
    for (int i = 0; i < samples.size(); i++) {
      for (int c = 0; c < classes; c++) {
        float label = samples.get(i).label() == c ? 1 - smoothing : 0;
        targets[i * classes + c] = weights[c] * (label + smoothing / classes);
      }
    }
    return targets;
  }
}
