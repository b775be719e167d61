package io.greenmim.detect.train;

import io.greenmim.train.config.UserException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A data set on disk: annotation files and folders of images, found under the names that people
 * give them.
 *
 * @param train what is trained on
 * @param validation what is evaluated on, if there is any
 */
public record DataFolder(Part train, Optional<Part> validation) {

  /** What a folder may look like: COCO's own form, a flat one, and one of short names. */
  private static final List<Form> FORMS =
      List.of(
          new Form("annotations/instances_%s2017.json", "%s2017"),
          new Form("instances_%s2017.json", "%s2017"),
          new Form("annotations/%s.json", "images/%s"),
          new Form("annotations/%s.json", "%s"),
          new Form("%s.json", "%s"));

  private record Form(String annotations, String images) {

    Part part(Path folder, String name) {
      return new Part(
          folder.resolve(String.format(Locale.ROOT, annotations, name)),
          folder.resolve(String.format(Locale.ROOT, images, name)));
    }
  }

  /**
   * Annotations with their images.
   *
   * @param annotations a COCO annotation file
   * @param images folder of the images
   */
  public record Part(Path annotations, Path images) {

    boolean exists() {
      return Files.isRegularFile(annotations) && Files.isDirectory(images);
    }
  }

  /**
   * Looks into a folder.
   *
   * @param folder folder of the data set
   * @return its parts {@code train} and, if there, {@code val}
   * @throws UserException if there is no part {@code train} under any known name
   */
  public static DataFolder find(Path folder) {
    for (Form form : FORMS) {
      Part train = form.part(folder, "train");
      if (train.exists()) {
        Part validation = form.part(folder, "val");
        return new DataFolder(
            train, validation.exists() ? Optional.of(validation) : Optional.empty());
      }
    }
    throw new UserException(
        "data: expected in %s train.json with a folder train, or COCO's".formatted(folder)
            + " annotations/instances_train2017.json with train2017, found neither; give"
            + " 'annotations' and 'images'");
  }
}
