package io.greenmim.train.run;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.core.Linear;
import io.greenmim.train.config.RunSettings;
import io.greenmim.train.device.Placement;
import io.greenmim.train.task.Pass;
import io.greenmim.train.task.PassLoss;
import io.greenmim.train.task.Task;
import io.greenmim.train.testing.ToyTask;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A task may be made of blocks of DJL's own, which know their shapes once they are initialised. */
class DjlBlockRunTest {

  private static final List<ToyTask.Batch> BATCHES = Collections.nCopies(8, ToyTask.squares("v"));

  @TempDir Path folder;

  /** Maps ones to zero. */
  private static final class MapTask implements Task<ToyTask.Batch> {

    private final Linear map = Linear.builder().setUnits(2).build();

    @Override
    public String name() {
      return "map";
    }

    @Override
    public String lossName() {
      return "square";
    }

    @Override
    public Block model() {
      return map;
    }

    @Override
    public Record config() {
      return new ToyTask.Config("map");
    }

    @Override
    public Shape inputShape() {
      return new Shape(1, 3);
    }

    @Override
    public int images(ToyTask.Batch batch) {
      return 1;
    }

    @Override
    public PassLoss accumulate(ToyTask.Batch batch, Pass pass) {
      NDArray ones = pass.manager().ones(new Shape(1, 3));
      return pass.run(
          stages ->
              map.forward(pass.store(), new NDList(ones), true).singletonOrThrow().square().sum());
    }
  }

  private byte[] weights(String name, Map<String, Object> settings) throws Exception {
    Path run = folder.resolve(name);
    Run.builder(new MapTask(), ToyTask.data(2, BATCHES))
        .setSettings(RunSettings.in(run, settings))
        .setEpochs(4)
        .setSchedule(steps -> step -> 0.1)
        .optPlacement(Placement.on(Device.cpu()))
        .build()
        .run();
    return Files.readAllBytes(run.resolve("model.safetensors"));
  }

  @Test
  void theSeedGivesTheWeightsAndARunGoesOn() throws Exception {
    byte[] whole = weights("whole", Map.of("seed", 7L));
    Map<String, Object> stopped = Map.of("seed", 7L, "maxHours", 1e-12);
    assertTrue(weights("parts", stopped).length > 0);
    assertArrayEquals(whole, weights("parts", Map.of("seed", 7L, "resume", true)));
  }
}
