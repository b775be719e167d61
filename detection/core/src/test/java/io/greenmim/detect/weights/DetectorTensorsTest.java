package io.greenmim.detect.weights;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.greenmim.config.ImageSize;
import io.greenmim.detect.config.AnchorConfig;
import io.greenmim.detect.config.BoxHeadConfig;
import io.greenmim.detect.config.CocoCategories;
import io.greenmim.detect.config.DetectorConfig;
import io.greenmim.detect.config.DetectorVariants;
import io.greenmim.detect.config.InputSize;
import io.greenmim.detect.config.MaskHeadConfig;
import io.greenmim.detect.config.OutputConfig;
import io.greenmim.detect.config.RoiConfig;
import io.greenmim.detect.config.RpnConfig;
import io.greenmim.detect.testing.Shared;
import io.greenmim.detect.testing.SyntheticDetector;
import io.greenmim.swin.SwinConfig;
import io.greenmim.tensors.SafeTensorsFile;
import io.greenmim.tensors.StoredTensor;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DetectorTensorsTest {

  /** The 167 parameters of the reference detector, and what the importer makes of them. */
  @Test
  void referenceDetector() throws IOException {
    SafeTensorsFile file =
        SafeTensorsFile.open(Shared.file("golden/detection/maskrcnn.safetensors"));
    Map<String, StoredTensor> parameters = new LinkedHashMap<>();
    file.tensors()
        .forEach(
            (name, tensor) -> {
              if (name.startsWith("param/")) {
                parameters.put(name.substring("param/".length()), tensor);
              }
            });
    assertEquals(167, parameters.size());
    SwinConfig swin =
        new SwinConfig(
            ImageSize.square(224),
            4,
            3,
            8,
            List.of(2, 2, 2, 2),
            List.of(1, 2, 4, 8),
            7,
            4,
            0,
            1e-5,
            null);
    RoiConfig roi = RoiConfig.published();
    DetectorConfig config =
        new DetectorConfig(
            1,
            "mask_rcnn_swin_dim8_patch4_window7_224",
            swin,
            CocoCategories.guess(3),
            16,
            AnchorConfig.published(),
            RpnConfig.published(),
            new RoiConfig(
                roi.objectIou(),
                roi.sampling(),
                roi.canonicalSize(),
                new BoxHeadConfig(7, 32, false, roi.box().deltaWeights()),
                new MaskHeadConfig(14, 16, false)),
            OutputConfig.published(),
            InputSize.PUBLISHED,
            null);

    Map<String, List<Long>> shapes = new LinkedHashMap<>();
    parameters.forEach((name, tensor) -> shapes.put(name, tensor.shape()));
    assertEquals(shapes, DetectorTensors.of(config));

    ImportedDetector read =
        DetectorImporter.read(
            new SyntheticDetector.MapFile(parameters),
            DetectorImporter.defaults().withStrict(true),
            List.of());
    assertEquals(config, read.config());
    SyntheticDetector.assertSame(parameters, read.tensors());
  }

  /** Published sizes in millions: mmdetection's logs give 48 for tiny and 69 for small. */
  @Test
  void publishedSizes() {
    assertEquals(47.8, millions("mask_rcnn_swin_tiny"), 0.1);
    assertEquals(69.1, millions("mask_rcnn_swin_small"), 0.1);
    assertTrue(millions("mask_rcnn_swin_nano") < 6);
  }

  private static double millions(String variant) {
    return DetectorTensors.of(DetectorVariants.of(variant, CocoCategories.all())).values().stream()
            .mapToLong(shape -> shape.stream().reduce(1L, (a, b) -> a * b))
            .sum()
        / 1e6;
  }
}
