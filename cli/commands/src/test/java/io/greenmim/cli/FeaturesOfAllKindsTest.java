package io.greenmim.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.inference.Predictor;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import io.greenmim.image.PixelImage;
import io.greenmim.tensors.SafeTensorsFile;
import io.greenmim.train.testing.DrawnBmp;
import io.greenmim.train.testing.DrawnFile;
import io.greenmim.train.testing.DrawnJpeg;
import io.greenmim.train.testing.DrawnPng;
import io.greenmim.train.testing.DrawnTiff;
import io.greenmim.train.testing.DrawnWebp;
import io.greenmim.train.testing.TinyModelFolder;
import io.greenmim.weights.TensorArrays;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An application gets the features that the command line writes, of files of all kinds. */
class FeaturesOfAllKindsTest {

  /** The same pixels, alone and in a batch. */
  private static final float TOLERANCE = 1e-5f;

  @TempDir private Path folder;

  @Test
  void theCommandLineAndAnApplicationSeeTheSame() throws Exception {
    Path images = Files.createDirectories(folder.resolve("images"));
    List<DrawnFile> kinds = new ArrayList<>(DrawnJpeg.all());
    kinds.addAll(DrawnPng.all());
    kinds.addAll(DrawnBmp.all());
    kinds.addAll(DrawnTiff.all());
    kinds.addAll(DrawnWebp.all());
    List<Path> files = new ArrayList<>();
    for (DrawnFile kind : kinds) {
      String name = String.format(Locale.ROOT, "%03d", files.size());
      files.add(Files.write(images.resolve(name), kind.file()));
    }
    // So large that a decoder of training would deliver a quarter of it.
    files.add(Files.write(images.resolve("large"), DrawnJpeg.jpeg(noise(1300, 1200), false)));
    Path run = TinyModelFolder.masked(folder.resolve("run"), 1);
    Path zoo = folder.resolve("zoo");
    Screen published = Screen.of("publish", "" + run, "--zoo", "" + zoo, "--artifact", "kinds");
    assertEquals(0, published.exitCode(), published.err());
    String url = "greenmim://kinds?zoo=" + zoo;
    Path output = folder.resolve("f.safetensors");
    Screen screen =
        Screen.of("features", "--model", url, "--images", "" + images, "--output", "" + output);
    assertEquals(0, screen.exitCode(), screen.err());
    assertTrue(screen.out().startsWith(files.size() + " features"), screen.out());

    Criteria<Path, float[]> criteria =
        Criteria.builder().setTypes(Path.class, float[].class).optModelUrls(url).build();
    try (NDManager manager = NDManager.newBaseManager();
        ZooModel<Path, float[]> model = criteria.loadModel();
        Predictor<Path, float[]> predictor = model.newPredictor()) {
      NDArray features =
          TensorArrays.array(manager, SafeTensorsFile.open(output).tensor("features"));
      for (int i = 0; i < files.size(); i++) {
        String kind = i < kinds.size() ? kinds.get(i).name() : "large";
        assertArrayEquals(
            predictor.predict(files.get(i)), features.get(i).toFloatArray(), TOLERANCE, kind);
      }
    }
  }

  @Test
  void limitsOfImagesAreOptions() throws Exception {
    Path images = Files.createDirectories(folder.resolve("images"));
    Files.write(images.resolve("large.jpg"), DrawnJpeg.jpeg(noise(64, 50), false));
    Files.write(images.resolve("small.jpg"), DrawnJpeg.jpeg(noise(32, 40), false));
    String run = TinyModelFolder.masked(folder.resolve("run"), 1).toString();
    for (String limit : List.of("--max-image-pixels=3199", "--max-image-side=63")) {
      String output = folder.resolve("f.safetensors").toString();
      Screen screen =
          Screen.of("features", "--model", run, "--images=" + images, "--output", output, limit);
      assertEquals(0, screen.exitCode(), screen.err());
      String name = limit.substring(0, limit.indexOf('='));
      String reason =
          "skipped large.jpg: too large: 64 x 50 pixels, the limit of %s is ".formatted(name);
      assertTrue(screen.err().contains(reason), screen.err());
      assertTrue(screen.out().startsWith("1 feature"), screen.out());
    }
  }

  private static PixelImage noise(int width, int height) {
    byte[] rgb = new byte[3 * width * height];
    new SplittableRandom(3).nextBytes(rgb);
    return PixelImage.rgb(width, height, rgb);
  }
}
