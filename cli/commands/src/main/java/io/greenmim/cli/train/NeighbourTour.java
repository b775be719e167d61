package io.greenmim.cli.train;

import ai.djl.ModelException;
import ai.djl.inference.Predictor;
import ai.djl.modality.cv.Image;
import ai.djl.modality.cv.ImageFactory;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import ai.djl.translate.TranslateException;
import io.greenmim.image.PixelImage;
import io.greenmim.train.config.Interruption;
import io.greenmim.train.data.ImageDecoder;
import io.greenmim.train.data.ImageList;
import io.greenmim.train.data.UnreadableImageException;
import io.greenmim.train.report.ImageSheet;
import io.greenmim.train.report.NearestNeighbours;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Nearest neighbours of a few images by the features of a model from a zoo. */
final class NeighbourTour {

  private static final int MOST_IMAGES = 120;
  private static final int QUERIES = 5;
  private static final int NEIGHBOURS = 4;
  private static final int SHOWN_SIDE = 128;

  private final URI model;
  private final ImageList list;

  NeighbourTour(URI model, ImageList list) {
    this.model = model;
    this.list = list;
  }

  /** Writes the neighbours as a picture and returns them as a table. */
  String write(Path picture)
      throws IOException, InterruptedException, ModelException, TranslateException {
    List<String> names = new ArrayList<>();
    List<PixelImage> images = new ArrayList<>();
    List<float[]> features = new ArrayList<>();
    Criteria<Image, float[]> criteria =
        Criteria.builder()
            .setTypes(Image.class, float[].class)
            .optModelUrls(model.toString())
            .build();
    try (ZooModel<Image, float[]> zooModel = criteria.loadModel();
        Predictor<Image, float[]> predictor = zooModel.newPredictor()) {
      int step = Math.max(1, list.size() / MOST_IMAGES);
      for (int i = 0; i < list.size() && images.size() < MOST_IMAGES; i += step) {
        Interruption.check();
        PixelImage image = decode(i);
        if (image != null) {
          names.add(list.files().get(i).name());
          images.add(ImageSheet.thumbnail(image, SHOWN_SIDE));
          features.add(predictor.predict(toDjl(image)));
        }
      }
    }
    if (images.size() < 2) {
      throw new IOException(
          "neighbours: expected at least 2 readable images in %s, got %s"
              .formatted(list.root(), images.size()));
    }
    NearestNeighbours neighbours = new NearestNeighbours(features);
    List<Integer> queries = new ArrayList<>();
    for (int i = 0; i < Math.min(QUERIES, images.size()); i++) {
      queries.add(i * (images.size() - 1) / QUERIES);
    }
    int count = Math.min(NEIGHBOURS, images.size() - 1);
    neighbours.sheet(names, queries, count, images::get).write(picture);
    return neighbours.table(names, queries, count);
  }

  /** Decodes an image; null if it cannot be read, which the run has listed already. */
  private PixelImage decode(int index) throws IOException {
    try {
      return new ImageDecoder().decode(list.path(index));
    } catch (UnreadableImageException e) {
      return null;
    }
  }

  private static Image toDjl(PixelImage image) {
    int[] pixels = new int[image.width() * image.height()];
    byte[] rgb = image.bytes();
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] =
          0xFF << 24
              | (rgb[3 * i] & 0xFF) << 16
              | (rgb[3 * i + 1] & 0xFF) << 8
              | (rgb[3 * i + 2] & 0xFF);
    }
    return ImageFactory.getInstance().fromPixels(pixels, image.width(), image.height());
  }
}
