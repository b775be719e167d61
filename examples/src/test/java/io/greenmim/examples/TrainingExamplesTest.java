package io.greenmim.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.greenmim.train.pretrain.Pretraining;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.StringJoiner;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The examples that train. */
class TrainingExamplesTest {

  @TempDir private Path folder;
  private Path photos;
  private Path run;

  @BeforeEach
  void drawPhotos() throws IOException {
    photos = draw("photos", 4);
    run = folder.resolve("run");
  }

  private Path draw(String name, int count) throws IOException {
    for (int i = 0; i < count; i++) {
      Drawn.picture(folder.resolve(name).resolve(i + ".png"), i);
    }
    return folder.resolve(name);
  }

  private String printed(Program program, Object... words) throws Exception {
    String[] args = new String[words.length];
    for (int i = 0; i < args.length; i++) {
      args[i] = words[i].toString();
    }
    return Drawn.printed(() -> program.start(args));
  }

  private interface Program {
    void start(String[] args) throws Exception;
  }

  @Test
  void aFolderIsEnoughToPretrainOnAndToGoOnFrom() throws Exception {
    printed(PretrainOnFolder::main, photos, run, 1);
    assertTrue(Files.exists(run.resolve("model.safetensors")));

    Path more = folder.resolve("more");
    Path others = draw("others", 4);
    String told = printed(ContinueFromCheckpoint::main, run, photos, others, more, 2);
    assertTrue(told.contains("(last weights, fp32), loss "), told);
    assertTrue(Files.exists(more.resolve("best/model.safetensors")));
    assertTrue(Files.readString(more.resolve("manifest.json")).contains("tensors"));
  }

  @Test
  void aHookEndsTheRun() throws Exception {
    String told = printed(StopAtLoss::main, photos, run, 1e9);
    assertTrue(told.contains("stopped after step 1"), told);
  }

  @Test
  void aFolderIsEmbedded() throws Exception {
    printed(PretrainOnFolder::main, photos, run, 1);
    String nearest = printed(EmbedFolder::main, run, photos, "0.png");
    assertEquals("2.png", nearest.strip(), "of the same colour");
  }

  @Test
  void featuresAreProbed() throws Exception {
    for (int i = 0; i < 20; i++) {
      Path classes = folder.resolve("classes").resolve(i % 2 == 0 ? "red" : "cyan");
      Drawn.picture(classes.resolve(i + ".png"), i);
    }
    String told =
        printed(
            ProbeFeatures::main,
            "greenmim://swin_nano_patch4_window7_224",
            folder.resolve("classes"),
            run);
    assertTrue(told.matches("(?s).*nearest neighbours .* top-1 .*linear probe .* top-1 .*"), told);
    assertTrue(Files.exists(run.resolve("synset.txt")));
  }

  @Test
  void aHeadLearnsUnderDjlsTrainer() throws Exception {
    draw("classes/red", 4);
    draw("classes/noise", 4);
    Path classes = folder.resolve("classes");
    String told = printed(TrainHead::main, "greenmim://swin_nano_patch4_window7_224", classes, 1);
    assertTrue(told.matches("(?s).*loss \\d.*"), told);
  }

  @Test
  void aDetectorIsFineTuned() throws Exception {
    printed(PretrainOnFolder::main, photos, run, 1);
    Path data = folder.resolve("scenes");
    for (String part : new String[] {"train", "val"}) {
      StringJoiner images = new StringJoiner(",");
      StringJoiner objects = new StringJoiner(",");
      for (int i = 0; i < 2; i++) {
        Drawn.picture(data.resolve(part).resolve(i + ".png"), i);
        images.add(
            "{\"id\":%s,\"file_name\":\"%s.png\",\"width\":80,\"height\":72}".formatted(i, i));
        objects.add(
            ("{\"id\":%s,\"image_id\":%s,\"category_id\":1,\"iscrowd\":0,\"area\":1200,"
                    + "\"bbox\":[10,20,40,30],\"segmentation\":[[10,20,50,20,50,50,10,50]]}")
                .formatted(i, i));
      }
      Files.writeString(
          data.resolve(part + ".json"),
          "{\"images\":[%s],\"annotations\":[%s],\"categories\":[{\"id\":1,\"name\":\"box\"}]}"
              .formatted(images, objects));
    }
    Path detector = folder.resolve("detector");
    String told = printed(FineTuneDetector::main, data, run, detector, 1, photos.resolve("0.png"));
    assertTrue(told.matches("(?s).*\\d+ objects\\s*"), told);
    assertTrue(Files.exists(detector.resolve("best/model.safetensors")));
  }

  @Test
  void aClassifierIsFineTuned() throws Exception {
    printed(PretrainOnFolder::main, photos, run, 1);
    for (int i = 0; i < 12; i++) {
      Drawn.picture(folder.resolve(i % 2 == 0 ? "box/red" : "box/cyan").resolve(i + ".png"), i);
    }
    Path boxes = folder.resolve("box");
    Path classifier = folder.resolve("classifier");
    String told =
        printed(FineTuneClassifier::main, boxes, run, classifier, 1, boxes.resolve("red/0.png"));
    assertTrue(told.contains("recipe small"), told);
    assertTrue(told.matches("(?s).*\\{\"className\": \"(red|cyan)\", \"probability\": .*"), told);
  }

  @Test
  void aBackboneOfOnesOwnIsPretrained() throws Exception {
    Pretraining.builder()
        .setData(photos)
        .setOutput(run)
        .optModel("plain_mini_224")
        .optEpochs(1)
        .optBatchSize(4)
        .build()
        .run();
    assertTrue(Files.readString(run.resolve("config.json")).contains("\"plain\""));
    assertEquals("2.png", printed(EmbedFolder::main, run, photos, "0.png").strip());
  }
}
