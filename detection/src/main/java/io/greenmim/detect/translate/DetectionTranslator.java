package io.greenmim.detect.translate;

import ai.djl.modality.cv.output.BoundingBox;
import ai.djl.modality.cv.output.DetectedObjects;
import ai.djl.modality.cv.output.Mask;
import ai.djl.modality.cv.output.Rectangle;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.translate.Batchifier;
import ai.djl.translate.Translator;
import ai.djl.translate.TranslatorContext;
import io.greenmim.detect.augment.PictureSize;
import io.greenmim.detect.augment.Resize;
import io.greenmim.detect.boxes.Boxes;
import io.greenmim.image.RgbImage;
import io.greenmim.translate.NormalisedImage;
import io.greenmim.translate.PixelReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The objects of an image, best first, with boxes as shares of its width and height; of a detector
 * with masks each box is a {@link Mask} with the probabilities of a square over it.
 *
 * <p>Keeps no state of a prediction, so one may serve any number of predictors on any number of
 * threads.
 *
 * @param <I> type of the input
 */
final class DetectionTranslator<I> implements Translator<I, DetectedObjects> {

  private static final String SIZE = "size";
  private static final int MASKS = 4;

  private final PixelReader<I> reader;
  private final List<String> names;
  private final DetectionSettings settings;

  DetectionTranslator(PixelReader<I> reader, List<String> names, DetectionSettings settings) {
    this.reader = reader;
    this.names = List.copyOf(names);
    this.settings = settings;
  }

  @Override
  public NDList processInput(TranslatorContext context, I input) throws IOException {
    RgbImage image = reader.read(context.getNDManager(), input);
    PictureSize from = new PictureSize(image.width(), image.height());
    PictureSize to = from.withShortSide(settings.shortEdge(), settings.maxEdge());
    context.setAttachment(SIZE, to);
    return new NDList(
        NormalisedImage.of(context.getNDManager(), new Resize(from, to).apply(image)));
  }

  @Override
  public DetectedObjects processOutput(TranslatorContext context, NDList list) {
    PictureSize size = (PictureSize) context.getAttachment(SIZE);
    float[] corners = list.get(0).toFloatArray();
    float[] scores = list.get(1).toFloatArray();
    int[] classes = list.get(2).toIntArray();
    NDArray masks = list.size() > MASKS ? list.get(MASKS) : null;
    float[] probabilities = masks == null ? null : masks.toFloatArray();
    int side = masks == null ? 0 : Math.toIntExact(masks.getShape().get(1));
    List<String> found = new ArrayList<>();
    List<Double> sure = new ArrayList<>();
    List<BoundingBox> places = new ArrayList<>();
    for (int i = 0; i < scores.length; i++) {
      double x = (double) corners[i * Boxes.WIDTH] / size.width();
      double y = (double) corners[i * Boxes.WIDTH + 1] / size.height();
      double width = (double) corners[i * Boxes.WIDTH + 2] / size.width() - x;
      double height = (double) corners[i * Boxes.WIDTH + 3] / size.height() - y;
      if (scores[i] >= settings.threshold() && width > 0 && height > 0) {
        found.add(names.get(classes[i]));
        sure.add((double) scores[i]);
        places.add(
            probabilities == null
                ? new Rectangle(x, y, width, height)
                : new Mask(x, y, width, height, square(probabilities, i, side)));
      }
    }
    return new DetectedObjects(found, sure, places);
  }

  private static float[][] square(float[] all, int index, int side) {
    float[][] square = new float[side][side];
    for (int row = 0; row < side; row++) {
      System.arraycopy(all, (index * side + row) * side, square[row], 0, side);
    }
    return square;
  }

  /** Images keep their sizes, so each goes by itself. */
  @Override
  public Batchifier getBatchifier() {
    return null;
  }
}
