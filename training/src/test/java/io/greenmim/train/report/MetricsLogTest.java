package io.greenmim.train.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MetricsLogTest {

  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void nameFile() {
    file = folder.resolve("run").resolve(MetricsLog.NAME);
  }

  @Test
  void writesOneJsonObjectALine() throws IOException {
    try (MetricsLog log = MetricsLog.open(file, 0)) {
      log.append(
          new StepMetrics(1, 1, 0.75, 1.5e-4, 64.5, OptionalDouble.of(2.25), 0.5, 512, Map.of()));
      log.append(new StepMetrics(2, 1, 0.5, 0, 0, OptionalDouble.empty(), 1, 0, Map.of()));
    }
    assertEquals(
        "{\"step\":1,\"epoch\":1,\"loss\":0.75,\"learningRate\":1.5E-4,\"imagesPerSecond\":64.5,"
            + "\"gradNorm\":2.25,\"seconds\":0.5,\"residentMegabytes\":512}\n"
            + "{\"step\":2,\"epoch\":1,\"loss\":0.5,\"learningRate\":0.0,\"imagesPerSecond\":0.0,"
            + "\"seconds\":1.0,\"residentMegabytes\":0}\n",
        Files.readString(file));
  }

  @Test
  void readsWhatItWroteBitForBit() throws IOException {
    List<StepMetrics> metrics =
        List.of(
            TestMetrics.withNorm(1, Math.PI, Math.E),
            TestMetrics.withRate(2, Double.MIN_VALUE, 1.0 / 3),
            TestMetrics.step(1L << 53, -(double) 0.1f));
    write(metrics);
    assertEquals(metrics, MetricsLog.read(file));
  }

  @Test
  void handsEachLineOverBeforeTheNext() throws IOException {
    try (MetricsLog log = MetricsLog.open(file, 0)) {
      for (int step = 1; step <= 3; step++) {
        log.append(TestMetrics.step(step, 1));
        assertEquals(step, MetricsLog.read(file).size());
      }
    }
  }

  @Test
  void skippedStepsHaveTheirReasonAndNoLoss() throws IOException {
    SkippedStep skipped =
        new SkippedStep(2, 1, "the loss is NaN on \u0444\u043e\u0442\u043e.jpg", 0.5, 1);
    try (MetricsLog log = MetricsLog.open(file, 0)) {
      log.append(TestMetrics.step(1, 1));
      log.append(skipped);
      log.append(TestMetrics.step(3, 1));
    }
    assertEquals(steps(1, 3), MetricsLog.read(file));
    assertEquals(List.of(skipped), MetricsLog.readSkipped(file));
    assertEquals(
        "{\"step\":2,\"epoch\":1,\"skipped\":\"the loss is NaN on"
            + " \\u0444\\u043e\\u0442\\u043e.jpg\",\"learningRate\":0.5,\"skippedSteps\":1}",
        Files.readAllLines(file).get(1));
    MetricsLog.open(file, 2).close();
    assertEquals(List.of(skipped), MetricsLog.readSkipped(file));
    MetricsLog.open(file, 1).close();
    assertEquals(List.of(), MetricsLog.readSkipped(file));
    assertEquals(steps(1), MetricsLog.read(file));
  }

  @Test
  void dropsTheStepsAfterTheCheckpoint() throws IOException {
    write(steps(1, 2, 3, 4, 5));
    try (MetricsLog log = MetricsLog.open(file, 3)) {
      assertEquals(steps(1, 2, 3), MetricsLog.read(file));
      log.append(TestMetrics.step(4, 0.25));
    }
    assertEquals(0.25, MetricsLog.read(file).get(3).loss());
    assertEquals(4, MetricsLog.read(file).size());
  }

  @Test
  void startsAfresh() throws IOException {
    write(steps(1, 2));
    try (MetricsLog log = MetricsLog.open(file, 0)) {
      log.append(TestMetrics.step(1, 0.5));
    }
    assertEquals(List.of(TestMetrics.step(1, 0.5)), MetricsLog.read(file));
  }

  @Test
  void dropsALineCutOffAtAnyByte() throws IOException {
    write(steps(1, 2));
    String whole = Files.readString(file);
    int secondLine = whole.indexOf('\n') + 1;
    for (int cut = secondLine; cut < whole.length(); cut++) {
      Files.writeString(file, whole.substring(0, cut));
      assertEquals(steps(1), MetricsLog.read(file), "read, cut at byte " + cut);
      try (MetricsLog log = MetricsLog.open(file, 2)) {
        log.append(TestMetrics.step(2, 1));
      }
      assertEquals(whole, Files.readString(file), "opened, cut at byte " + cut);
    }
  }

  @Test
  void leavesNothingBesideTheLog() throws IOException {
    write(steps(1, 2, 3));
    MetricsLog.open(file, 1).close();
    try (var files = Files.list(file.getParent())) {
      assertEquals(List.of(file), files.toList());
    }
  }

  @Test
  void namesADamagedLine() throws IOException {
    write(steps(1, 2, 3));
    String[] lines = Files.readString(file).split("\n", -1);
    assertDamage(lines[0] + "\nnonsense\n" + lines[2] + "\n", "line 2");
    assertDamage(lines[0].replace("1.5E-4", "NaN") + "\n", "line 1: expected the metrics");
    assertDamage(lines[0].replace("\"loss\"", "\"lost\"") + "\n", "line 1: expected the keys");
    assertDamage("[1]\n", "line 1: expected a JSON object");
    assertDamage("\n", "line 1: expected a JSON object");
    assertDamage("\u00e9\n", "line 1");
    assertDamage(lines[1] + "\n" + lines[0] + "\n", "line 2: expected a step after 2, got 1");
  }

  private void assertDamage(String content, String expected) throws IOException {
    Files.writeString(file, content);
    IOException e = assertThrows(IOException.class, () -> MetricsLog.read(file));
    assertTrue(e.getMessage().startsWith(file + ": " + expected), e.getMessage());
    assertThrows(IOException.class, () -> MetricsLog.open(file, 9).close());
    assertEquals(content, Files.readString(file), "a damaged log stays as it is");
  }

  @Test
  void refusesAStepThatIsNotAfterTheLast() throws IOException {
    write(steps(1, 2));
    try (MetricsLog log = MetricsLog.open(file, 2)) {
      IllegalArgumentException e =
          assertThrows(IllegalArgumentException.class, () -> log.append(TestMetrics.step(2, 1)));
      assertEquals(file + ": expected a step after 2, got 2", e.getMessage());
    }
    assertEquals(steps(1, 2), MetricsLog.read(file));
  }

  @Test
  void readsAnEmptyLogAndRefusesANegativeStep() throws IOException {
    MetricsLog.open(file, 0).close();
    assertEquals(List.of(), MetricsLog.read(file));
    assertThrows(IllegalArgumentException.class, () -> MetricsLog.open(file, -1).close());
  }

  @Test
  void keepsLinesThatAreNotDropped() throws IOException {
    write(steps(1));
    String spaced = Files.readString(file).replace(",", ", ");
    Files.writeString(file, spaced);
    Files.writeString(file, "{\"step\":", StandardOpenOption.APPEND);
    MetricsLog.open(file, 1).close();
    assertEquals(spaced, Files.readString(file));
  }

  private void write(List<StepMetrics> metrics) throws IOException {
    try (MetricsLog log = MetricsLog.open(file, 0)) {
      for (StepMetrics m : metrics) {
        log.append(m);
      }
    }
  }

  private static List<StepMetrics> steps(long... steps) {
    return Arrays.stream(steps).mapToObj(s -> TestMetrics.step(s, 1)).toList();
  }

  @Test
  void keepsThePartsOfALoss() throws IOException {
    Map<String, Double> parts = new LinkedHashMap<>();
    parts.put("mask", 0.5);
    parts.put("box", 0.25);
    StepMetrics metrics = new StepMetrics(1, 1, 0.75, 0, 0, OptionalDouble.empty(), 1, 0, parts);
    Path file = folder.resolve("parts.jsonl");
    try (MetricsLog log = MetricsLog.open(file, 0)) {
      log.append(metrics);
    }

    assertEquals(List.of(metrics), MetricsLog.read(file));
    assertEquals(
        List.of("mask", "box"), List.copyOf(MetricsLog.read(file).get(0).losses().keySet()));
    assertEquals(0.5, metrics.scalars().get("loss/mask"));
  }
}
