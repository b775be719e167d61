package io.greenmim.detect.train;

import com.google.gson.stream.JsonWriter;
import io.greenmim.detect.mask.PixelBox;
import io.greenmim.detect.mask.RleString;
import io.greenmim.detect.mask.RunLengthMask;
import io.greenmim.tensors.AtomicFiles;
import io.greenmim.train.config.Interruption;
import io.greenmim.train.scene.LabelledScene;
import io.greenmim.train.scene.SceneColours;
import io.greenmim.train.scene.SyntheticScenes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** Drawn scenes as a data set in COCO's format: a folder of images and an annotation file. */
public final class SceneDataset {

  /** Solids of which less is seen are hidden behind others, and no objects. */
  private static final int LEAST_AREA = 64;

  private static final List<String> KINDS = SyntheticScenes.kinds();

  private SceneDataset() {}

  /**
   * Draws scenes of solids of any colours and writes them.
   *
   * @param images folder of the images; made if need be
   * @param annotations the annotation file
   * @param seed seed of the scenes
   * @param count number of scenes
   * @throws IOException if a file cannot be written
   */
  public static void write(Path images, Path annotations, long seed, int count) throws IOException {
    write(images, annotations, seed, count, SceneColours.ANY);
  }

  /**
   * Draws scenes and writes them.
   *
   * @param images folder of the images; made if need be
   * @param annotations the annotation file
   * @param seed seed of the scenes
   * @param count number of scenes
   * @param colours what the colours of the solids tell
   * @throws IOException if a file cannot be written
   */
  public static void write(
      Path images, Path annotations, long seed, int count, SceneColours colours)
      throws IOException {
    Files.createDirectories(images);
    SyntheticScenes scenes = new SyntheticScenes(seed);
    AtomicFiles.replace(
        annotations,
        file -> {
          try (JsonWriter out = new JsonWriter(Files.newBufferedWriter(file))) {
            write(images, scenes, count, colours, out);
          }
        });
  }

  private static void write(
      Path images, SyntheticScenes scenes, int count, SceneColours colours, JsonWriter out)
      throws IOException {
    out.setHtmlSafe(false);
    out.beginObject();
    writeCategories(out);
    out.name("images").beginArray();
    for (int number = 0; number < count; number++) {
      Interruption.checkIo();
      SyntheticScenes.write(
          scenes.drawMixed(number, colours).image(), images.resolve(name(number)));
      writeImage(out, number);
    }
    out.endArray();
    out.name("annotations").beginArray();
    int id = 1;
    for (int number = 0; number < count; number++) {
      id = writeObjects(out, number, scenes.drawMixed(number, colours), id);
    }
    out.endArray();
    out.endObject();
  }

  private static String name(int number) {
    return String.format(Locale.ROOT, "scene-%04d.png", number);
  }

  private static void writeCategories(JsonWriter out) throws IOException {
    out.name("categories").beginArray();
    for (int k = 0; k < KINDS.size(); k++) {
      out.beginObject().name("id").value(k + 1).name("name").value(KINDS.get(k)).endObject();
    }
    out.endArray();
  }

  private static void writeImage(JsonWriter out, int number) throws IOException {
    out.beginObject();
    out.name("id").value(number + 1);
    out.name("file_name").value(name(number));
    out.name("width").value(SyntheticScenes.SIDE);
    out.name("height").value(SyntheticScenes.SIDE);
    out.endObject();
  }

  /** Writes what is seen of each solid; returns the next free id. */
  private static int writeObjects(JsonWriter out, int number, LabelledScene scene, int first)
      throws IOException {
    int id = first;
    for (int solid = 0; solid < scene.kinds().size(); solid++) {
      RunLengthMask mask =
          RunLengthMask.encode(SyntheticScenes.SIDE, SyntheticScenes.SIDE, scene.mask(solid));
      if (mask.area() < LEAST_AREA) {
        continue;
      }
      PixelBox box = mask.box();
      out.beginObject();
      out.name("id").value(id++);
      out.name("image_id").value(number + 1);
      out.name("category_id").value(KINDS.indexOf(scene.kinds().get(solid)) + 1);
      out.name("bbox").beginArray();
      out.value(box.x()).value(box.y()).value(box.width()).value(box.height());
      out.endArray();
      out.name("area").value(mask.area());
      out.name("iscrowd").value(0);
      out.name("segmentation").beginObject();
      out.name("size").beginArray().value(mask.height()).value(mask.width()).endArray();
      out.name("counts").value(RleString.format(mask));
      out.endObject();
      out.endObject();
    }
    return id;
  }
}
