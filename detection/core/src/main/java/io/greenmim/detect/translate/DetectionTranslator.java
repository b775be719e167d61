package io.greenmim.detect.translate;

import ai.djl.modality.cv.output.BoundingBox;
import ai.djl.modality.cv.output.DetectedObjects;
import ai.djl.modality.cv.output.Mask;
import ai.djl.modality.cv.output.Rectangle;
import ai.djl.ndarray.NDList;
import ai.djl.translate.Batchifier;
import ai.djl.translate.Translator;
import ai.djl.translate.TranslatorContext;
import ai.djl.util.JsonSerializable;
import io.greenmim.detect.augment.Resize;
import io.greenmim.detect.boxes.Boxes;
import io.greenmim.detect.boxes.PixelSize;
import io.greenmim.detect.config.Category;
import io.greenmim.detect.config.DetectorConfig;
import io.greenmim.detect.model.ImageDetections;
import io.greenmim.detect.roi.Detections;
import io.greenmim.image.PixelImage;
import io.greenmim.ops.ImageTensors;
import io.greenmim.translate.PixelReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The objects of an image, best first, with boxes as shares of its width and height; of a detector
 * with masks each box of a pixel or more is a {@link Mask} with the probabilities of a square over
 * it.
 *
 * <p>Keeps no state of a prediction, so one may serve any number of predictors on any number of
 * threads.
 *
 * @param <I> type of the input
 */
final class DetectionTranslator<I> implements Translator<I, DetectedObjects> {

  private static final String SIZE = "size";
  private static final String ORIGINAL = "original";
  private static final int MASKS = 4;

  private final PixelReader<I> reader;
  private final List<String> names;
  private final DetectorConfig config;
  private final DetectionSettings settings;

  DetectionTranslator(PixelReader<I> reader, DetectorConfig config, DetectionSettings settings) {
    this.reader = reader;
    this.config = config;
    names = config.categories().stream().map(Category::name).toList();
    this.settings = settings;
  }

  DetectionSettings settings() {
    return settings;
  }

  @Override
  public NDList processInput(TranslatorContext context, I input) throws IOException {
    return processInput(context, input, settings.threshold());
  }

  /** Prepares an image of which objects are wanted from a score on. */
  NDList processInput(TranslatorContext context, I input, double threshold) throws IOException {
    PixelImage image = reader.read(context.getNDManager(), input);
    PixelSize from = new PixelSize(image.height(), image.width());
    PixelSize to = from.withShortSide(settings.shortEdge(), settings.maxEdge());
    context.setAttachment(ORIGINAL, from);
    context.setAttachment(SIZE, to);
    return new NDList(
        ImageTensors.normalised(
            context.getNDManager(), new Resize(from, to).apply(image), config.preprocessing()),
        context.getNDManager().create(new double[] {threshold}));
  }

  @Override
  public DetectedObjects processOutput(TranslatorContext context, NDList list) {
    return objects(context, detections(context, list, settings.threshold()));
  }

  /** Makes the answer to a request. */
  JsonSerializable answer(TranslatorContext context, NDList list, DetectionRequest request) {
    ImageDetections found = detections(context, list, request.threshold());
    if (request.masks() == MaskForm.PROBABILITIES) {
      return objects(context, found);
    }
    PixelSize original = original(context);
    ImageDetections wanted =
        request.masks() == MaskForm.NONE
            ? new ImageDetections(found.objects(), new float[0], found.size())
            : found;
    return new ServedObjects(
        wanted.in(original, config.output().maskThreshold()), names, original, request.masks());
  }

  /** What the detector answers for one image, from a score on. */
  private static ImageDetections detections(
      TranslatorContext context, NDList list, double threshold) {
    PixelSize size = (PixelSize) context.getAttachment(SIZE);
    float[] scores = list.get(1).toFloatArray();
    Detections objects =
        new Detections(
                Boxes.of(list.get(0).toFloatArray()),
                scores,
                list.get(2).toIntArray(),
                IntStream.range(0, scores.length).toArray())
            .atLeast(threshold);
    float[] masks = list.size() > MASKS ? list.get(MASKS).toFloatArray() : new float[0];
    int each = scores.length == 0 ? 0 : masks.length / scores.length;
    return new ImageDetections(objects, Arrays.copyOf(masks, objects.scores().length * each), size);
  }

  private static PixelSize original(TranslatorContext context) {
    return (PixelSize) context.getAttachment(ORIGINAL);
  }

  private DetectedObjects objects(TranslatorContext context, ImageDetections detections) {
    PixelSize original = original(context);
    PixelSize size = detections.size();
    Boxes boxes = detections.objects().boxes();
    List<String> found = new ArrayList<>();
    List<Double> sure = new ArrayList<>();
    List<BoundingBox> places = new ArrayList<>();
    for (int i = 0; i < boxes.size(); i++) {
      double x = (double) boxes.x1(i) / size.width();
      double y = (double) boxes.y1(i) / size.height();
      double width = (double) boxes.x2(i) / size.width() - x;
      double height = (double) boxes.y2(i) / size.height() - y;
      if (width > 0 && height > 0) {
        found.add(names.get(detections.objects().classes()[i]));
        sure.add((double) detections.objects().scores()[i]);
        places.add(
            detections.masks().length == 0 || !drawable(width, height, original)
                ? new Rectangle(x, y, width, height)
                : new Mask(x, y, width, height, square(detections.mask(i))));
      }
    }
    return new DetectedObjects(found, sure, places);
  }

  /** DJL fails to draw the mask of what is thinner than a pixel. */
  private static boolean drawable(double width, double height, PixelSize image) {
    return width * image.width() >= 1 && height * image.height() >= 1;
  }

  private static float[][] square(float[] mask) {
    int side = (int) Math.round(Math.sqrt(mask.length));
    float[][] square = new float[side][side];
    for (int row = 0; row < side; row++) {
      System.arraycopy(mask, row * side, square[row], 0, side);
    }
    return square;
  }

  /** Images keep their sizes, so each goes by itself. */
  @Override
  public Batchifier getBatchifier() {
    return null;
  }
}
