package io.greenmim.cli.classify;

import ai.djl.ModelException;
import ai.djl.translate.TranslateException;
import io.greenmim.cli.option.SettingOptions;
import io.greenmim.config.Checks;
import io.greenmim.tensors.AtomicFiles;
import io.greenmim.train.classify.ClassifierEvaluation;
import io.greenmim.train.classify.EvaluationSettings;
import io.greenmim.train.data.UnreadableImages;
import io.greenmim.train.report.CsvText;
import io.greenmim.train.report.LoadingProgress;
import io.greenmim.train.score.ScoreFiles;
import io.greenmim.train.score.ScoreText;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code greenmim classify evaluate}: how often a classifier is right. */
@Command(
    name = "evaluate",
    sortOptions = false,
    description = {
      "Shows labelled images to a classifier and tells how often it is right: top-1, top-5, and"
          + " precision, recall and F1 of each class with their 95 %% intervals.",
      "",
      "Classes are matched by their names: the images may be of fewer classes than the classifier"
          + " knows, in any order. Images that cannot be read are named; the scores are of the"
          + " others."
    })
final class ClassifyEvaluateCommand implements Callable<Integer> {

  /** A line for each image, in the folder that the user names. */
  static final String PREDICTIONS = "predictions.csv";

  private final SettingOptions<EvaluationSettings> settings =
      SettingOptions.of(EvaluationSettings.class);

  @SuppressWarnings("UnusedVariable") // picocli reads it.
  @Mixin
  private final CommandSpec options = settings.spec();

  @Option(
      names = "--output",
      paramLabel = "DIR",
      description =
          "Folder for the scores: "
              + ScoreFiles.JSON
              + ", "
              + ScoreFiles.CLASSES
              + ", "
              + ScoreFiles.CONFUSIONS
              + ", "
              + ScoreFiles.PICTURE
              + ", and "
              + PREDICTIONS
              + " with a line for each image.")
  private Path output;

  @Spec private CommandSpec spec;

  @Override
  public Integer call()
      throws ModelException, IOException, InterruptedException, TranslateException {
    PrintWriter out = spec.commandLine().getOut();
    Checks.that(
        output == null || !Files.exists(output) || Files.isDirectory(output),
        "--output: expected a folder, got the file %s",
        output);
    ClassifierEvaluation evaluation =
        ClassifierEvaluation.of(
            settings.read(),
            line -> {
              out.println(line);
              out.flush();
            },
            new LoadingProgress(spec.commandLine().getErr()));
    UnreadableImages unreadable = evaluation.unreadable();
    SettingOptions.tell(
        spec,
        output == null
            ? unreadable.lines()
            : unreadable.list(output.resolve(UnreadableImages.LIST)));
    if (unreadable.size() > 0) {
      long all = evaluation.report().images() + unreadable.size();
      out.println(
          "%s of %s images cannot be read, the scores are of the others"
              .formatted(unreadable.size(), all));
    }
    ScoreText.lines(evaluation.report()).forEach(out::println);
    if (output != null) {
      ScoreFiles.write(output, evaluation.report());
      AtomicFiles.writeText(output.resolve(PREDICTIONS), predictions(evaluation));
      out.println("scores in " + output);
    }
    out.flush();
    return 0;
  }

  private static String predictions(ClassifierEvaluation evaluation) {
    StringBuilder text =
        new StringBuilder(CsvText.line("image", "class", "predicted", "probability"));
    for (ClassifierEvaluation.Answer answer : evaluation.answers()) {
      text.append(
          CsvText.line(
              answer.image().name(),
              answer.className(),
              answer.predicted(),
              (float) answer.probability()));
    }
    return text.toString();
  }
}
