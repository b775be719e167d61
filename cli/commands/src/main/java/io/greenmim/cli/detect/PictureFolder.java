package io.greenmim.cli.detect;

import io.greenmim.cli.option.SettingOptions;
import io.greenmim.config.Checks;
import io.greenmim.detect.coco.CocoImage;
import io.greenmim.detect.config.Category;
import io.greenmim.detect.model.Instances;
import io.greenmim.detect.report.DrawnObject;
import io.greenmim.detect.report.ObjectPicture;
import io.greenmim.detect.train.FoundResults;
import io.greenmim.detect.train.ListedImage;
import io.greenmim.image.PixelImage;
import io.greenmim.train.config.PictureChannels;
import io.greenmim.train.data.UnreadableImageException;
import io.greenmim.train.data.UnreadableImages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;

/** Draws what is found in each image into a folder, and remembers the images. */
final class PictureFolder implements FoundResults.Observer {

  private final Path folder;
  private final List<Category> categories;
  private final float threshold;
  private final PictureChannels channels;
  private final ImageProgress progress;
  private final List<CocoImage> images = new ArrayList<>();
  private final UnreadableImages unreadable;
  private long found;
  private long drawn;

  PictureFolder(
      Path folder,
      List<Category> categories,
      float threshold,
      PictureChannels channels,
      UnreadableImages unreadable,
      ImageProgress progress) {
    this.folder = folder;
    this.categories = categories;
    this.threshold = threshold;
    this.channels = channels;
    this.unreadable = unreadable;
    this.progress = progress;
  }

  /** Demands a folder that no image is read from, and names that stay inside of it. */
  static void check(Path folder, Path source, List<ListedImage> images) {
    Path whole = folder.toAbsolutePath().normalize();
    Checks.that(
        !Files.exists(folder) || Files.isDirectory(folder),
        "--output: expected a folder, got the file %s",
        folder);
    Checks.that(
        !Files.isDirectory(source) || !whole.startsWith(source.toAbsolutePath().normalize()),
        "--output: expected a folder outside of %s, whose images it would add to, got %s",
        source,
        folder);
    for (ListedImage image : images) {
      Checks.that(
          picture(whole, image).normalize().startsWith(whole),
          "image %d: expected a path below the folder of images, got %s",
          image.id(),
          image.name());
    }
  }

  /** The image's extension stays in the name: two images may differ in nothing else. */
  private static Path picture(Path folder, ListedImage image) {
    return folder.resolve(image.name() + ".png");
  }

  @Override
  public void found(ListedImage image, PixelImage pixels, Instances objects) throws IOException {
    List<DrawnObject> shown = DrawnObject.found(objects, categories, threshold);
    ObjectPicture.write(ObjectPicture.draw(channels.view(pixels), shown), picture(folder, image));
    images.add(new CocoImage(image.id(), image.name(), pixels.width(), pixels.height()));
    found += objects.boxes().size();
    drawn += shown.size();
    progress.step();
  }

  @Override
  public void unreadable(ListedImage image, UnreadableImageException reason) {
    unreadable.add(image.name(), reason.reason());
    progress.step();
  }

  /**
   * Names the images that could not be read, the first ones on the screen, all of them in a file.
   */
  void reportSkipped(CommandSpec spec) throws IOException {
    SettingOptions.tell(spec, unreadable.list(folder.resolve(UnreadableImages.LIST)));
  }

  /** The images that were looked at. */
  List<CocoImage> images() {
    return Collections.unmodifiableList(images);
  }

  /** Number of objects in them. */
  long found() {
    return found;
  }

  /** Number of objects that the pictures show. */
  long drawn() {
    return drawn;
  }
}
