package io.greenmim.train.pretrain;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import io.greenmim.config.ImageSize;
import io.greenmim.config.Preprocessing;
import io.greenmim.image.CenterCrop;
import io.greenmim.image.PixelImage;
import io.greenmim.image.PixelPlanes;
import io.greenmim.image.ResampleFilter;
import io.greenmim.image.ResizeToCover;
import io.greenmim.masking.MaskSharing;
import io.greenmim.masking.PatchMask;
import io.greenmim.model.MaskPlanner;
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
import io.greenmim.translate.ReconstructionPictures;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The same few images under the same masks after every epoch, as the model reconstructs them. */
final class EpochPictures implements Pictures.Drawing {

  private static final String FOLDER = "reconstructions";

  private final PretrainSettings settings;
  private final MaskedImageModel model;
  private final List<Shown> images;

  /** An image that is shown, and its place in the list, which tells its mask. */
  private record Shown(PixelImage image, int place) {}

  private EpochPictures(PretrainSettings settings, MaskedImageModel model, List<Shown> images) {
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
    List<Shown> images = new ArrayList<>();
    int wanted = Math.min(settings.pictures(), list.size());
    ImageSize size = settings.imageSize();
    int channels = model.encoder().config().inChannels();
    for (int i = 0; i < list.size() && images.size() < wanted; i++) {
      // Spread over the list first, so that not all come from one sub-folder.
      int index = (int) ((long) i * (list.size() / Math.max(1, wanted)) % list.size());
      read(decoder, list.path(index), channels, size)
          .ifPresent(image -> images.add(new Shown(image, index)));
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
    Preprocessing preprocessing = settings.modelConfig().preprocessing();
    MaskPlanner planner = model.planner(settings.grouping());
    ReconstructionSheet sheet =
        new ReconstructionSheet(model, settings.input().shown(preprocessing.channels()));
    try (Autograd.Paused paused = Autograd.pause();
        NDManager manager = weights.newSubManager()) {
      for (Shown shown : images) {
        NDArray input = ImageTensors.normalised(manager, shown.image(), preprocessing);
        Reconstruction pictures =
            model.reconstruct(
                new ParameterStore(manager, false), input, planner.plan(List.of(mask(shown))));
        sheet.add(
            new ReconstructionPictures(
                shown.image(),
                toImage(pictures.masked(), preprocessing),
                toImage(pictures.reconstruction(), preprocessing)));
      }
    }
    return sheet.sheet();
  }

  /** The mask of an image, or the one that all of them share. */
  private PatchMask mask(Shown shown) {
    int patch = model.maskPatch();
    return settings
        .maskGenerator(settings.run().seed())
        .generate(
            settings.masks() == MaskSharing.BATCH ? 0 : shown.place(),
            settings.imageSize().height() / patch,
            settings.imageSize().width() / patch);
  }

  /** Turns a normalised picture (1, c, H, W) into an image. */
  private static PixelImage toImage(NDArray picture, Preprocessing preprocessing) {
    Shape shape = picture.getShape();
    return PixelPlanes.image(
        Math.toIntExact(shape.get(3)),
        Math.toIntExact(shape.get(2)),
        ImageTensors.denormalise(picture, preprocessing).toByteArray());
  }
}
