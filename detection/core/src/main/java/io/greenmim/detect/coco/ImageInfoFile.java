package io.greenmim.detect.coco;

import io.greenmim.detect.config.Category;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Images without annotations in COCO's form, as its test sets have them: which file each number of
 * an image in a result file means, and which name each number of a category.
 */
public final class ImageInfoFile {

  private ImageInfoFile() {}

  /**
   * Writes a file whole or not at all.
   *
   * @param file the file; its folder is made if need be
   * @param images the images
   * @param categories the categories
   * @throws IOException if it cannot be written; then an old file is untouched
   */
  public static void write(Path file, List<CocoImage> images, List<Category> categories)
      throws IOException {
    JsonFile.write(
        file,
        out -> {
          out.beginObject();
          out.name("images").beginArray();
          for (CocoImage image : images) {
            out.beginObject();
            out.name("id").value(image.id());
            out.name("file_name").value(image.fileName());
            out.name("width").value(image.width());
            out.name("height").value(image.height());
            out.endObject();
          }
          out.endArray();
          out.name("annotations").beginArray().endArray();
          out.name("categories").beginArray();
          for (Category category : categories) {
            out.beginObject();
            out.name("id").value(category.id());
            out.name("name").value(category.name());
            out.endObject();
          }
          out.endArray();
          out.endObject();
        });
  }
}
