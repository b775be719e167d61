package io.greenmim.detect.coco;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Annotation files of a few entries. */
final class TestFiles {

  /** A good image of 100 x 80 pixels. */
  static final String IMAGE = "{\"id\":7,\"file_name\":\"a.png\",\"width\":100,\"height\":80}";

  /** Categories whose ids are neither sorted nor dense. */
  static final String CATEGORIES = "{\"id\":90,\"name\":\"dog\"},{\"id\":-3,\"name\":\"cat\"}";

  /** A good annotation, number 1. */
  static final String GOOD = annotation(1, "\"segmentation\":[[10,10,30,10,30,40]]");

  private TestFiles() {}

  /** An annotation of the image, with more fields or with other values for these. */
  static String annotation(long id, String more) {
    return "{\"id\":%d,\"image_id\":7,\"category_id\":90,\"bbox\":[10,10,20,30],\"area\":300,%s}"
        .formatted(id, more);
  }

  static Path write(Path folder, String images, String annotations, String categories)
      throws IOException {
    return writeText(
        folder,
        "{\"info\":{\"x\":[1,{}]},\"images\":[%s],\"annotations\":[%s],\"categories\":[%s]}"
            .formatted(images, annotations, categories));
  }

  static Path writeText(Path folder, String text) throws IOException {
    return Files.writeString(folder.resolve("instances.json"), text);
  }
}
