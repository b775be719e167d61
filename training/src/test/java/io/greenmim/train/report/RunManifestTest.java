package io.greenmim.train.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunManifestTest {

  @TempDir Path folder;

  @Test
  void comesBackAsItWasWritten() throws IOException {
    RunManifest manifest = manifest("2026-01-31T12:00:00Z", 12.5);
    manifest.write(folder);
    assertEquals(manifest, RunManifest.read(folder));
  }

  @Test
  void isOneReadableObject() throws IOException {
    manifest("2026-01-31T12:00:00Z", 12.5).write(folder);
    assertEquals(
        """
        {
          "versions": {
            "greenmim": "0.1.0",
            "djl": "0.35.1",
            "engine": "PyTorch 2.7.1",
            "java": "17.0.15",
            "system": "Linux amd64"
          },
          "seed": 42,
          "dataListHash": "00ff",
          "imageCount": 100,
          "unreadableCount": 3,
          "device": "cpu",
          "commandLine": [
            "pretrain",
            "--data",
            "photos"
          ],
          "startedAt": "2026-01-31T12:00:00Z",
          "wallSeconds": 12.5
        }
        """,
        Files.readString(folder.resolve(RunManifest.NAME)));
  }

  @Test
  void addsWallTimesOverResumes() {
    RunManifest resumed =
        manifest("2026-02-01T08:00:00Z", 2.5).resuming(manifest("2026-01-31T12:00:00Z", 12.5));
    assertEquals(manifest("2026-01-31T12:00:00Z", 15), resumed);
  }

  @Test
  void takesTheJvmsOwnVersions() {
    RunManifest.Versions versions = RunManifest.Versions.ofThisJvm("a", "b", "c");
    assertEquals(
        new RunManifest.Versions(
            "a",
            "b",
            "c",
            Runtime.version().toString().split("[+]", -1)[0],
            System.getProperty("os.name") + " " + System.getProperty("os.arch")),
        versions);
  }

  @Test
  void refusesWhatIsOutOfRange() {
    assertThrows(IllegalArgumentException.class, () -> manifest("yesterdayZ", 1));
    assertThrows(IllegalArgumentException.class, () -> manifest("2026-01-31T12:00:00+01:00", 1));
    assertThrows(IllegalArgumentException.class, () -> manifest("2026-01-31T12:00:00Z", -1));
    assertThrows(
        IllegalArgumentException.class, () -> manifest("2026-01-31T12:00:00Z", Double.NaN));
  }

  private static RunManifest manifest(String startedAt, double wallSeconds) {
    return new RunManifest(
        new RunManifest.Versions("0.1.0", "0.35.1", "PyTorch 2.7.1", "17.0.15", "Linux amd64"),
        42,
        "00ff",
        100,
        3,
        "cpu",
        List.of("pretrain", "--data", "photos"),
        startedAt,
        wallSeconds);
  }
}
