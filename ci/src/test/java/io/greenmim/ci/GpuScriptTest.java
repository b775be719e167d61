package io.greenmim.ci;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs a copy of {@code ci/gpu} whose launcher is a script that notes how it was called. */
class GpuScriptTest {

  @TempDir private Path project;

  private record Ended(int code, String text) {}

  @BeforeEach
  void makeProject() throws IOException {
    assumeTrue(System.getProperty("os.name").startsWith("Linux"), "a script for Linux");
    Files.createDirectories(project.resolve("ci"));
    Files.copy(Path.of("gpu"), project.resolve("ci/gpu"));
    script("greenmim", "echo \"called $*\"; case $* in *${FAKE_FAILURE:-none}*) exit 1;; esac");
    Files.createDirectories(project.resolve("bin"));
    script("bin/mvn", "");
    Path numbers = project.resolve("training/src/fixtures/resources/reference");
    Files.createDirectories(numbers);
    Files.createFile(numbers.resolve("green.safetensors"));
  }

  private void script(String name, String text) throws IOException {
    Path file = Files.writeString(project.resolve(name), "#!/bin/bash\n" + text + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private void haveGpu(boolean one) throws IOException {
    script("bin/nvidia-smi", one ? "echo 'GPU 0: one'" : "echo 'No devices were found'; exit 6");
  }

  private Ended run(String failure, String... arguments) throws Exception {
    List<String> words = new ArrayList<>(List.of("bash", "ci/gpu"));
    words.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(words).directory(project.toFile()).redirectErrorStream(true);
    builder.environment().merge("PATH", "", (path, none) -> project.resolve("bin") + ":" + path);
    builder.environment().put("FAKE_FAILURE", failure);
    builder.environment().remove("GREENMIM_SHARED");
    Process process = builder.start();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertTrue(process.waitFor(60, TimeUnit.SECONDS));
    return new Ended(process.exitValue(), text);
  }

  @Test
  void saysThatNothingWasCheckedWithoutAGpu() throws Exception {
    haveGpu(false);
    Ended ended = run("none");
    assertEquals(3, ended.code(), ended.text());
    assertTrue(ended.text().contains("NOTHING WAS CHECKED"), ended.text());
    assertFalse(ended.text().contains("called"), ended.text());
    assertEquals(2, run("none", "tpu").code());
  }

  @Test
  void checksFamiliesAndNumbersAndMeasures() throws Exception {
    haveGpu(true);
    Ended ended = run("none");
    assertEquals(0, ended.code(), ended.text());
    assertTrue(ended.text().contains("called doctor --check gpu\n"), ended.text());
    assertTrue(ended.text().contains("called verify training/"), ended.text());
    assertTrue(ended.text().contains("called bench pretrain --model swin_base"), ended.text());
    assertTrue(ended.text().endsWith("all checks passed on the gpu\n"), ended.text());
    Ended trial = run("none", "cpu");
    assertEquals(0, trial.code(), trial.text());
    assertTrue(trial.text().contains("called doctor --check cpu\n"), trial.text());
  }

  @Test
  void oneFailureFailsAndTheOthersAreTried() throws Exception {
    haveGpu(true);
    Ended ended = run("check");
    assertEquals(1, ended.code(), ended.text());
    assertTrue(
        ended.text().endsWith("FAILED: every family against the processor (exit code 1)\n"),
        ended.text());
    assertTrue(ended.text().contains("called bench"), ended.text());
    Files.delete(project.resolve("training/src/fixtures/resources/reference/green.safetensors"));
    Ended empty = run("none");
    assertEquals(1, empty.code(), empty.text());
    assertTrue(empty.text().contains("FAILED: no recorded numbers in"), empty.text());
  }
}
