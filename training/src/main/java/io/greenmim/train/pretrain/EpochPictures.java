package io.greenmim.train.pretrain;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import io.greenmim.config.ImageSize;
import io.greenmim.config.Preprocessing;
import io.greenmim.image.CenterCrop;
import io.greenmim.image.PixelImage;
import io.greenmim.image.ResampleFilter;
import io.greenmim.image.ResizeToCover;
import io.greenmim.masking.PatchMask;
import io.greenmim.model.MaskPlan;
import io.greenmim.model.mim.MaskedImageModel;
import io.greenmim.model.mim.Reconstruction;
import io.greenmim.ops.Autograd;
import io.greenmim.ops.ImageTensors;
import io.greenmim.train.config.PretrainSettings;
import io.greenmim.train.data.ImageDecoder;
import io.greenmim.train.data.ImageList;
import io.greenmim.train.data.UnreadableImageException;
import io.greenmim.train.report.ImageSheet;
import io.greenmim.train.task.Pictures;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The same few images and the same mask after every epoch, as the model reconstructs them. */
final class EpochPictures implements Pictures.Drawing {

  private static final String FOLDER = "reconstructions";

  private static final String NOTE = "visible patches are pasted";
  private static final String LEAK = NOTE + "; hidden ones have their true mean and variance";

  private final PretrainSettings settings;
  private final MaskedImageModel model;
  private final List<PixelImage> images;

  private EpochPictures(
      PretrainSettings settings, MaskedImageModel model, List<PixelImage> images) {
    this.settings = settings;
    this.model = model;
    this.images = images;
  }

  /**
   * Reads images spread over the list; those that cannot be read are passed over. Gives nothing
   * without any.
   */
  static Optional<Pictures> of(PretrainSettings settings, MaskedImageModel model, ImageList list)
      throws IOException {
    ImageDecoder decoder = new ImageDecoder(settings.limits().limits());
    List<PixelImage> images = new ArrayList<>();
    int wanted = Math.min(settings.pictures(), list.size());
    ImageSize size = settings.imageSize();
    int channels = model.encoder().config().inChannels();
    for (int i = 0; i < list.size() && images.size() < wanted; i++) {
      // Spread over the list first, so that not all come from one sub-folder.
      int index = (int) ((long) i * (list.size() / Math.max(1, wanted)) % list.size());
      read(decoder, list.path(index), channels, size).ifPresent(images::add);
    }
    return images.isEmpty()
        ? Optional.empty()
        : Optional.of(new Pictures(FOLDER, new EpochPictures(settings, model, images)));
  }

  /** Reads an image; the loader counts and lists those that cannot be read. */
  private static Optional<PixelImage> read(
      ImageDecoder decoder, Path path, int channels, ImageSize size) throws IOException {
    try {
      PixelImage image = decoder.decode(path, channels, size.longer());
      PixelImage resized =
          new ResizeToCover(size.width(), size.height(), ResampleFilter.BICUBIC).apply(image);
      return Optional.of(new CenterCrop(size.width(), size.height()).apply(resized));
    } catch (UnreadableImageException e) {
      return Optional.empty();
    }
  }

  @Override
  public ImageSheet draw(NDManager weights) {
    ImageSize size = settings.imageSize();
    int patch = model.maskPatch();
    PatchMask mask =
        settings
            .maskGenerator(settings.run().seed())
            .generate(0, size.height() / patch, size.width() / patch);
    MaskPlan plan = model.planner(settings.grouping()).plan(List.of(mask));
    ImageSheet sheet =
        new ImageSheet(
            List.of("original", "masked", "reconstruction"),
            model.normalisesTarget() ? LEAK : NOTE);
    Preprocessing preprocessing = settings.modelConfig().preprocessing();
    try (Autograd.Paused paused = Autograd.pause();
        NDManager manager = weights.newSubManager()) {
      for (PixelImage image : images) {
        NDArray input = ImageTensors.normalised(manager, image, preprocessing);
        Reconstruction pictures =
            model.reconstruct(new ParameterStore(manager, false), input, plan);
        sheet.add(
            List.of(
                image,
                toImage(pictures.masked(), preprocessing),
                toImage(pictures.reconstruction(), preprocessing)));
      }
    }
    return sheet;
  }

  /** Turns a normalised picture (1, c, H, W) into an image. */
  private static PixelImage toImage(NDArray picture, Preprocessing preprocessing) {
    Shape shape = picture.getShape();
    return PixelImage.ofPlanes(
        Math.toIntExact(shape.get(3)),
        Math.toIntExact(shape.get(2)),
        ImageTensors.denormalise(picture, preprocessing).toByteArray());
  }
}
