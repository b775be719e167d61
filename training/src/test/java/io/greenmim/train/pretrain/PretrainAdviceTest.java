package io.greenmim.train.pretrain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import io.greenmim.config.ImageSize;
import io.greenmim.train.testing.TinyModelFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One line about the length of a run, and none where nothing can be said. */
class PretrainAdviceTest {

  @TempDir private Path folder;

  @Test
  void tellsWhetherARunOfThisLengthWasSeenToHelp() {
    assertEquals(
        "106000 views of 1060 images; pre-training was seen to help twins_svt_nano from 106000 on",
        PretrainAdvice.of("twins_svt_nano", 1060, 106_000));
    assertEquals(
        "warning: 105999 views of 1060 images are few: pre-training was seen to help twins_svt_nano"
            + " from 106000 on; more epochs or images may be needed",
        PretrainAdvice.of("twins_svt_nano", 1060, 105_999));
    assertEquals(
        "128000000 views of 1280000 images; of swin_base_patch4_window7_224 no run was measured,"
            + " the smallest encoders were helped from 101000 on",
        PretrainAdvice.of("swin_base_patch4_window7_224", 1_280_000, 128_000_000));
    assertEquals(
        "warning: 400 views of 40 images are few: of pvt_v2_b0 no run was measured, the smallest"
            + " encoders were helped from 101000 on; more epochs or images may be needed",
        PretrainAdvice.of("pvt_v2_b0", 40, 400));
  }

  /** Five images in batches of two leave one over; two batches make a step. */
  @Test
  void countsTheImagesOfAllStepsOfANewRunFromRandomWeights() throws IOException {
    for (int i = 0; i < 5; i++) {
      TinyModelFolder.image(folder.resolve("photos").resolve(i + ".png"), 70, 80, i);
    }
    List<String> told = new ArrayList<>();
    Pretraining.Builder builder =
        Pretraining.builder()
            .setData(folder.resolve("photos"))
            .setOutput(folder.resolve("run"))
            .optModel("swin_nano_patch4_window7_224")
            .optImageSize(ImageSize.square(64))
            .optBatchSize(2)
            .optAccumulate(2)
            .optEpochs(7)
            .optDevices(Device.cpu())
            .optListener(told::add);
    builder.build();
    assertEquals(1, told.size());
    assertTrue(told.get(0).startsWith("warning: 28 views of 5 images are few: "), told.get(0));
    told.clear();
    builder.optInit("somewhere").build();
    assertEquals(List.of(), told);
  }
}
