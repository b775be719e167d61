package io.greenmim.examples;

import ai.djl.inference.Predictor;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import io.greenmim.search.FolderUpdate;
import io.greenmim.search.Found;
import io.greenmim.search.ImageIndex;
import io.greenmim.search.ImageIndexWriter;
import io.greenmim.search.VectorQuery;
import io.greenmim.search.VectorSpace;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Finds the images of a folder that fit some words best, with a model that {@code align} made.
 * Their vectors are kept in an index, so that the next words are answered at once.
 */
public final class FindByWords {

  private static final int SHOWN = 5;

  private FindByWords() {}

  /**
   * Runs the example.
   *
   * @param args folder or address of the model; folder of images; folder of the index; words
   * @throws Exception if the model or an image cannot be loaded, or the index cannot be written
   */
  public static void main(String[] args) throws Exception {
    Path images = Path.of(args[1]);
    Path folder = Path.of(args[2]);
    try (ZooModel<Path, float[]> model = load(args[0], Path.class);
        Predictor<Path, float[]> predictor = model.newPredictor();
        ImageIndexWriter writer =
            ImageIndexWriter.open(folder, images, VectorSpace.of(args[0], model))) {
      FolderUpdate update = new FolderUpdate(writer, images);
      for (String name : update.missing(pictures(images))) {
        update.put(name, predictor.predict(images.resolve(name)));
      }
      writer.finish();
    }
    String words = String.join(" ", List.of(args).subList(3, args.length));
    try (ZooModel<String, float[]> model = load(args[0], String.class);
        Predictor<String, float[]> predictor = model.newPredictor();
        ImageIndex index = ImageIndex.open(folder)) {
      VectorQuery query = VectorQuery.of(predictor.predict(words), SHOWN);
      for (Found.Hit hit : index.search(query).images()) {
        System.out.println(hit.cosine() + " " + hit.name());
      }
    }
  }

  private static <I> ZooModel<I, float[]> load(String model, Class<I> input) throws Exception {
    return Criteria.builder()
        .setTypes(input, float[].class)
        .optModelUrls(model)
        .build()
        .loadModel();
  }

  private static List<String> pictures(Path folder) throws Exception {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.matches(".*[.](png|jpg)"))
          .toList();
    }
  }
}
