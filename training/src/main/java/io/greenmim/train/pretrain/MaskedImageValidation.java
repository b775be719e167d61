package io.greenmim.train.pretrain;

import ai.djl.ndarray.NDManager;
import io.greenmim.config.ImageSize;
import io.greenmim.image.CenterCrop;
import io.greenmim.image.PixelImage;
import io.greenmim.image.PixelPlanes;
import io.greenmim.image.ResampleFilter;
import io.greenmim.image.ResizeToCover;
import io.greenmim.masking.MaskGenerator;
import io.greenmim.masking.MaskSharing;
import io.greenmim.masking.PatchMask;
import io.greenmim.model.MaskPlanner;
import io.greenmim.ops.PassStore;
import io.greenmim.ops.Precision;
import io.greenmim.train.config.PretrainSettings;
import io.greenmim.train.data.BatchShape;
import io.greenmim.train.data.DataException;
import io.greenmim.train.data.ImageDecoder;
import io.greenmim.train.data.ImageFolderScanner;
import io.greenmim.train.data.ImageList;
import io.greenmim.train.data.PixelBatch;
import io.greenmim.train.data.UnreadableImageException;
import io.greenmim.train.data.UnreadableImages;
import io.greenmim.train.task.DivergedException;
import io.greenmim.train.task.Validation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * The loss on images that are not trained on: their centres, always under the same masks, so that
 * losses can be compared.
 */
final class MaskedImageValidation implements Validation {

  /** The same masks in every validation, whatever the seed of the run. */
  private static final long SEED = 1;

  private final MaskedImageTask task;
  private final PretrainSettings settings;
  private final Precision precision;
  private final ImageList images;
  private final ImageDecoder decoder;
  private final MaskPlanner planner;
  private final int channels;

  MaskedImageValidation(MaskedImageTask task, PretrainSettings settings, Precision precision) {
    this.task = task;
    this.settings = settings;
    this.precision = precision;
    images = ImageFolderScanner.scan(settings.valData());
    decoder = new ImageDecoder(settings.limits().limits());
    channels = task.config().encoder().inChannels();
    planner = task.model().planner(settings.grouping());
  }

  /**
   * Looks at every image that can be read.
   *
   * @throws DataException if no image can be read
   */
  @Override
  public Optional<Outcome> run(NDManager manager, UnreadableImages unreadable, BooleanSupplier stop)
      throws IOException {
    double sum = 0;
    int read = 0;
    for (int first = 0; first < images.size(); first += settings.batchSize()) {
      int end = Math.min(images.size(), first + settings.batchSize());
      List<byte[]> pictures = new ArrayList<>();
      List<Integer> places = new ArrayList<>();
      for (int i = first; i < end; i++) {
        if (stop.getAsBoolean()) {
          return Optional.empty();
        }
        Optional<byte[]> picture = picture(images.path(i), unreadable);
        if (picture.isPresent()) {
          pictures.add(picture.get());
          places.add(i);
        }
      }
      if (!pictures.isEmpty()) {
        sum += pictures.size() * loss(manager, pictures, masks(first, places), images.path(first));
        read += pictures.size();
      }
    }
    if (read == 0) {
      throw unreadable.nothingReadable(
          images.size(), "under " + images.root(), images.path(0).toString());
    }
    int missing = images.size() - read;
    String note =
        missing == 0 ? "" : "; %s of %s images cannot be read".formatted(missing, images.size());
    return Optional.of(new Outcome(sum / read, Map.of(), missing, note));
  }

  /** Training may have an image of the same name in another folder: here it is the whole path. */
  private Optional<byte[]> picture(Path path, UnreadableImages unreadable) throws IOException {
    int height = settings.imageSize().height();
    int width = settings.imageSize().width();
    try {
      PixelImage image = decoder.decode(path, channels, settings.imageSize().longer());
      PixelImage resized = new ResizeToCover(width, height, ResampleFilter.BICUBIC).apply(image);
      return Optional.of(PixelPlanes.of(new CenterCrop(width, height).apply(resized), false));
    } catch (UnreadableImageException e) {
      unreadable.add(path.toString(), e.reason());
      return Optional.empty();
    }
  }

  /** The mask of each image, by its place in the whole list, or the one of the batch. */
  private List<PatchMask> masks(int first, List<Integer> places) {
    MaskGenerator generator = settings.maskGenerator(SEED);
    int rows = settings.imageSize().height() / task.model().maskPatch();
    int cols = settings.imageSize().width() / task.model().maskPatch();
    List<Integer> numbers = settings.masks() == MaskSharing.BATCH ? List.of(first) : places;
    return numbers.stream().map(number -> generator.generate(number, rows, cols)).toList();
  }

  private double loss(NDManager manager, List<byte[]> pictures, List<PatchMask> masks, Path first)
      throws DivergedException {
    ImageSize size = settings.imageSize();
    int count = pictures.size();
    MaskedBatch batch =
        new MaskedBatch(
            PixelBatch.of(0, 0, BatchShape.of(count, channels, size), pictures).pixels(),
            count,
            size.height(),
            size.width(),
            planner.plan(masks));
    try (NDManager pass = manager.newSubManager()) {
      double loss = task.evaluate(batch, new PassStore(pass, precision), pass).read().total();
      if (!Double.isFinite(loss)) {
        throw new DivergedException("%s: expected a finite loss, got %s".formatted(first, loss));
      }
      return loss;
    }
  }
}
