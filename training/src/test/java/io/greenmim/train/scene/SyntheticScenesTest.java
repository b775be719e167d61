package io.greenmim.train.scene;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.greenmim.image.PixelImage;
import io.greenmim.train.data.ImageDecoder;
import java.awt.Color;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SyntheticScenesTest {

  @TempDir Path folder;

  @Test
  void aSceneIsAFunctionOfSeedAndNumber() {
    PixelImage scene = new SyntheticScenes(1).draw(7);
    assertArrayEquals(scene.bytes(), new SyntheticScenes(1).draw(7).bytes());
    assertFalse(Arrays.equals(scene.bytes(), new SyntheticScenes(2).draw(7).bytes()));
    assertFalse(Arrays.equals(scene.bytes(), new SyntheticScenes(1).draw(8).bytes()));
  }

  @Test
  void filesAreNamedByWhatTheyShow() throws Exception {
    SyntheticScenes scenes = new SyntheticScenes(1);
    scenes.writeTo(folder, 6);
    try (var files = Files.list(folder)) {
      List<String> names = files.map(f -> f.getFileName().toString()).sorted().toList();
      assertEquals(
          List.of(
              "cone-plain-0002.png",
              "cube-plain-0004.png",
              "cylinder-plain-0001.png",
              "sphere-checker-0005.png",
              "sphere-plain-0000.png",
              "torus-plain-0003.png"),
          names);
    }
    PixelImage read =
        new ImageDecoder().decode(folder.resolve("torus-plain-0003.png"), 3, SyntheticScenes.SIDE);
    assertArrayEquals(scenes.draw(3).bytes(), read.bytes());
  }

  @ParameterizedTest
  @EnumSource(SolidShape.class)
  void solidsFaceTheViewerAndEndInsideTheirSquare(SolidShape shape) {
    double[] normal = new double[3];
    int covered = 0;
    for (double y = -1.5; y <= 1.5; y += 0.01) {
      for (double x = -1.5; x <= 1.5; x += 0.01) {
        if (shape.normal(x, y, normal)) {
          covered++;
          assertTrue(Math.abs(x) <= 1 && Math.abs(y) <= 1, shape + " at " + x + ", " + y);
          assertTrue(normal[2] >= 0, shape + " at " + x + ", " + y);
        }
      }
    }
    double area = covered * 1e-4;
    assertTrue(area > 1.5 && area < 3.5, shape + " covers " + area);
  }

  @ParameterizedTest
  @EnumSource(Texture.class)
  void texturesMixBetweenTheirColours(Texture texture) {
    double low = 1;
    double high = 0;
    for (int i = 0; i < 2000; i++) {
      int row = i / 50;
      double mix = texture.mix(i % 50 * 0.02, row * 0.025, 3);
      low = Math.min(low, mix);
      high = Math.max(high, mix);
    }
    assertTrue(low >= 0 && high <= 1 && high - low > 0.05, texture + ": " + low + " to " + high);
  }

  @Test
  void mixedScenesTellWhatIsWhere() {
    boolean severalKinds = false;
    for (int number = 0; number < 10; number++) {
      LabelledScene scene = new SyntheticScenes(3).drawMixed(number, SceneColours.ANY);
      assertArrayEquals(
          scene.owner(), new SyntheticScenes(3).drawMixed(number, SceneColours.ANY).owner());
      assertTrue(SyntheticScenes.kinds().containsAll(scene.kinds()), scene.kinds()::toString);
      severalKinds |= scene.kinds().stream().distinct().count() > 1;
      int seen = 0;
      for (int solid = 0; solid < scene.kinds().size(); solid++) {
        for (byte inside : scene.mask(solid)) {
          seen += inside;
        }
      }
      int covered = 0;
      for (byte owner : scene.owner()) {
        covered += owner == LabelledScene.WALL ? 0 : 1;
      }
      assertEquals(covered, seen);
      assertTrue(seen > 0, "scene " + number + " shows nothing");
    }
    assertTrue(severalKinds);
  }

  @Test
  void coloursTellTheKindIfAskedTo() {
    List<String> kinds = SyntheticScenes.kinds();
    for (int number = 0; number < 12; number++) {
      LabelledScene scene = new SyntheticScenes(3).drawMixed(number, SceneColours.BY_KIND);
      byte[] rgb = scene.image().bytes();
      for (int solid = 0; solid < scene.kinds().size(); solid++) {
        byte[] mask = scene.mask(solid);
        List<Float> hues = new ArrayList<>();
        for (int i = 0; i < mask.length; i++) {
          if (mask[i] != 0) {
            hues.add(
                Color.RGBtoHSB(
                    rgb[3 * i] & 0xFF, rgb[3 * i + 1] & 0xFF, rgb[3 * i + 2] & 0xFF, null)[0]);
          }
        }
        if (hues.size() >= 64) {
          hues.sort(null);
          double place = hues.get(hues.size() / 2) * kinds.size();
          assertEquals(scene.kinds().get(solid), kinds.get((int) (place + 0.05) % kinds.size()));
        }
      }
    }
  }
}
