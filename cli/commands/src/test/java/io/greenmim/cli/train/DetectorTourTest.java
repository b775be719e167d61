package io.greenmim.cli.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.greenmim.backbone.Backbones;
import io.greenmim.config.HeadConfig;
import io.greenmim.config.ModelConfig;
import io.greenmim.detect.coco.CocoDataset;
import io.greenmim.detect.testing.SyntheticDetector;
import io.greenmim.detect.weights.DetectorFolder;
import io.greenmim.tensors.FloatValues;
import io.greenmim.tensors.MemoryTensor;
import io.greenmim.tensors.StoredTensor;
import io.greenmim.weights.ModelFolder;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DetectorTourTest {

  @TempDir private Path folder;

  @Test
  void finetunesFromTheEncoderOfTheTour() throws Exception {
    String nano = "swin_nano_patch4_window7_224";
    ModelConfig config = ModelConfig.of(nano, Backbones.variant(nano).encoder(), HeadConfig.NONE);
    Map<String, StoredTensor> weights = new LinkedHashMap<>();
    for (Map.Entry<String, List<Long>> tensor : Backbones.shapes(config).entrySet()) {
      SplittableRandom random = new SplittableRandom(tensor.getKey().hashCode());
      StoredTensor drawn = SyntheticDetector.drawn(random, tensor.getValue());
      float[] values = FloatValues.of(drawn);
      for (int i = 0; i < values.length; i++) {
        values[i] *= 0.05f;
      }
      weights.put(tensor.getKey(), MemoryTensor.of(values, tensor.getValue()));
    }
    Path encoder = folder.resolve("encoder");
    ModelFolder.save(encoder, config, weights);
    StringWriter out = new StringWriter();
    PrintWriter told = new PrintWriter(out, true);

    DetectorTour tour =
        new DetectorTour(folder, new TourZoo(folder.resolve("zoo"), told), encoder, told);
    URI address = tour.run(new TourLength(4, 2, 1));

    Path run = folder.resolve("detector");
    assertEquals(
        CocoDataset.read(folder.resolve("annotated-scenes/val.json")).categories(),
        DetectorFolder.readConfig(run).categories());
    assertTrue(Files.exists(run.resolve("detections/epoch-0001.png")));
    assertTrue(
        out.toString().contains("best validation: epoch 1 (last weights, fp32), mask AP "),
        out::toString);
    assertEquals(run.resolve("detections"), tour.pictures());
    Path published = folder.resolve("zoo/model/cv/instance_segmentation");
    assertTrue(Files.isDirectory(published), published::toString);
    assertTrue(out.toString().contains("published greenmim://quickstart_detector/"), out::toString);
    assertTrue(out.toString().contains("loaded through Criteria, it finds "), out::toString);
    assertTrue(address.toString().startsWith("greenmim://quickstart_detector"), address::toString);
  }
}
