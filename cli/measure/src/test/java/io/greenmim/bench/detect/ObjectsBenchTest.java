package io.greenmim.bench.detect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import io.greenmim.bench.detect.FoundObjects.Found;
import io.greenmim.detect.config.DetectorConfig;
import io.greenmim.detect.testing.SyntheticDetector;
import io.greenmim.detect.weights.DetectorFolder;
import io.greenmim.host.Processor;
import io.greenmim.ops.InferencePrecision;
import io.greenmim.train.testing.TinyModelFolder;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ObjectsBenchTest {

  @TempDir private Path folder;

  @Test
  void comparesWaysOfAnswering() throws Exception {
    Path model = folder.resolve("model");
    Path photos = folder.resolve("photos");
    DetectorConfig config = SyntheticDetector.config(3);
    DetectorFolder.save(model, config, SyntheticDetector.weights(config));
    TinyModelFolder.image(photos.resolve("a.png"), 70, 50, 1);
    TinyModelFolder.image(photos.resolve("b.png"), 60, 50, 2);

    ObjectsBench.Result result =
        new ObjectsBench(model.toString(), photos, 5, 0.5, 64, 100, 20, 2, 1, "cpu").measure();

    assertEquals(2, result.shown());
    assertEquals("64 x 90", result.size());
    List<InferencePrecision> known = InferencePrecision.known(Device.cpu(), Processor.current());
    assertEquals(1 + known.size(), result.rows().size());
    ObjectsBench.Row first = result.rows().get(0);
    assertEquals("fp32, every mask", first.way().toString());
    assertEquals("fp32", result.rows().get(1).way().toString());
    assertTrue(first.objects() > 0, "nothing was found");
    assertEquals(first.objects(), first.same());
    assertEquals(first.objects(), result.rows().get(1).same());
    for (ObjectsBench.Row row : result.rows()) {
      assertTrue(row.image().median() > 0 && row.same() <= row.objects(), row.toString());
    }
    assertEquals(3 + known.size(), result.text().lines().count());
  }

  @Test
  void countsEachObjectOnce() {
    Found object = new Found("a", 0, 0, 10, 10);
    FoundObjects twice = new FoundObjects(List.of(object, new Found("a", 0.9, 0, 10, 9.5)));
    assertEquals(1, twice.shared(new FoundObjects(List.of(object))));
    assertEquals(2, twice.shared(twice));
    assertEquals(0, twice.shared(new FoundObjects(List.of(new Found("b", 0, 0, 10, 10)))));
    assertEquals(0, twice.shared(new FoundObjects(List.of(new Found("a", 0, 0, 10, 11.1)))));
  }
}
