package io.greenmim.train.pretrain;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import ai.djl.util.JsonUtils;
import io.greenmim.config.ImageSize;
import io.greenmim.train.config.Settings;
import io.greenmim.train.data.DataException;
import io.greenmim.train.probe.EncoderProbe;
import io.greenmim.train.probe.NeighbourVotes;
import io.greenmim.train.probe.ProbeHook;
import io.greenmim.train.report.MetricsLog;
import io.greenmim.train.report.ValidationScore;
import io.greenmim.train.run.RunEnd;
import io.greenmim.train.run.RunHook;
import io.greenmim.train.run.RunView;
import io.greenmim.train.run.StepResult;
import io.greenmim.train.testing.ColourClasses;
import io.greenmim.train.testing.TinyModelFolder;
import io.greenmim.weights.WeightsFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A probe looks on while an encoder is pre-trained, and changes nothing. */
class ProbedPretrainingTest {

  @TempDir private Path folder;
  private final List<String> told = new ArrayList<>();
  private final List<Integer> arrays = new ArrayList<>();
  private Path photos;
  private Path classes;

  @BeforeEach
  void draw() throws IOException {
    photos = folder.resolve("photos");
    for (int i = 0; i < 4; i++) {
      TinyModelFolder.image(photos.resolve(i + ".png"), 70, 80, i);
    }
    classes = ColourClasses.write(folder.resolve("classes"), 6, 4);
  }

  private Pretraining.Builder builder(String run) {
    return Pretraining.builder()
        .setData(photos)
        .setOutput(folder.resolve(run))
        .optModel("swin_nano_patch4_window7_224")
        .optImageSize(ImageSize.square(64))
        .optBatchSize(2)
        .optEpochs(3)
        .optDropPath(0.1)
        .optPictures(0)
        .optDevices(Device.cpu());
  }

  /** Counts the arrays that the run holds at the ends of epochs, behind the probe. */
  private RunHook listening() {
    return new RunHook() {
      private RunView run;

      @Override
      public void begins(RunView view) {
        run = view;
      }

      @Override
      public void stepTaken(StepResult step) {
        arrays.add(run.manager().getManagedArrays().size());
      }

      @Override
      public void told(String message) {
        told.add(message);
      }
    };
  }

  private byte[] weights(String run) throws IOException {
    return Files.readAllBytes(folder.resolve(run).resolve(WeightsFile.NAME));
  }

  private List<Double> losses(String run) throws IOException {
    return MetricsLog.read(folder.resolve(run).resolve(MetricsLog.NAME)).stream()
        .map(step -> step.loss())
        .toList();
  }

  private List<ValidationScore> probes(String run) throws IOException {
    return Files.readAllLines(folder.resolve(run).resolve(ProbeHook.FILE)).stream()
        .map(line -> JsonUtils.GSON_COMPACT.fromJson(line, ValidationScore.class))
        .toList();
  }

  @Test
  void probingChangesNoBitAndIsToldEverywhere() throws Exception {
    builder("plain").build().run();
    assertFalse(Files.readString(folder.resolve("plain").resolve(Settings.FILE)).contains("probe"));
    builder("probed").optProbe(classes, 2).addHook(listening()).build().run();

    assertArrayEquals(weights("plain"), weights("probed"));
    assertEquals(losses("plain"), losses("probed"));
    assertEquals(6, arrays.size());
    assertEquals(1, arrays.stream().distinct().count(), "arrays are left behind: " + arrays);
    List<ValidationScore> probes = probes("probed");
    assertEquals(List.of(0L, 2L, 3L), probes.stream().map(ValidationScore::epoch).toList());
    assertEquals(List.of(0L, 4L, 6L), probes.stream().map(ValidationScore::step).toList());
    List<String> lines = told.stream().filter(line -> line.startsWith("probe after")).toList();
    assertEquals(3, lines.size());
    assertTrue(
        lines
            .get(2)
            .matches(
                "probe after epoch 3: nearest neighbours [0-9.]+ % \\(.*\\), linear [0-9.]+ %"
                    + " \\(.*\\), always the most frequent 33.3 %"),
        lines.get(2));
    try (Stream<Path> curves = Files.list(folder.resolve("probed/tensorboard/probe"))) {
      assertTrue(curves.findAny().isPresent());
    }
    // The command asks the same features of the folder that the run leaves.
    try (EncoderProbe probe =
        EncoderProbe.builder()
            .setModel(folder.resolve("probed").toString())
            .setData(classes)
            .build()) {
      assertEquals(
          probe.neighbours(NeighbourVotes.USUAL).top1().share(),
          probes.get(2).statistics().get("knn/top1"));
    }
  }

  @Test
  void aRunThatWasStoppedGoesOnToTheSameWeightsAndProbes() throws Exception {
    builder("whole").optProbe(classes, 1).build().run();
    List<Pretraining> runs = new ArrayList<>();
    runs.add(
        builder("parts")
            .optProbe(classes, 1)
            .addHook(
                new RunHook() {
                  @Override
                  public void stepTaken(StepResult step) {
                    if (step.step() == 4) { // The end of an epoch, whose probe is missing then.
                      runs.get(0).cancel();
                    }
                  }
                })
            .build());
    assertFalse(runs.get(0).run().finished());
    assertEquals(2, probes("parts").size());
    RunEnd end =
        Pretraining.builder()
            .setOutput(folder.resolve("parts"))
            .optResume(true)
            .addHook(listening())
            .build()
            .run();

    assertTrue(end.finished());
    assertTrue(told.contains("the report of epoch 2 is missing and made now"), told + "");
    assertArrayEquals(weights("whole"), weights("parts"));
    assertEquals(probes("whole"), probes("parts"));
  }

  /** Asked for in the middle of the last probe: the run has its weights, and owes the probe. */
  @Test
  void aProbeThatIsStoppedIsMadeLater() throws Exception {
    List<Pretraining> runs = new ArrayList<>();
    runs.add(
        builder("run")
            .optProbe(classes, 3)
            .addHook(
                new RunHook() {
                  @Override
                  public void epochEnded(long epoch) {
                    if (epoch == 3) {
                      runs.get(0).cancel();
                    }
                  }
                })
            .addHook(listening())
            .build());
    assertFalse(runs.get(0).run().finished());
    assertTrue(
        told.contains("probe after epoch 3 stopped; setting 'resume' repeats it"), told + "");
    assertEquals(1, probes("run").size());
    assertTrue(
        Pretraining.builder()
            .setOutput(folder.resolve("run"))
            .optResume(true)
            .build()
            .run()
            .finished());
    assertEquals(2, probes("run").size());
  }

  @Test
  void refusesWhatCannotBeProbedBeforeTheRunBegins() {
    DataException missing =
        assertThrows(
            DataException.class, () -> builder("run").optProbe(folder.resolve("no"), 1).build());
    assertTrue(missing.getMessage().contains("does not exist"), missing.getMessage());
    IllegalArgumentException every =
        assertThrows(
            IllegalArgumentException.class, () -> builder("run").optProbe(classes, 0).build());
    assertEquals("probeEvery: expected at least 1, got 0", every.getMessage());
    IllegalArgumentException alone =
        assertThrows(
            IllegalArgumentException.class, () -> builder("run").optProbe(null, 2).build());
    assertEquals("probeEvery: expected 'probe' with it, got none", alone.getMessage());
    assertFalse(Files.exists(folder.resolve("run")));
  }

  /** The paths of a list count from its folder, and a fifth of each class is judged. */
  @Test
  void aListIsProbedToo() throws Exception {
    StringBuilder list = new StringBuilder("file,label\n");
    for (String name : ColourClasses.NAMES) {
      for (int i = 0; i < 6; i++) {
        list.append("train/%s/%s.png,%s\n".formatted(name, i, name));
      }
    }
    Path file = Files.writeString(classes.resolve("list.csv"), list);
    builder("listed").optEpochs(1).optProbe(file, 1).addHook(listening()).build().run();
    assertEquals(2, probes("listed").size());
    assertTrue(told.toString().contains("probe after epoch 1: nearest neighbours "), told + "");
  }
}
