package io.greenmim.cli.model;

import ai.djl.ModelException;
import ai.djl.translate.TranslateException;
import io.greenmim.cli.option.InferenceOptions;
import io.greenmim.train.data.UnreadableImages;
import io.greenmim.train.predict.FeatureFile;
import io.greenmim.train.predict.FolderPredictor;
import io.greenmim.translate.ModelArguments;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code greenmim features}: the pooled feature of an image, or of every image of a folder. */
@Command(
    name = "features",
    sortOptions = false,
    description = {
      "Writes the pooled feature of an image, or of every image of a folder.",
      "",
      "Images are resized (shorter side to 256/224 of the model's image size, bicubic) and cropped"
          + " to the centre. Those that cannot be read are skipped and"
          + " named, in FILE.unreadable.txt all of them."
    })
final class FeaturesCommand implements Callable<Integer> {

  private static final Map<String, String> ENCODER_ALONE = Map.of(ModelArguments.HEAD, "false");
  private static final String SAFETENSORS = ".safetensors";
  private static final String CSV = ".csv";

  @Mixin private InferenceOptions inference;

  @Option(
      names = "--output",
      required = true,
      paramLabel = "FILE",
      description =
          "FILE.safetensors (tensor 'features', names in the header's 'images') or FILE.csv.")
  private Path output;

  @Option(
      names = "--batch-size",
      defaultValue = "32",
      description = "Images of a pass. Default: ${DEFAULT-VALUE}.")
  private int batchSize;

  @Spec private CommandSpec spec;

  @Override
  public Integer call()
      throws IOException, InterruptedException, ModelException, TranslateException {
    checkOptions();
    PrintWriter err = spec.commandLine().getErr();
    try (FolderPredictor<float[]> predictor =
            inference.open(float[].class, batchSize, ENCODER_ALONE, err);
        FeatureFile file = FeatureFile.open(output, inference.model())) {
      int[] length = new int[1];
      FolderPredictor.Outcome outcome =
          predictor.run(
              (image, feature) -> {
                length[0] = feature.length;
                file.take(image, feature);
              });
      file.commit();
      InferenceOptions.report(
          outcome.unreadable(),
          output.resolveSibling(output.getFileName() + "." + UnreadableImages.LIST),
          spec);
      spec.commandLine()
          .getOut()
          .printf(
              "%s features of %s numbers in %s, %s images skipped%n",
              outcome.images(), length[0], output, outcome.unreadable().size());
    }
    return 0;
  }

  private void checkOptions() {
    String name = output.getFileName().toString();
    if (!name.endsWith(SAFETENSORS) && !name.endsWith(CSV)) {
      throw new ParameterException(
          spec.commandLine(),
          "--output: expected a file that ends in .safetensors or .csv, got " + output);
    }
    if (batchSize < 1) {
      throw new ParameterException(
          spec.commandLine(), "--batch-size: expected at least 1, got " + batchSize);
    }
  }
}
