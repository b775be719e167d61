package io.greenmim.cli.search;

import ai.djl.Device;
import ai.djl.ModelException;
import ai.djl.translate.TranslateException;
import io.greenmim.cli.option.SettingOptions;
import io.greenmim.config.Checks;
import io.greenmim.search.Found;
import io.greenmim.search.ImageIndex;
import io.greenmim.search.VectorQuery;
import io.greenmim.search.VectorSpace;
import io.greenmim.train.config.ImageLimitSettings;
import io.greenmim.train.device.Devices;
import io.greenmim.train.predict.FolderPredictor;
import io.greenmim.train.report.LoadingProgress;
import io.greenmim.translate.GreenMimTranslatorFactory;
import io.greenmim.translate.ModelArguments;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code greenmim search query}: the images of an index that are most like one. */
@Command(
    name = "query",
    sortOptions = false,
    description = {
      "Finds the images of an index that are most like another one, the most similar first: names,"
          + " and the cosines of the angles between their features."
    })
final class SearchQueryCommand implements Callable<Integer> {

  @Option(names = "--index", required = true, paramLabel = "DIR", description = "The index.")
  private Path folder;

  @Option(
      names = "--image",
      paramLabel = "FILE",
      required = true,
      description = "Find images like this one; it need not be in the index.")
  private Path image;

  @Option(
      names = "--model",
      paramLabel = "MODEL",
      description =
          "The model that made the index, if it is no longer where it was. Default: the index"
              + " tells.")
  private String model;

  @Option(
      names = "--top",
      paramLabel = "N",
      defaultValue = "10",
      description = "Images wanted. Default: ${DEFAULT-VALUE}.")
  private int top;

  @Option(
      names = "--folder",
      paramLabel = "NAME",
      defaultValue = "",
      description = "Look at the images of this folder alone, a path below that of the images.")
  private String within;

  @Option(
      names = "--breadth",
      paramLabel = "N",
      description =
          "Candidates that the search keeps: more miss less and take longer. Default: 100, or"
              + " --top.")
  private Integer breadth;

  @Mixin private ResultOptions results;

  private final SettingOptions<ImageLimitSettings> limits =
      SettingOptions.of(ImageLimitSettings.class);

  @SuppressWarnings("UnusedVariable") // picocli reads it.
  @Mixin
  private final CommandSpec limitOptions = limits.spec();

  @Option(
      names = "--device",
      defaultValue = "auto",
      description = "auto (a GPU if there is one), cpu, gpu or gpu:N. Default: ${DEFAULT-VALUE}.")
  private String device;

  @Spec private CommandSpec spec;

  @Override
  public Integer call()
      throws IOException, InterruptedException, ModelException, TranslateException {
    Checks.atLeast("top", top, 1);
    int kept = breadth == null ? Math.max(top, VectorQuery.USUAL_BREADTH) : breadth;
    Checks.atLeast("breadth", kept, top);
    results.check();
    PrintWriter out = spec.commandLine().getOut();
    try (ImageIndex index = ImageIndex.open(folder)) {
      float[] vector = vector(index);
      Found found = index.search(new VectorQuery(vector, top, kept, within));
      Checks.that(
          !found.images().isEmpty(),
          "folder: expected one with images in the index %s, got '%s'",
          folder,
          within);
      for (Found.Hit hit : found.images()) {
        out.printf(Locale.ROOT, "%.3f  %s%n", hit.cosine(), hit.name());
      }
      out.flush();
      Map<String, Object> values = new LinkedHashMap<>();
      values.put("image", image.toString());
      values.put("model", index.space().model());
      values.put("images", index.size());
      values.put("visited", found.visited());
      values.put("found", found.images());
      results.write(values);
      if (results.sheet() != null) {
        ContactSheet sheet = new ContactSheet(index.images(), limits.read().limits());
        sheet.found(image, found.images()).write(results.sheet());
      }
    }
    return 0;
  }

  /** The vector of the image, by the model that made those of the index. */
  private float[] vector(ImageIndex index)
      throws IOException, InterruptedException, ModelException, TranslateException {
    VectorSpace space = index.space();
    String name = model == null ? space.model() : model;
    List<Device> devices = Devices.parse(device);
    Checks.that(devices.size() == 1, "device: expected one device, got %s", device);
    try (FolderPredictor<float[]> predictor =
        FolderPredictor.builder(float[].class)
            .setModel(name)
            .setImages(image)
            .optBatchSize(1)
            .optDevice(devices.get(0))
            .optImageLimits(limits.read().limits())
            .optProgress(new LoadingProgress(spec.commandLine().getErr()))
            .optArgument(ModelArguments.HEAD, "false")
            .optArgument(GreenMimTranslatorFactory.IMAGE_SIZE, space.imageSize())
            .build()) {
      index.check(VectorSpace.of(name, predictor.model()));
      Checks.that(
          predictor.images().size() == 1, "image: expected one image, got the folder %s", image);
      float[][] vector = {null};
      predictor.run((file, feature) -> vector[0] = feature);
      return vector[0];
    }
  }
}
