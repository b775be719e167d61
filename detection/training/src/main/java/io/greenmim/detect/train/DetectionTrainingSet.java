package io.greenmim.detect.train;

import io.greenmim.detect.augment.DetectionSample;
import io.greenmim.detect.config.DetectorConfig;
import io.greenmim.train.data.TrainingSet;

/** The batches of a detector's training: augmented images, in order, put together. */
final class DetectionTrainingSet {

  private DetectionTrainingSet() {}

  static TrainingSet<DetectionSample, DetectionBatch> of(
      TrainingData data, DetectorConfig config, DetectorSettings settings) {
    TrainingImages images = TrainingImages.of(data.train(), settings.keepEmpty());
    double threshold = settings.repeatThreshold();
    double[] factors =
        threshold > 0 ? RepeatFactors.byFrequency(images, threshold) : RepeatFactors.once(images);
    boolean masks = config.roi().mask() != null;
    long seed = settings.run().seed();
    AugmentationName augmentation = settings.augmentation();
    return new TrainingSet<>(
        new AnnotatedImages(
            images,
            data.trainImages(),
            new SampleReader(
                data.train(),
                data.trainImages(),
                masks,
                config.encoder().inChannels(),
                settings.limits().limits()),
            augmentation.augmenter(settings.shortSides(), settings.longSide()),
            seed,
            data.unreadable()),
        new DetectionOrder(images, factors, settings.batchSize(), seed),
        (number, epoch, samples) ->
            DetectionBatch.of(samples, augmentation.least(), config.encoder().stride()));
  }
}
