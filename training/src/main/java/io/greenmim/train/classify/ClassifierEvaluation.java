package io.greenmim.train.classify;

import ai.djl.ModelException;
import ai.djl.modality.Classifications;
import ai.djl.repository.zoo.ZooModel;
import ai.djl.translate.TranslateException;
import ai.djl.util.Progress;
import io.greenmim.image.PixelImage;
import io.greenmim.model.Classifier;
import io.greenmim.train.config.UserException;
import io.greenmim.train.data.ImageFile;
import io.greenmim.train.data.ImageList;
import io.greenmim.train.data.UnreadableImages;
import io.greenmim.train.device.Devices;
import io.greenmim.train.label.LabelledData;
import io.greenmim.train.label.LabelledImage;
import io.greenmim.train.label.LabelledImages;
import io.greenmim.train.predict.FolderPredictor;
import io.greenmim.train.score.ClassReport;
import io.greenmim.train.score.ClassTally;
import io.greenmim.translate.ClassNames;
import io.greenmim.translate.GreenMimTranslatorFactory;
import io.greenmim.translate.ModelArguments;
import io.greenmim.zoo.GreenMimBlockFactory;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * What a classifier makes of labelled images. Classes are known by their names: the images may be
 * of fewer, in another order.
 *
 * @param report the scores, of the images that could be read
 * @param answers what it took each of them for, in the order of their names
 * @param unreadable those that could not be read
 */
public record ClassifierEvaluation(
    ClassReport report, List<Answer> answers, UnreadableImages unreadable) {

  /**
   * What an image was taken for.
   *
   * @param image the image
   * @param className name of its class
   * @param predicted name of the likeliest class
   * @param probability how likely it is, 0 to 1
   */
  public record Answer(
      LabelledImage image, String className, String predicted, double probability) {}

  /** Copies the answers. */
  public ClassifierEvaluation {
    answers = List.copyOf(answers);
  }

  /**
   * Shows labelled images to a classifier.
   *
   * @param settings which classifier, and which images
   * @param told takes what is judged, and what is left out, a line at a time
   * @param progress is told how a model of a zoo is fetched; null for nobody
   * @return what it made of them
   * @throws ModelException if the model is damaged or no classifier
   * @throws IOException if something cannot be read
   * @throws UserException if there is no such model or no image, a class is none of the model's, or
   *     no image can be read
   * @throws InterruptedException if the thread is interrupted
   * @throws TranslateException if the model fails
   */
  public static ClassifierEvaluation of(
      EvaluationSettings settings, Consumer<String> told, Progress progress)
      throws ModelException, IOException, InterruptedException, TranslateException {
    return of(settings, LabelledData.judged(settings.labelled(), told), told, progress);
  }

  /**
   * Shows some of the labelled images to a classifier.
   *
   * @param settings which classifier, and how images are shown to it
   * @param images the images
   * @param told takes what is judged, a line at a time
   * @param progress is told how a model of a zoo is fetched; null for nobody
   * @return what it made of them
   * @throws ModelException if the model is damaged or no classifier
   * @throws IOException if something cannot be read
   * @throws UserException if there is no such model, a class is none of the model's, or no image
   *     can be read
   * @throws InterruptedException if the thread is interrupted
   * @throws TranslateException if the model fails
   */
  public static ClassifierEvaluation of(
      EvaluationSettings settings, LabelledImages images, Consumer<String> told, Progress progress)
      throws ModelException, IOException, InterruptedException, TranslateException {
    ClassifierSource source = ClassifierSource.choose(settings.model(), settings.weights());
    FolderPredictor.Builder<Classifications> builder =
        FolderPredictor.builder(Classifications.class)
            .setModel(source.model())
            .setImages(list(images))
            .optBatchSize(settings.batchSize())
            .optPredictors(settings.predictors())
            .optDevice(Devices.parse(settings.device()).get(0))
            .optImageLimits(settings.limits().limits())
            .optProgress(progress);
    source.arguments().forEach(builder::optArgument);
    builder.optArgument(ModelArguments.PRECISION, settings.precision().toString());
    if (settings.prompt() != null) {
      builder
          .optArgument(ModelArguments.CLASSES, images.classes())
          .optArgument(ModelArguments.PROMPT, settings.prompt());
    }
    if (settings.imageSize() != null) {
      builder.optArgument(GreenMimTranslatorFactory.IMAGE_SIZE, settings.imageSize().toString());
    }
    try (FolderPredictor<Classifications> predictor = builder.build()) {
      ZooModel<PixelImage, Classifications> model = predictor.model();
      told.accept(
          Boolean.parseBoolean(model.getProperty(GreenMimBlockFactory.PRETRAINED))
              ? source.description()
              : settings.model() + " has no trained weights, they are random");
      return of(
          predictor,
          settings.prompt() == null ? images.numberedAs(names(model), settings.model()) : images);
    }
  }

  /** The names of the model's classes, in their order. */
  private static List<String> names(ZooModel<?, ?> model) throws IOException {
    return ClassNames.read(model.getModelPath(), ((Classifier) model.getBlock()).classes());
  }

  /** The images by their whole paths, which no two share. */
  private static ImageList list(LabelledImages images) {
    List<ImageFile> files = new ArrayList<>();
    for (LabelledImage image : images.images()) {
      files.add(new ImageFile(image.path().toAbsolutePath().toString(), image.bytes()));
    }
    return new ImageList(images.place().toAbsolutePath(), files);
  }

  private static ClassifierEvaluation of(
      FolderPredictor<Classifications> predictor, LabelledImages images)
      throws IOException, InterruptedException, TranslateException {
    Map<String, LabelledImage> byPath = new HashMap<>();
    images.images().forEach(image -> byPath.put(image.path().toAbsolutePath().toString(), image));
    ClassTally tally = new ClassTally(images.classes());
    List<Answer> answers = new ArrayList<>();
    FolderPredictor.Outcome outcome =
        predictor.run(
            (path, answer) -> {
              LabelledImage image = byPath.get(path);
              float[] probabilities = new float[images.classes().size()];
              int best = 0;
              for (int i = 0; i < probabilities.length; i++) {
                probabilities[i] = answer.getProbabilities().get(i).floatValue();
                best = probabilities[i] > probabilities[best] ? i : best;
              }
              // Of what rounds to nothing no logarithm is taken.
              float itsOwn = Math.max(probabilities[image.label()], Float.MIN_NORMAL);
              tally.add(image.label(), probabilities, -Math.log(itsOwn));
              answers.add(
                  new Answer(
                      image,
                      images.classes().get(image.label()),
                      images.classes().get(best),
                      probabilities[best]));
            });
    return new ClassifierEvaluation(tally.report(), answers, outcome.unreadable());
  }
}
