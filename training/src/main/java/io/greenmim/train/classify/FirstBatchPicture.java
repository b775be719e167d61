package io.greenmim.train.classify;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.greenmim.image.PixelImage;
import io.greenmim.image.PixelPlanes;
import io.greenmim.ops.Autograd;
import io.greenmim.train.augment.MixingPlan;
import io.greenmim.train.config.PictureChannels;
import io.greenmim.train.data.TrainingSet;
import io.greenmim.train.data.UnreadableImages;
import io.greenmim.train.label.LabelledImage;
import io.greenmim.train.label.LabelledImages;
import io.greenmim.train.report.ImageSheet;
import io.greenmim.train.run.RunHook;
import io.greenmim.train.run.RunView;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Draws the first batch of a run as training sees it, cropped, changed and mixed, with the shares
 * of its classes: whoever gives images can see what becomes of them.
 */
final class FirstBatchPicture implements RunHook {

  /** Name of the picture in the folder of the run. */
  static final String NAME = "first-batch.png";

  private static final int COLUMNS = 6;
  private static final int MOST_ROWS = 4;

  private final TrainingSet<ClassifierSample, ClassifierBatch> data;
  private final LabelledImages images;
  private final PictureChannels shown;

  FirstBatchPicture(
      TrainingSet<ClassifierSample, ClassifierBatch> data,
      LabelledImages images,
      PictureChannels shown) {
    this.data = data;
    this.images = images;
    this.shown = shown;
  }

  @Override
  public void begins(RunView view) throws IOException {
    Path file = view.folder().resolve(NAME);
    if (Files.exists(file)) {
      return;
    }
    // What cannot be read the run finds, counts and tells itself.
    Optional<ClassifierBatch> batch = data.maker(new UnreadableImages()).make(0, view.stop());
    if (batch.isPresent()) {
      sheet(batch.get(), view.manager()).write(file);
    }
  }

  private ImageSheet sheet(ClassifierBatch batch, NDManager weights) {
    int columns = Math.min(COLUMNS, batch.names().size());
    int rows = Math.min(MOST_ROWS, batch.names().size() / columns);
    List<PixelImage> pictures = pictures(batch, weights, rows * columns);
    List<String> captions = captions(batch);
    ImageSheet sheet =
        new ImageSheet(
            Collections.nCopies(columns, ""),
            "%s of the %s images of the first batch, as training sees them. %s"
                .formatted(rows * columns, batch.names().size(), shown.note())
                .strip());
    for (int row = 0; row < rows; row++) {
      int from = row * columns;
      sheet.add(pictures.subList(from, from + columns), captions.subList(from, from + columns));
    }
    return sheet;
  }

  /** Mixes bytes as the device mixes normalised numbers; of 16 bits the upper ones. */
  private List<PixelImage> pictures(ClassifierBatch batch, NDManager weights, int count) {
    MixingPlan plan = batch.mixing();
    int number = batch.names().size();
    int planes = shown.channels() * plan.size().height() * plan.size().width();
    int stored = batch.pixels().length / number;
    float[] values = new float[number * planes];
    for (int i = 0; i < values.length; i++) {
      values[i] = batch.pixels()[i / planes * stored + i % planes] & 0xff;
    }
    List<PixelImage> pictures = new ArrayList<>();
    try (Autograd.Paused paused = Autograd.pause();
        NDManager manager = weights.newSubManager()) {
      Shape shape = new Shape(number, shown.channels(), plan.size().height(), plan.size().width());
      NDArray mixed = plan.mix(manager.create(values, shape)).get("0:" + count);
      float[] samples = mixed.toFloatArray();
      for (int i = 0; i < count; i++) {
        byte[] bytes = new byte[planes];
        for (int k = 0; k < planes; k++) {
          bytes[k] = (byte) Math.round(samples[i * planes + k]);
        }
        pictures.add(
            shown.view(PixelPlanes.image(plan.size().width(), plan.size().height(), bytes)));
      }
    }
    return pictures;
  }

  private List<String> captions(ClassifierBatch batch) {
    Map<String, Integer> labels =
        images.images().stream()
            .collect(Collectors.toMap(LabelledImage::name, LabelledImage::label));
    List<String> captions = new ArrayList<>();
    for (int i = 0; i < batch.names().size(); i++) {
      int own = labels.get(batch.names().get(i));
      int other = labels.get(batch.names().get(batch.mixing().partner(i)));
      long share = Math.round(100 * batch.mixing().shares().get(i).own());
      captions.add(
          own == other || share == 100
              ? images.classes().get(own)
              : "%s %s %%, %s %s %%"
                  .formatted(
                      images.classes().get(own), share, images.classes().get(other), 100 - share));
    }
    return captions;
  }
}
