package io.greenmim.detect.train;

import io.greenmim.detect.coco.CocoDataset;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;

/** Pictures with one coloured rectangle each, wide and high ones in turn. */
final class DrawnDataset {

  private DrawnDataset() {}

  /**
   * Draws images 1 to count. Image 2 has no object, image 3 a crowd besides its object; every
   * object is of category 7, those of images divisible by 4 of category 5.
   */
  static CocoDataset draw(Path folder, int count) throws IOException {
    List<String> images = new ArrayList<>();
    List<String> annotations = new ArrayList<>();
    for (int id = 1; id <= count; id++) {
      int width = id % 2 == 1 ? 120 + id : 80;
      int height = id % 2 == 1 ? 80 : 120 + id;
      BufferedImage picture = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
      Graphics2D graphics = picture.createGraphics();
      graphics.setColor(new Color(200, id, 0));
      graphics.fillRect(10, 20, 40, 30);
      graphics.dispose();
      ImageIO.write(picture, "png", folder.resolve(id + ".png").toFile());
      images.add(
          "{\"id\":%d,\"file_name\":\"%d.png\",\"width\":%d,\"height\":%d}"
              .formatted(id, id, width, height));
      if (id != 2) {
        annotations.add(annotation(2 * id, id, 0));
      }
      if (id == 3) {
        annotations.add(annotation(2 * id + 1, id, 1));
      }
    }
    String json =
        "{\"images\":%s,\"annotations\":%s,\"categories\":[{\"id\":7,\"name\":\"box\"},"
                .formatted(images, annotations)
            + "{\"id\":5,\"name\":\"rare\"}]}";
    return CocoDataset.read(Files.writeString(folder.resolve("drawn.json"), json));
  }

  private static String annotation(int id, int image, int crowd) {
    return "{\"id\":%d,\"image_id\":%d,\"category_id\":%d,\"iscrowd\":%d,\"area\":1200,"
            .formatted(id, image, image % 4 == 0 ? 5 : 7, crowd)
        + "\"bbox\":[10,20,40,30],\"segmentation\":[[10,20,50,20,50,50,10,50]]}";
  }
}
