package io.greenmim.detect.train;

import ai.djl.ndarray.NDManager;
import io.greenmim.detect.augment.DetectionSample;
import io.greenmim.detect.boxes.Boxes;
import io.greenmim.detect.coco.CocoDataset;
import io.greenmim.detect.config.InputSize;
import io.greenmim.detect.mask.RunLengthMask;
import io.greenmim.detect.model.ImageDetector;
import io.greenmim.detect.model.Instances;
import io.greenmim.detect.report.DrawnObject;
import io.greenmim.detect.report.ObjectPicture;
import io.greenmim.image.PixelImage;
import io.greenmim.ops.Precision;
import io.greenmim.train.config.PictureChannels;
import io.greenmim.train.data.UnreadableImageException;
import io.greenmim.train.report.ImageSheet;
import io.greenmim.train.task.Pictures;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A few images with their annotated objects and, beside them, those that a detector finds. */
final class DetectionPictures implements Pictures.Drawing {

  private static final String FOLDER = "detections";

  /** Weaker detections are not drawn. */
  private static final float SHOWN_SCORE = 0.5f;

  private static final String NOTE = "objects found with a score of at least 0.5";

  private final DetectorTask task;
  private final CocoDataset dataset;
  private final List<DetectionSample> samples;
  private final InputSize size;
  private final Precision precision;
  private final PictureChannels channels;

  private DetectionPictures(
      DetectorTask task,
      CocoDataset dataset,
      List<DetectionSample> samples,
      DetectorSettings settings,
      Precision precision) {
    this.task = task;
    this.dataset = dataset;
    this.samples = samples;
    size = settings.evaluation();
    this.precision = precision;
    channels = settings.input().shown(task.config().encoder().inChannels());
  }

  /**
   * Reads images spread over a data set; those that cannot be read are passed over. Gives nothing
   * without any.
   *
   * @param dataset the images and their objects
   * @param images folder of the images
   */
  static Optional<Pictures> of(
      DetectorTask task,
      CocoDataset dataset,
      Path images,
      DetectorSettings settings,
      Precision precision)
      throws IOException {
    SampleReader reader =
        new SampleReader(
            dataset,
            images,
            true,
            task.config().encoder().inChannels(),
            settings.limits().limits());
    int all = dataset.images().size();
    int wanted = Math.min(settings.pictures(), all);
    List<DetectionSample> samples = new ArrayList<>();
    for (int i = 0; i < all && samples.size() < wanted; i++) {
      read(reader, (int) ((long) i * (all / wanted) % all)).ifPresent(samples::add);
    }
    return samples.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Pictures(
                FOLDER, new DetectionPictures(task, dataset, samples, settings, precision)));
  }

  /** Reads an image; the loader counts and lists those that cannot be read. */
  private static Optional<DetectionSample> read(SampleReader reader, int place) throws IOException {
    try {
      return Optional.of(reader.read(place));
    } catch (UnreadableImageException e) {
      return Optional.empty();
    }
  }

  @Override
  public ImageSheet draw(NDManager manager) {
    ImageDetector detector = new ImageDetector(task.model(), manager, size, precision);
    ImageSheet sheet =
        new ImageSheet(
            List.of("annotated", "found"),
            channels.note().isEmpty() ? NOTE : NOTE + "; " + channels.note());
    for (DetectionSample sample : samples) {
      Instances found = detector.detect(sample.image(), "image " + sample.imageId());
      PixelImage view = channels.view(sample.image());
      sheet.add(
          List.of(
              ObjectPicture.draw(view, annotated(sample)),
              ObjectPicture.draw(
                  view, DrawnObject.found(found, task.config().categories(), SHOWN_SCORE))));
    }
    return sheet;
  }

  private List<DrawnObject> annotated(DetectionSample sample) {
    List<DrawnObject> objects = new ArrayList<>();
    Boxes boxes = sample.boxes();
    for (int i = 0; i < sample.classes().length; i++) {
      int k = sample.classes()[i];
      RunLengthMask mask = sample.outlines().get(i).mask(sample.size()).orElse(null);
      objects.add(object(dataset.categories().get(k).name(), k, Double.NaN, boxes, i, mask));
    }
    return objects;
  }

  private static DrawnObject object(
      String label, int category, double score, Boxes boxes, int i, RunLengthMask mask) {
    return new DrawnObject(
        label, category, score, boxes.x1(i), boxes.y1(i), boxes.x2(i), boxes.y2(i), mask);
  }
}
