package io.greenmim.bench;

import ai.djl.Device;
import ai.djl.ModelException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import ai.djl.translate.TranslateException;
import io.greenmim.config.Checks;
import io.greenmim.config.ImageSize;
import io.greenmim.config.RecordMapper;
import io.greenmim.host.Processor;
import io.greenmim.ops.Autograd;
import io.greenmim.ops.InferencePrecision;
import io.greenmim.train.config.Interruption;
import io.greenmim.train.config.Setting;
import io.greenmim.train.data.ImageFile;
import io.greenmim.train.data.ImageList;
import io.greenmim.train.predict.FolderPredictor;
import io.greenmim.translate.EvalTransform;
import io.greenmim.translate.GreenMimTranslatorFactory;
import io.greenmim.translate.ModelArguments;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Measures what inference gains and loses in each precision that this machine has: passes of an
 * encoder that take turns, and how far its features of photographs are from those of float32.
 *
 * @param model folder, id or address of the model
 * @param images folder of the photographs
 * @param count how many of them are compared at most
 * @param batchSize images of a pass that is timed
 * @param rounds measured passes of each precision
 * @param warmup rounds before those that are measured
 * @param imageSize size of the images; null for that of the model
 * @param device where it runs
 */
public record InferenceBench(
    @Setting(
            value = "Model: a folder, an id of the zoo or an address.",
            label = "MODEL",
            required = true)
        String model,
    @Setting(value = "Folder of photographs.", label = "DIR", required = true) Path images,
    @Setting(value = "Photographs whose features are compared, at most.", usual = "32", label = "N")
        int count,
    @Setting(value = "Images of a pass that is timed.", usual = "1") int batchSize,
    @Setting(value = "Measured passes of each precision.", usual = "20") int rounds,
    @Setting(value = "Rounds before those that are measured.", usual = "5") int warmup,
    @Setting("Side of the images, or HEIGHTxWIDTH such as 160x320. Default: that of the model.")
        ImageSize imageSize,
    @Setting(value = "auto (a GPU if there is one), cpu or gpu.", usual = "auto") String device)
    implements Measurement<InferenceBench.Result> {

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if a number is out of its range
   */
  public InferenceBench {
    Checks.atLeast("count", count, 1);
    Checks.atLeast("batchSize", batchSize, 1);
    Checks.atLeast("rounds", rounds, 1);
    Checks.atLeast("warmup", warmup, 0);
  }

  /**
   * What was measured of a precision.
   *
   * @param precision the precision
   * @param pass milliseconds of a pass
   * @param processor milliseconds of processor time of a pass, all threads of the virtual machine;
   *     a mean, for the system may count in steps of ten
   * @param meanCosine mean over the photographs of the cosine between a feature and that of float32
   * @param leastCosine least of them
   */
  public record Row(
      InferencePrecision precision,
      Spread pass,
      double processor,
      double meanCosine,
      double leastCosine) {}

  /**
   * What was measured.
   *
   * @param settings what was measured
   * @param compared photographs whose features were compared
   * @param rows the precisions, float32 first
   */
  public record Result(InferenceBench settings, int compared, List<Row> rows) implements Report {

    /** Copies the list. */
    public Result {
      rows = List.copyOf(rows);
    }

    @Override
    public String text() {
      TextTable table =
          new TextTable()
              .texts("precision")
              .values("ms a pass", "%.1f")
              .values("ms of processor", "%.1f")
              .values("times as fast", "%.2f")
              .values("by processor", "%.2f")
              .values("mean cosine", "%.6f")
              .values("least", "%.6f");
      Row exact = rows.get(0);
      for (Row row : rows) {
        table.row(
            row.precision().toString(),
            row.pass(),
            row.processor(),
            exact.pass().median() / row.pass().median(),
            exact.processor() / row.processor(),
            row.meanCosine(),
            row.leastCosine());
      }
      return TextTable.line(
              "Inference of %s, batch %s, %s rounds by turns; features of %s photographs",
              settings.model(), settings.batchSize(), settings.rounds(), compared)
          + table.text();
    }

    @Override
    public Map<String, Object> values() {
      return new LinkedHashMap<>(RecordMapper.write(this));
    }
  }

  /** A model in one of the precisions. */
  private record Case(
      InferencePrecision precision, FolderPredictor<float[]> predictor, PassTimes times) {}

  @Override
  public Class<Result> resultType() {
    return Result.class;
  }

  @Override
  public Result measure() throws IOException, InterruptedException {
    List<Case> cases = new ArrayList<>();
    try {
      Device on = SingleDevice.parse(device);
      for (InferencePrecision precision : InferencePrecision.known(on, Processor.current())) {
        cases.add(new Case(precision, open(precision, on), new PassTimes()));
      }
      List<Map<String, float[]>> features = new ArrayList<>();
      for (Case one : cases) {
        features.add(features(one.predictor()));
      }
      time(cases, on);
      List<Row> rows = new ArrayList<>();
      for (int i = 0; i < cases.size(); i++) {
        Case one = cases.get(i);
        double[] cosines = cosines(features.get(0), features.get(i));
        rows.add(
            new Row(
                one.precision(),
                one.times().clock(),
                one.times().processor(),
                Arrays.stream(cosines).average().orElseThrow(),
                Arrays.stream(cosines).min().orElseThrow()));
      }
      return new Result(this, features.get(0).size(), rows);
    } catch (ModelException | TranslateException e) {
      throw new IOException(e.getMessage(), e);
    } finally {
      cases.forEach(one -> one.predictor().close());
    }
  }

  private FolderPredictor<float[]> open(InferencePrecision precision, Device on)
      throws ModelException, IOException {
    FolderPredictor.Builder<float[]> builder =
        FolderPredictor.builder(float[].class)
            .setModel(model)
            .setImages(images)
            .optDevice(on)
            .optArgument(ModelArguments.HEAD, "false")
            .optArgument(ModelArguments.PRECISION, precision.toString());
    if (imageSize != null) {
      builder.optArgument(GreenMimTranslatorFactory.IMAGE_SIZE, imageSize.toString());
    }
    return builder.build();
  }

  private Map<String, float[]> features(FolderPredictor<float[]> predictor)
      throws IOException, InterruptedException, TranslateException {
    List<ImageFile> files = predictor.images().files();
    List<ImageFile> some = files.subList(0, Math.min(count, files.size()));
    Map<String, float[]> features = new LinkedHashMap<>();
    predictor.run(
        new ImageList(predictor.images().root(), some, predictor.images().passedOver()),
        features::put);
    Checks.that(!features.isEmpty(), "images: expected one that can be read, found none");
    return features;
  }

  private void time(List<Case> cases, Device on) throws InterruptedException {
    EvalTransform transform = EvalTransform.of(cases.get(0).predictor().model(), Map.of());
    ImageSize size = imageSize == null ? transform.imageSize() : imageSize;
    Shape shape =
        new Shape(batchSize, transform.preprocessing().channels(), size.height(), size.width());
    try (NDManager manager = NDManager.newBaseManager(on);
        Autograd.Paused paused = Autograd.pause()) {
      NDArray pixels = manager.randomNormal(shape);
      for (int round = 0; round < warmup + rounds; round++) {
        for (Case one : cases) {
          Interruption.check();
          one.times().take(round >= warmup, () -> pass(one, pixels));
        }
      }
    }
  }

  private static void pass(Case one, NDArray pixels) {
    try (NDManager scope = pixels.getManager().newSubManager()) {
      NDArray own = pixels.duplicate();
      own.attach(scope);
      one.predictor()
          .model()
          .getBlock()
          .forward(new ParameterStore(scope, false), new NDList(own), false)
          .head()
          .toFloatArray();
    }
  }

  private static double[] cosines(Map<String, float[]> exact, Map<String, float[]> others) {
    return exact.entrySet().stream()
        .mapToDouble(entry -> cosine(entry.getValue(), others.get(entry.getKey())))
        .toArray();
  }

  private static double cosine(float[] a, float[] b) {
    double ab = 0;
    double aa = 0;
    double bb = 0;
    for (int i = 0; i < a.length; i++) {
      ab += (double) a[i] * b[i];
      aa += (double) a[i] * a[i];
      bb += (double) b[i] * b[i];
    }
    return ab / Math.sqrt(aa * bb);
  }
}
