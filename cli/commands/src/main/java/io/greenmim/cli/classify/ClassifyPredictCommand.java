package io.greenmim.cli.classify;

import ai.djl.ModelException;
import ai.djl.modality.Classifications;
import ai.djl.modality.Classifications.Classification;
import ai.djl.translate.TranslateException;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.greenmim.cli.option.InferenceOptions;
import io.greenmim.cli.option.SettingOptions;
import io.greenmim.tensors.AtomicFiles;
import io.greenmim.tensors.Printable;
import io.greenmim.train.classify.ClassifierSource;
import io.greenmim.train.data.UnreadableImages;
import io.greenmim.train.predict.FolderPredictor;
import io.greenmim.train.predict.RunWeights;
import io.greenmim.train.report.CsvText;
import io.greenmim.translate.ModelArguments;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code greenmim classify predict}: the likeliest classes of images. */
@Command(
    name = "predict",
    sortOptions = false,
    description = {
      "Tells the likeliest classes of an image, or of every image of a folder, with their"
          + " probabilities.",
      "",
      "Of a run it takes the best weights, if the run kept them. Images are resized and cropped to"
          + " the centre as the classifier's validation does. Those that cannot be read are named,"
          + " in FILE.unreadable.txt all of them; the exit code is 1 then."
    })
final class ClassifyPredictCommand implements Callable<Integer> {

  private static final int UNREADABLE = 1;
  private static final String CSV = ".csv";
  private static final String JSON_LINES = ".jsonl";

  @Mixin private InferenceOptions inference;

  @Option(names = "--weights", description = RunWeights.DESCRIPTION)
  private RunWeights.Kind weights;

  @Option(
      names = "--classes",
      split = ",",
      paramLabel = "NAME",
      description =
          "Of a model that was aligned with sentences: names of classes to choose among, with"
              + " commas between them.")
  private List<String> classes;

  @Option(
      names = "--prompt",
      paramLabel = "TEXT",
      description =
          "What is said of a class of --classes, whose name stands for {}; the mean of several with"
              + " | between them. Default: 'a photo of a {}'.")
  private String prompt;

  @Option(
      names = "--top-k",
      paramLabel = "N",
      defaultValue = "5",
      description = "Classes of each image. Default: ${DEFAULT-VALUE}.")
  private int topK;

  @Option(
      names = "--output",
      paramLabel = "FILE",
      description =
          "FILE.csv (a line for each image: its name, then classes and probabilities) or FILE.jsonl"
              + " (an object for each image). Default: the screen.")
  private Path output;

  @Option(
      names = "--batch-size",
      defaultValue = "32",
      description = "Images of a pass. Default: ${DEFAULT-VALUE}.")
  private int batchSize;

  @Spec private CommandSpec spec;

  /** A class and how likely it is. */
  private record Guess(String name, float probability) {}

  /** How the answers to an image are written. */
  @FunctionalInterface
  private interface Form {
    String line(String image, List<Guess> guesses);
  }

  @Override
  public Integer call()
      throws IOException, InterruptedException, ModelException, TranslateException {
    Form form = form();
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    ClassifierSource source = ClassifierSource.choose(inference.model(), weights);
    try (FolderPredictor<Classifications> predictor =
        inference.open(source.model(), Classifications.class, batchSize, arguments(source), err)) {
      StringBuilder text = new StringBuilder();
      FolderPredictor.Outcome outcome =
          predictor.run(
              (image, answer) -> {
                List<Guess> guesses = guesses(answer);
                if (output == null) {
                  out.println(form.line(image, guesses));
                  out.flush();
                } else {
                  text.append(text.isEmpty() ? head(guesses.size()) : "");
                  text.append(form.line(image, guesses));
                }
              });
      UnreadableImages unreadable = outcome.unreadable();
      if (output == null) {
        SettingOptions.tell(spec, unreadable.lines());
      } else {
        AtomicFiles.writeText(output, text.toString());
        InferenceOptions.report(
            unreadable,
            output.resolveSibling(output.getFileName() + "." + UnreadableImages.LIST),
            spec);
        out.printf(
            "classes of %s images in %s by the %s, %s images skipped%n",
            outcome.images(), output, source.description(), unreadable.size());
      }
      return unreadable.size() == 0 ? 0 : UNREADABLE;
    }
  }

  private Map<String, Object> arguments(ClassifierSource source) {
    Map<String, Object> arguments = new HashMap<>(source.arguments());
    if (classes != null) {
      arguments.put(ModelArguments.CLASSES, classes);
    }
    if (prompt != null) {
      arguments.put(ModelArguments.PROMPT, prompt);
    }
    return arguments;
  }

  private Form form() {
    wrong(topK < 1, "--top-k: expected at least 1, got " + topK);
    wrong(batchSize < 1, "--batch-size: expected at least 1, got " + batchSize);
    if (output == null) {
      return ClassifyPredictCommand::text;
    }
    String name = output.getFileName().toString();
    wrong(
        !name.endsWith(CSV) && !name.endsWith(JSON_LINES),
        "--output: expected a file that ends in .csv or .jsonl, got " + output);
    return name.endsWith(CSV) ? ClassifyPredictCommand::csv : ClassifyPredictCommand::json;
  }

  private void wrong(boolean condition, String message) {
    if (condition) {
      throw new ParameterException(spec.commandLine(), message);
    }
  }

  private List<Guess> guesses(Classifications answer) {
    int count = Math.min(topK, answer.getClassNames().size());
    List<Classification> likeliest = answer.topK(count);
    return likeliest.stream()
        .map(each -> new Guess(each.getClassName(), (float) each.getProbability()))
        .toList();
  }

  private String head(int count) {
    if (!output.getFileName().toString().endsWith(CSV)) {
      return "";
    }
    List<String> columns = new ArrayList<>(List.of("image"));
    for (int i = 1; i <= count; i++) {
      columns.add("class_" + i);
      columns.add("probability_" + i);
    }
    return CsvText.line(columns.toArray());
  }

  private static String csv(String image, List<Guess> guesses) {
    List<Object> cells = new ArrayList<>(List.of(image));
    for (Guess guess : guesses) {
      cells.add(guess.name());
      cells.add(guess.probability());
    }
    return CsvText.line(cells.toArray());
  }

  private static String json(String image, List<Guess> guesses) {
    JsonArray classes = new JsonArray();
    for (Guess guess : guesses) {
      JsonObject each = new JsonObject();
      each.addProperty("class", guess.name());
      each.addProperty("probability", guess.probability());
      classes.add(each);
    }
    JsonObject line = new JsonObject();
    line.addProperty("image", image);
    line.add("classes", classes);
    return line + "\n";
  }

  private static String text(String image, List<Guess> guesses) {
    return Printable.of(image)
        + ": "
        + guesses.stream()
            .map(
                guess ->
                    String.format(
                        Locale.ROOT,
                        "%s %.1f %%",
                        Printable.of(guess.name()),
                        100 * guess.probability()))
            .collect(Collectors.joining(", "));
  }
}
