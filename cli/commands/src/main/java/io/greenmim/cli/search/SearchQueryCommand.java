package io.greenmim.cli.search;

import ai.djl.ModelException;
import ai.djl.inference.Predictor;
import ai.djl.repository.zoo.ZooModel;
import ai.djl.translate.TranslateException;
import io.greenmim.cli.option.ModelInputOptions;
import io.greenmim.config.Checks;
import io.greenmim.search.Found;
import io.greenmim.search.ImageIndex;
import io.greenmim.search.VectorQuery;
import io.greenmim.search.VectorSpace;
import io.greenmim.train.predict.FolderPredictor;
import io.greenmim.train.predict.ModelSource;
import io.greenmim.train.report.LoadingProgress;
import io.greenmim.translate.GreenMimTranslatorFactory;
import io.greenmim.translate.ModelArguments;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code greenmim search query}: the images of an index that are most like one, or fit words. */
@Command(
    name = "query",
    sortOptions = false,
    description = {
      "Finds the images of an index that are most like another one, the most similar first: names,"
          + " and the cosines of the angles between their features.",
      "",
      "Where a model of 'align' made the index, words find images too."
    })
final class SearchQueryCommand implements Callable<Integer> {

  @Option(names = "--index", required = true, paramLabel = "DIR", description = "The index.")
  private Path folder;

  @ArgGroup(multiplicity = "1")
  private Asked asked;

  /** What is asked for. */
  private static final class Asked {

    @Option(
        names = "--image",
        paramLabel = "FILE",
        required = true,
        description = "Find images like this one; it need not be in the index.")
    private Path image;

    @Option(
        names = "--text",
        paramLabel = "WORDS",
        required = true,
        description = "Find images that fit these words, such as 'a red cone before clouds'.")
    private String text;
  }

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

  @Mixin private ModelInputOptions input;

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
      float[] vector = asked.image == null ? ofText(index) : ofImage(index);
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
      if (asked.image == null) {
        values.put("text", asked.text);
      } else {
        values.put("image", asked.image.toString());
      }
      values.put("model", index.space().model());
      values.put("images", index.size());
      values.put("visited", found.visited());
      values.put("found", found.images());
      results.write(values);
      if (results.sheet() != null) {
        ContactSheet sheet = new ContactSheet(index.images(), input.limits());
        (asked.image == null
                ? sheet.found(asked.text, found.images())
                : sheet.found(asked.image, found.images()))
            .write(results.sheet());
      }
    }
    return 0;
  }

  /** The model that made the vectors of the index. */
  private String model(ImageIndex index) {
    return model == null ? index.space().model() : model;
  }

  private float[] ofImage(ImageIndex index)
      throws IOException, InterruptedException, ModelException, TranslateException {
    try (FolderPredictor<float[]> predictor =
        input
            .predictor(float[].class, model(index), spec.commandLine().getErr())
            .setImages(asked.image)
            .optBatchSize(1)
            .optArgument(ModelArguments.HEAD, "false")
            .optArgument(GreenMimTranslatorFactory.IMAGE_SIZE, index.space().imageSize())
            .build()) {
      index.check(VectorSpace.of(model(index), predictor.model()));
      Checks.that(
          predictor.images().size() == 1,
          "image: expected one image, got the folder %s",
          asked.image);
      float[][] vector = {null};
      predictor.run((file, feature) -> vector[0] = feature);
      return vector[0];
    }
  }

  private float[] ofText(ImageIndex index) throws IOException, ModelException, TranslateException {
    Checks.that(!asked.text.isBlank(), "text: expected words, got none");
    Checks.that(
        index.space().texts(),
        "text: expected an index whose model knows words, as those of 'align' do, got that of %s",
        index.space().text());
    Map<String, String> arguments =
        Map.of(GreenMimTranslatorFactory.IMAGE_SIZE, index.space().imageSize());
    try (ZooModel<String, float[]> loaded =
            ModelSource.parse(model(index))
                .load(
                    String.class,
                    float[].class,
                    input.device(),
                    arguments,
                    new LoadingProgress(spec.commandLine().getErr()));
        Predictor<String, float[]> predictor = loaded.newPredictor()) {
      index.check(VectorSpace.of(model(index), loaded));
      return predictor.predict(asked.text);
    }
  }
}
