package io.greenmim.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.greenmim.detect.coco.CocoDataset;
import io.greenmim.detect.coco.CocoImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataSplitCommandTest {

  @TempDir private Path folder;

  private void part(String name, int images) throws IOException {
    Files.createDirectories(folder.resolve("data").resolve(name));
    StringBuilder entries = new StringBuilder();
    for (int i = 0; i < images; i++) {
      entries.append(i == 0 ? "" : ",");
      entries.append("{\"id\":%s,\"file_name\":\"%s.png\"}".formatted(i, i));
    }
    Files.writeString(
        folder.resolve("data").resolve(name + ".json"),
        "{\"images\":[%s],\"annotations\":[],\"categories\":[{\"id\":1,\"name\":\"a\"}]}"
            .formatted(entries));
  }

  private Screen split(String... words) {
    String[] all = new String[words.length + 3];
    all[0] = "data";
    all[1] = "split";
    all[2] = "--output=" + folder.resolve("out");
    System.arraycopy(words, 0, all, 3, words.length);
    return Screen.ofMain(all);
  }

  @Test
  void bothPartsOfADataSetAreDealtIntoFolds() throws IOException {
    part("train", 4);
    part("val", 2);
    Screen screen = split("--data=" + folder.resolve("data"), "--folds=3");
    assertEquals(0, screen.exitCode(), screen::err);
    Set<String> seen = new TreeSet<>();
    for (int k = 1; k <= 3; k++) {
      Path place = folder.resolve("out/fold-" + k);
      List<CocoImage> val = CocoDataset.read(place.resolve("val.json")).images();
      assertEquals(2, val.size());
      assertEquals(4, CocoDataset.read(place.resolve("train.json")).images().size());
      val.forEach(image -> seen.add(image.fileName()));
    }
    assertEquals(
        Set.of(
            "train/0.png", "train/1.png", "train/2.png", "train/3.png", "val/0.png", "val/1.png"),
        seen);
    assertTrue(screen.out().contains("--images " + folder.resolve("data") + " "), screen::out);
  }

  @Test
  void imagesOfOneFileKeepTheirNames() throws IOException {
    part("train", 4);
    Screen screen =
        split(
            "--annotations=" + folder.resolve("data/train.json"),
            "--images=" + folder.resolve("data/train"),
            "--val=1");
    assertEquals(0, screen.exitCode(), screen::err);
    CocoImage one = CocoDataset.read(folder.resolve("out/val.json")).images().get(0);
    assertEquals(one.id() + ".png", one.fileName());
    assertEquals(
        "greenmim: --output: expected a new or empty folder, got %s%n"
            .formatted(folder.resolve("out")),
        split("--data=" + folder.resolve("data"), "--val=1").err());
  }

  @Test
  void wrongWordsAreOneLine() throws IOException {
    part("train", 4);
    String data = "--data=" + folder.resolve("data");
    assertFails("greenmim: expected either --folds or --val", data);
    assertFails("greenmim: expected either --folds or --val", data, "--folds=2", "--val=1");
    assertFails("greenmim: expected either --data, or --annotations", "--folds=2");
    assertFails("greenmim: --folds: expected a number from 2 to 4", data, "--folds=5");
    assertFails(
        "greenmim: --images: expected a folder for each --annotations, 1, got 0",
        "--annotations=" + folder.resolve("data/train.json"),
        "--val=1");
  }

  private void assertFails(String line, String... words) {
    Screen screen = split(words);
    assertEquals(1, screen.exitCode());
    assertTrue(screen.err().startsWith(line), screen::err);
    assertEquals(1, screen.err().lines().count());
  }
}
