package io.greenmim.detect.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.greenmim.detect.coco.CocoDataset;
import io.greenmim.train.data.DataException;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingImagesTest {

  @TempDir private Path folder;
  private Path annotations;

  @BeforeEach
  void drawImages() throws IOException {
    DrawnDataset.draw(folder, 3);
    annotations = folder.resolve("drawn.json");
  }

  private CocoDataset onlyCrowds() throws IOException {
    String text = Files.readString(annotations).replace("\"iscrowd\":0", "\"iscrowd\":1");
    return CocoDataset.read(Files.writeString(annotations, text));
  }

  @Test
  void saysWhyCrowdsLeaveNothing() throws IOException {
    CocoDataset crowds = onlyCrowds();

    String message =
        assertThrows(DataException.class, () -> TrainingImages.of(crowds, false)).getMessage();

    assertEquals(
        annotations
            + ": expected images with objects, got 3 without any: all 3 annotations are crowds"
            + " (iscrowd 1) and are not trained on; if they are single objects, as some programs"
            + " mark all objects with run lengths, set their iscrowd to 0",
        message);
    assertEquals(3, TrainingImages.of(crowds, true).size());
  }

  @Test
  void theNumberOfCrowdsIsSaidWhenTheDataIsRead() throws IOException {
    StringWriter told = new StringWriter();
    DataFolder.Part part = new DataFolder.Part(annotations, folder);

    TrainingData.read(
        new DataFolder(part, Optional.of(part)), 0, line -> told.append(line).append("\n"));

    assertTrue(
        told.toString()
            .startsWith(
                annotations
                    + ": 1 of 3 annotations is a crowd (iscrowd 1) and is not trained on\n"
                    + annotations
                    + ": 1 of 3 annotations is a crowd (iscrowd 1) and does not have to be found"),
        told.toString());
  }
}
