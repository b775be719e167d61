package io.greenmim.train.align;

import ai.djl.ModelException;
import ai.djl.translate.TranslateException;
import io.greenmim.ops.InferencePrecision;
import io.greenmim.random.SplitMix64;
import io.greenmim.tensors.AtomicFiles;
import io.greenmim.train.classify.ClassifierEvaluation;
import io.greenmim.train.classify.EvaluationSettings;
import io.greenmim.train.data.DataException;
import io.greenmim.train.label.LabelSettings;
import io.greenmim.train.label.LabelledData;
import io.greenmim.train.label.LabelledImage;
import io.greenmim.train.label.LabelledImages;
import io.greenmim.train.run.RunEnd;
import io.greenmim.train.run.RunHook;
import io.greenmim.train.run.RunView;
import io.greenmim.train.score.Proportion;
import io.greenmim.train.score.ScoreText;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Asks the model of a run, at its end, for the classes of images that it was not trained on, told
 * by their names alone (Radford et al., 2021, arXiv 2103.00020, section 3.1): the model with the
 * weights that the run leaves, as an application loads it.
 */
final class ZeroShotHook implements RunHook {

  private static final String FILE = "zero_shot.txt";
  private static final int BATCH = 32;
  private static final long PURPOSE = 11;

  private final AlignSettings settings;
  private final LabelledImages images;
  private final Consumer<String> listener;
  private Path folder;

  ZeroShotHook(AlignSettings settings, LabelledImages images, Consumer<String> listener) {
    this.settings = settings;
    this.images = images;
    this.listener = listener;
  }

  /**
   * Finds labelled images that are not trained on.
   *
   * @param source class folders, or a list of files and labels
   * @param data what is trained on
   * @param told takes what is left out, a line at a time
   * @return the images
   * @throws DataException if there are none, or of one class alone
   */
  static LabelledImages images(Path source, CaptionedImages data, Consumer<String> told) {
    LabelledImages all = LabelledData.judged(LabelSettings.of(source), told);
    Set<Path> trained =
        data.images().subList(0, data.trained()).stream()
            .map(image -> whole(image.path()))
            .collect(Collectors.toSet());
    List<LabelledImage> others =
        all.images().stream().filter(image -> !trained.contains(whole(image.path()))).toList();
    if (others.isEmpty()) {
      throw new DataException(
          "zeroShot: expected labelled images that are not trained on, all %s of %s are"
              .formatted(all.size(), source));
    }
    if (all.classes().size() < 2) {
      throw new DataException(
          "zeroShot: expected images of at least 2 classes in %s, found one".formatted(source));
    }
    int left = all.size() - others.size();
    if (left > 0) {
      told.accept(
          "left out %s of %s labelled images, which are trained on".formatted(left, all.size()));
    }
    return new LabelledImages(all.place(), all.classes(), others, all.unreachable());
  }

  private static Path whole(Path file) {
    try {
      return file.toRealPath();
    } catch (IOException e) {
      return file.toAbsolutePath().normalize(); // it is gone, which is told when it is read
    }
  }

  @Override
  public void begins(RunView view) {
    folder = view.folder();
  }

  @Override
  public void ended(RunEnd end) throws IOException {
    if (!end.finished()) {
      return;
    }
    ClassifierEvaluation evaluation;
    try {
      evaluation = ClassifierEvaluation.of(evaluation(), images, line -> {}, null);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw (IOException) new InterruptedIOException("interrupted").initCause(e);
    } catch (ModelException | TranslateException e) {
      throw new IOException(folder + ": the model of the run fails: " + e.getMessage(), e);
    }
    List<String> summary = summary(evaluation);
    List<String> all = new ArrayList<>(summary);
    all.add("");
    all.addAll(ScoreText.lines(evaluation.report()));
    AtomicFiles.writeText(folder.resolve(FILE), String.join("\n", all) + "\n");
    listener.accept("");
    summary.forEach(listener);
    if (evaluation.unreadable().size() > 0) {
      listener.accept("%s images cannot be read".formatted(evaluation.unreadable().size()));
    }
  }

  private EvaluationSettings evaluation() {
    LabelSettings labels = LabelSettings.of(settings.zeroShot());
    return new EvaluationSettings(
        folder.toString(),
        null,
        labels.data(),
        labels.labels(),
        settings.prompt(),
        null,
        BATCH,
        1,
        InferencePrecision.FP32,
        settings.placement().device(),
        settings.limits());
  }

  private List<String> summary(ClassifierEvaluation evaluation) {
    List<ClassifierEvaluation.Answer> answers = evaluation.answers();
    int classes = images.classes().size();
    return List.of(
        "%s images of %s classes, none of them trained on, by names alone: '%s'"
            .formatted(answers.size(), classes, settings.prompt()),
        line("right", evaluation.report().top1().text()),
        line("  shuffled", exchanged(answers).text()),
        line("  by chance", String.format(Locale.ROOT, "%.1f %%", 100.0 / classes)));
  }

  private static String line(String what, String cell) {
    return String.format(Locale.ROOT, "%-21s%s", what, cell);
  }

  /** How often the answers are right when each image takes that of another one, drawn by lot. */
  private Proportion exchanged(List<ClassifierEvaluation.Answer> answers) {
    int[] order = IntStream.range(0, answers.size()).toArray();
    SplitMix64 random = SplitMix64.of(settings.run().seed(), PURPOSE, 0);
    for (int i = order.length - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int other = order[j];
      order[j] = order[i];
      order[i] = other;
    }
    long right =
        IntStream.range(0, order.length)
            .filter(i -> answers.get(order[i]).predicted().equals(answers.get(i).className()))
            .count();
    return new Proportion(right, answers.size());
  }
}
