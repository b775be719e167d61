package io.greenmim.examples;

import io.greenmim.train.pretrain.Pretraining;
import java.nio.file.Path;

/** Pre-trains an encoder on a folder of images, without labels. */
public final class PretrainOnFolder {

  private PretrainOnFolder() {}

  /**
   * Runs the example.
   *
   * @param args the folder of images, the folder of the run, the epochs
   * @throws Exception if the run fails
   */
  public static void main(String[] args) throws Exception {
    Pretraining.builder()
        .setData(Path.of(args[0]))
        .setOutput(Path.of(args[1]))
        .optModel("swin_nano_patch4_window7_224")
        .optEpochs(Integer.parseInt(args[2]))
        .optBatchSize(4)
        .build()
        .run();
  }
}
