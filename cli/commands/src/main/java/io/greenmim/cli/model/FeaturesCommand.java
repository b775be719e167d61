package io.greenmim.cli.model;

import ai.djl.ModelException;
import ai.djl.inference.Predictor;
import ai.djl.repository.zoo.ZooModel;
import ai.djl.translate.TranslateException;
import io.greenmim.image.RgbImage;
import io.greenmim.train.data.ImageList;
import io.greenmim.train.data.UnreadableImages;
import io.greenmim.translate.ModelArguments;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
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
    ImageList images = inference.find(spec.commandLine().getErr());
    try (ZooModel<RgbImage, float[]> model =
            inference.load(float[].class, ENCODER_ALONE, spec.commandLine().getErr());
        Predictor<RgbImage, float[]> predictor = model.newPredictor();
        CropReader reader =
            new CropReader(
                images, InferenceOptions.imageSize(model), 2 * batchSize, inference.limits());
        FeatureFile file = openOutput()) {
      int count = 0;
      int length = 0;
      List<CropReader.Crop> crops = reader.read(batchSize);
      while (!crops.isEmpty()) {
        List<float[]> features =
            predictor.batchPredict(crops.stream().map(CropReader.Crop::pixels).toList());
        for (int i = 0; i < crops.size(); i++) {
          file.add(crops.get(i).name(), features.get(i));
        }
        count += crops.size();
        length = features.get(0).length;
        crops = reader.read(batchSize);
      }
      file.commit();
      InferenceOptions.report(
          reader.unreadable(),
          output.resolveSibling(output.getFileName() + "." + UnreadableImages.LIST),
          spec.commandLine().getErr());
      spec.commandLine()
          .getOut()
          .printf(
              "%s features of %s numbers in %s, %s images skipped%n",
              count, length, output, reader.unreadable().size());
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

  private FeatureFile openOutput() throws IOException {
    return output.getFileName().toString().endsWith(CSV)
        ? new CsvFeatureFile(output)
        : new SafeTensorsFeatureFile(output, inference.model());
  }
}
