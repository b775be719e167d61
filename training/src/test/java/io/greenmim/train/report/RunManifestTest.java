package io.greenmim.train.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.greenmim.weights.ConfigFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunManifestTest {

  private static final List<String> COMMAND = List.of("pretrain", "--data", "photos");

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
          "options": {
            "model": "nano"
          },
          "startedAt": "2026-01-31T12:00:00Z",
          "starts": [
            {
              "at": "2026-01-31T12:00:00Z",
              "step": 0,
              "machine": "box",
              "process": 17,
              "commandLine": [
                "pretrain",
                "--data",
                "photos"
              ]
            }
          ],
          "wallSeconds": 12.5
        }
        """,
        Files.readString(folder.resolve(RunManifest.NAME)));
  }

  @Test
  void aResumptionKeepsTheFirstStart() {
    RunManifest first = manifest("2026-01-31T12:00:00Z", 12.5);
    RunManifest second = manifest("2026-02-01T08:00:00Z", 12.5);
    RunManifest.End end = new RunManifest.End("2026-02-01T09:00:00Z", 40, true);
    RunManifest whole = second.resuming(first).ended(end, 5, 20);
    assertEquals("2026-01-31T12:00:00Z", whole.startedAt());
    assertEquals(
        List.of("2026-01-31T12:00:00Z", "2026-02-01T08:00:00Z"),
        whole.starts().stream().map(RunManifest.Start::at).toList());
    assertEquals(end, whole.end());
    assertEquals(5, whole.unreadableCount());
    assertEquals(20, whole.wallSeconds());
  }

  @Test
  void theEndComesBackToo() throws IOException {
    RunManifest.End end = new RunManifest.End("2026-02-01T09:00:00Z", 40, false);
    manifest("2026-01-31T12:00:00Z", 1).ended(end, 0, 2).write(folder);
    assertEquals(end, RunManifest.read(folder).end());
  }

  @Test
  void readsThoseThatHadNoListOfStarts() throws IOException {
    manifest("2026-01-31T12:00:00Z", 12.5).write(folder);
    Path file = folder.resolve(RunManifest.NAME);
    Map<String, Object> old = ConfigFile.readMap(file);
    old.keySet().removeAll(List.of("options", "starts", "end"));
    Files.writeString(file, ConfigFile.toJson(old));
    RunManifest read = RunManifest.read(folder);
    assertEquals(Map.of(), read.options());
    assertEquals("2026-01-31T12:00:00Z", read.starts().get(0).at());
    assertEquals(read.commandLine(), read.starts().get(0).commandLine());
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
        COMMAND,
        Map.of("model", "nano"),
        startedAt,
        List.of(new RunManifest.Start(startedAt, 0, "box", 17, COMMAND)),
        null,
        wallSeconds);
  }
}
