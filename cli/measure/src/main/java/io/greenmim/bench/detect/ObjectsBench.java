package io.greenmim.bench.detect;

import ai.djl.Device;
import ai.djl.ModelException;
import ai.djl.inference.Predictor;
import ai.djl.modality.cv.output.DetectedObjects;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import ai.djl.translate.TranslateException;
import io.greenmim.bench.Measurement;
import io.greenmim.bench.PassTimes;
import io.greenmim.bench.Report;
import io.greenmim.bench.SingleDevice;
import io.greenmim.bench.Spread;
import io.greenmim.bench.TextTable;
import io.greenmim.config.Checks;
import io.greenmim.config.RecordMapper;
import io.greenmim.detect.boxes.PixelSize;
import io.greenmim.detect.model.MaskRcnn;
import io.greenmim.detect.translate.DetectionSettings;
import io.greenmim.detect.weights.DetectorSource;
import io.greenmim.host.Processor;
import io.greenmim.image.PixelImage;
import io.greenmim.image.read.ImageLimits;
import io.greenmim.ops.InferencePrecision;
import io.greenmim.train.config.Interruption;
import io.greenmim.train.config.Setting;
import io.greenmim.train.data.ImageDecoder;
import io.greenmim.train.data.ImageFolderScanner;
import io.greenmim.train.data.ImageList;
import io.greenmim.train.data.UnreadableImageException;
import io.greenmim.translate.ModelArguments;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Measures what a trained detector gains in {@code Criteria}'s ways of answering, which take turns
 * on the same photographs, and whether it finds the same objects. The first way makes the mask of
 * everything that is found, in float32, whatever is wanted of it.
 *
 * @param model the detector: folder of a run or a model, id or address
 * @param images folder of the photographs
 * @param count how many of them are shown at most
 * @param threshold least score of the objects that are wanted, in [0, 1]
 * @param shortSide shorter side of what the detector sees; null for that of its validation
 * @param longSide most pixels of the longer side; null for that of its validation
 * @param proposals regions of an image whose class and box are looked for; null for the detector's
 * @param rounds measured images of each way
 * @param warmup rounds before those that are measured
 * @param device where it runs
 */
public record ObjectsBench(
    @Setting(
            value = "Trained detector: a folder, an id of the zoo or an address.",
            label = "MODEL",
            required = true)
        String model,
    @Setting(value = "Folder of photographs.", label = "DIR", required = true) Path images,
    @Setting(value = "Photographs that are shown, at most.", usual = "8", label = "N") int count,
    @Setting(value = "Least score of the objects that are wanted.", usual = "0.5") double threshold,
    @Setting(
            value = "Shorter side of what the detector sees. Default: that of its validation.",
            label = "PIXELS")
        Integer shortSide,
    @Setting(
            value = "Most pixels of the longer side. Default: that of its validation.",
            label = "PIXELS")
        Integer longSide,
    @Setting(
            value =
                "Regions of an image at most whose class and box are looked for. Default: those of"
                    + " the detector.",
            label = "N")
        Integer proposals,
    @Setting(value = "Measured images of each way.", usual = "16") int rounds,
    @Setting(value = "Rounds before those that are measured.", usual = "3") int warmup,
    @Setting(value = "auto (a GPU if there is one), cpu or gpu.", usual = "auto") String device)
    implements Measurement<ObjectsBench.Result> {

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if a number is out of its range
   */
  public ObjectsBench {
    Checks.atLeast("count", count, 1);
    Checks.that(
        threshold >= 0 && threshold <= 1,
        "threshold: expected a number in [0, 1], got %s",
        threshold);
    Checks.atLeast("rounds", rounds, 1);
    Checks.atLeast("warmup", warmup, 0);
  }

  /**
   * A way to answer.
   *
   * @param precision what is computed with
   * @param everyMask whether masks are made of objects too that are not wanted
   */
  public record Way(InferencePrecision precision, boolean everyMask) {

    @Override
    public String toString() {
      return precision + (everyMask ? ", every mask" : "");
    }
  }

  /**
   * What was measured of a way.
   *
   * @param way the way
   * @param image milliseconds of an image
   * @param processor milliseconds of processor time of an image, all threads of the virtual
   *     machine; a mean, for the system may count in steps of ten
   * @param objects objects in all images that reach the threshold
   * @param same of these, those that the first way finds too: of the same class, each side of the
   *     box within a pixel of what the detector sees
   */
  public record Row(Way way, Spread image, double processor, int objects, int same) {}

  /**
   * What was measured.
   *
   * @param settings what was measured
   * @param size height and width of the first photograph as the detector sees it
   * @param shown photographs
   * @param rows the ways, the first one is what the others are compared with
   */
  public record Result(ObjectsBench settings, String size, int shown, List<Row> rows)
      implements Report {

    /** Copies the list. */
    public Result {
      rows = List.copyOf(rows);
    }

    @Override
    public String text() {
      TextTable table =
          new TextTable()
              .texts("answers in")
              .values("ms an image", "%.1f")
              .values("ms of processor", "%.1f")
              .values("times as fast", "%.2f")
              .values("by processor", "%.2f")
              .values("objects", "%d")
              .values("the same", "%d");
      Row first = rows.get(0);
      for (Row row : rows) {
        table.row(
            row.way().toString(),
            row.image(),
            row.processor(),
            first.image().median() / row.image().median(),
            first.processor() / row.processor(),
            row.objects(),
            row.same());
      }
      return TextTable.line(
              "Objects of %s photographs by %s, %s pixels, scores from %s on, %s rounds by turns",
              shown, settings.model(), size, settings.threshold(), settings.rounds())
          + table.text();
    }

    @Override
    public Map<String, Object> values() {
      return new LinkedHashMap<>(RecordMapper.write(this));
    }
  }

  /** A detector that answers in one of the ways. */
  private record Case(
      Way way,
      ZooModel<PixelImage, DetectedObjects> model,
      Predictor<PixelImage, DetectedObjects> predictor,
      PassTimes times)
      implements AutoCloseable {

    List<FoundObjects> find(List<PixelImage> pictures, List<PixelSize> sizes, double least)
        throws TranslateException {
      List<FoundObjects> found = new ArrayList<>();
      for (int i = 0; i < pictures.size(); i++) {
        found.add(FoundObjects.of(predictor.predict(pictures.get(i)), sizes.get(i), least));
      }
      return found;
    }

    Row row(int objects, int same) {
      return new Row(way, times.clock(), times.processor(), objects, same);
    }

    @Override
    public void close() {
      predictor.close();
      model.close();
    }
  }

  @Override
  public Class<Result> resultType() {
    return Result.class;
  }

  @Override
  public Result measure() throws IOException, InterruptedException {
    Path folder = DetectorSource.folder(model, null);
    Device on = SingleDevice.parse(device);
    List<Case> cases = new ArrayList<>();
    try {
      cases.add(open(folder, on, new Way(InferencePrecision.FP32, true)));
      for (InferencePrecision precision : InferencePrecision.known(on, Processor.current())) {
        cases.add(open(folder, on, new Way(precision, false)));
      }
      MaskRcnn detector = (MaskRcnn) cases.get(0).model().getBlock();
      List<PixelImage> pictures = read(detector.config().encoder().inChannels());
      DetectionSettings seen = DetectionSettings.of(arguments(0), detector.config().input());
      List<PixelSize> sizes =
          pictures.stream()
              .map(each -> new PixelSize(each.height(), each.width()))
              .map(each -> each.withShortSide(seen.shortEdge(), seen.maxEdge()))
              .toList();
      List<Row> rows = new ArrayList<>();
      List<List<FoundObjects>> found = new ArrayList<>();
      for (Case one : cases) {
        found.add(one.find(pictures, sizes, threshold));
      }
      time(cases, pictures);
      for (int i = 0; i < cases.size(); i++) {
        int objects = 0;
        int same = 0;
        for (int image = 0; image < pictures.size(); image++) {
          objects += found.get(i).get(image).objects().size();
          same += found.get(i).get(image).shared(found.get(0).get(image));
        }
        rows.add(cases.get(i).row(objects, same));
      }
      PixelSize size = sizes.get(0);
      return new Result(this, size.height() + " x " + size.width(), pictures.size(), rows);
    } catch (ModelException | TranslateException e) {
      throw new IOException(e.getMessage(), e);
    } finally {
      cases.forEach(Case::close);
    }
  }

  private Map<String, Object> arguments(double least) {
    Map<String, Object> arguments = new HashMap<>();
    arguments.put(DetectionSettings.THRESHOLD, least);
    arguments.put(DetectionSettings.SHORT_EDGE, shortSide);
    arguments.put(DetectionSettings.MAX_EDGE, longSide);
    arguments.put(DetectionSettings.PROPOSALS, proposals);
    arguments.values().removeIf(Objects::isNull);
    return arguments;
  }

  private Case open(Path folder, Device on, Way way) throws ModelException, IOException {
    Criteria.Builder<PixelImage, DetectedObjects> criteria =
        Criteria.builder()
            .setTypes(PixelImage.class, DetectedObjects.class)
            .optModelPath(folder)
            .optDevice(on)
            .optArgument(ModelArguments.PRECISION, way.precision().toString());
    arguments(way.everyMask() ? 0 : threshold).forEach(criteria::optArgument);
    ZooModel<PixelImage, DetectedObjects> loaded = criteria.build().loadModel();
    return new Case(way, loaded, loaded.newPredictor(), new PassTimes());
  }

  private List<PixelImage> read(int channels) throws IOException {
    ImageList files = ImageFolderScanner.find(images);
    ImageDecoder decoder = new ImageDecoder(ImageLimits.USUAL);
    List<PixelImage> pictures = new ArrayList<>();
    for (int i = 0; i < Math.min(count, files.size()); i++) {
      try {
        pictures.add(decoder.decode(files.path(i), channels, Integer.MAX_VALUE));
      } catch (UnreadableImageException e) {
        throw new IOException(e.getMessage(), e);
      }
    }
    return pictures;
  }

  private void time(List<Case> cases, List<PixelImage> pictures)
      throws InterruptedException, TranslateException {
    for (int round = 0; round < warmup + rounds; round++) {
      PixelImage picture = pictures.get(round % pictures.size());
      for (Case one : cases) {
        Interruption.check();
        one.times().take(round >= warmup, () -> one.predictor().predict(picture));
      }
    }
  }
}
