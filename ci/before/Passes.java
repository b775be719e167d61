import ai.djl.Device;
import ai.djl.inference.Predictor;
import ai.djl.modality.cv.Image;
import ai.djl.modality.cv.ImageFactory;
import ai.djl.modality.cv.output.DetectedObjects;
import ai.djl.modality.cv.output.Rectangle;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.repository.zoo.Criteria;
import ai.djl.translate.NoopTranslator;
import ai.djl.translate.TranslateException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Times passes as an application of DJL makes them, with nothing but what an older version knows too: {@code encoders},
 * or {@code detector MODEL PHOTOS OBJECTS}, which also writes what was found. Prints lines "name, milliseconds of
 * processor time", medians, each precision that the version and the processor have in turns.
 */
public final class Passes {

  private static final int ROUNDS = 15;
  private static final int WARMUP = 3;
  private static final double THRESHOLD = 0.5;
  private static final int PHOTOGRAPHS = 8;
  private static final int SHORT_SIDE = 320;
  private static final int LONG_SIDE = 427;

  private Passes() {}

  @FunctionalInterface
  private interface Pass {
    void run() throws TranslateException;
  }

  public static void main(String[] args) throws Exception {
    if (args.length == 1 && args[0].equals("encoders")) {
      encoders("swin_nano_patch4_window7_224", 1, 4 * ROUNDS);
      encoders("swin_tiny_patch4_window7_224", 1, ROUNDS);
      encoders("swin_base_patch4_window7_224", 1, ROUNDS);
      encoders("swin_tiny_patch4_window7_224", 16, ROUNDS / 3);
    } else if (args.length == 4 && args[0].equals("detector")) {
      detector(Path.of(args[1]), Path.of(args[2]), Path.of(args[3]));
    } else {
      System.err.println("usage: java Passes.java encoders | detector MODEL PHOTOS OBJECTS");
      System.exit(2);
    }
    System.exit(0); // the engine's threads would keep it
  }

  private static void encoders(String model, int images, int rounds) throws Exception {
    try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
      NDArray input = manager.randomNormal(new Shape(images, 3, 224, 224));
      List<Pass> passes = new ArrayList<>();
      for (String precision : precisions()) {
        Predictor<NDList, NDList> predictor =
            criteria(NDList.class, NDList.class, precision)
                .optGroupId("io.greenmim")
                .optArtifactId(model)
                .build()
                .loadModel()
                .newPredictor(new NoopTranslator(null));
        passes.add(() -> predictor.predict(new NDList(input)).close());
      }
      print(model + ", " + images + (images == 1 ? " image" : " images"), passes, rounds);
    }
  }

  private static void detector(Path model, Path photographs, Path objects) throws Exception {
    List<Image> images = new ArrayList<>();
    try (Stream<Path> files = Files.list(photographs)) {
      for (Path file : files.sorted().limit(PHOTOGRAPHS).toList()) {
        images.add(ImageFactory.getInstance().fromFile(file));
      }
    }
    List<Pass> passes = new ArrayList<>();
    for (String precision : precisions()) {
      Predictor<Image, DetectedObjects> predictor =
          criteria(Image.class, DetectedObjects.class, precision)
              .optModelPath(model)
              .optArgument("threshold", THRESHOLD)
              .optArgument("shortEdge", SHORT_SIDE)
              .optArgument("maxEdge", LONG_SIDE)
              .build()
              .loadModel()
              .newPredictor();
      StringBuilder found = new StringBuilder();
      for (int i = 0; i < images.size(); i++) {
        DetectedObjects answer = predictor.predict(images.get(i));
        for (int k = 0; k < answer.getNumberOfObjects(); k++) {
          DetectedObjects.DetectedObject one = answer.item(k);
          Rectangle box = one.getBoundingBox().getBounds();
          found.append(
              String.format(
                  Locale.ROOT,
                  "%d %s %.4f %.2f %.2f %.2f %.2f%n",
                  i,
                  one.getClassName(),
                  one.getProbability(),
                  box.getX() * images.get(i).getWidth(),
                  box.getY() * images.get(i).getHeight(),
                  box.getWidth() * images.get(i).getWidth(),
                  box.getHeight() * images.get(i).getHeight()));
        }
      }
      Files.writeString(Path.of(objects + "." + precision), found);
      passes.add(
          () -> {
            for (Image image : images) {
              predictor.predict(image);
            }
          });
    }
    print("detector, " + images.size() + " photographs, scores from " + THRESHOLD, passes, ROUNDS / 3);
  }

  private static <I, O> Criteria.Builder<I, O> criteria(Class<I> in, Class<O> out, String precision) {
    Criteria.Builder<I, O> criteria =
        Criteria.builder().setTypes(in, out).optDevice(Device.cpu()).optEngine("PyTorch");
    return precision.equals("as ever") ? criteria : criteria.optArgument("precision", precision);
  }

  /** What the version knows, by the enumeration that came with the argument. */
  private static List<String> precisions() {
    try {
      Class<?> known = Class.forName("io.greenmim.ops.InferencePrecision");
      return Arrays.stream(known.getEnumConstants()).map(Object::toString).toList();
    } catch (ClassNotFoundException e) {
      return List.of("as ever");
    }
  }

  private static void print(String name, List<Pass> passes, int rounds) throws TranslateException {
    double[][] millis = new double[passes.size()][rounds];
    for (int round = -WARMUP; round < rounds; round++) {
      for (int i = 0; i < passes.size(); i++) {
        long began = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        passes.get(i).run();
        if (round >= 0) {
          millis[i][round] = (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - began) / 1e6;
        }
      }
    }
    for (int i = 0; i < passes.size(); i++) {
      Arrays.sort(millis[i]);
      System.out.printf(Locale.ROOT, "%s: %s\t%.2f%n", name, precisions().get(i), millis[i][rounds / 2]);
    }
  }
}
