package io.greenmim.examples;

import io.greenmim.train.pretrain.Pretraining;
import io.greenmim.train.run.RunEnd;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Goes on with pre-training from published weights, on images of one's own, until the loss on other
 * images gets no better. Started again, it goes on where it was stopped.
 */
public final class ContinueFromCheckpoint {

  private ContinueFromCheckpoint() {}

  /**
   * Runs the example.
   *
   * @param args a checkpoint file, the folder of a run or the id of a model in the zoo; the folder
   *     of images, that of other images to validate on, the folder of the run, the epochs
   * @throws Exception if the run fails
   */
  public static void main(String[] args) throws Exception {
    Path output = Path.of(args[3]);
    RunEnd end =
        Pretraining.builder()
            .setData(Path.of(args[1]))
            .optValData(Path.of(args[2]))
            .setOutput(output)
            .optModel("swin_nano_patch4_window7_224")
            .optInit(args[0])
            .optResume(Files.exists(output.resolve("state.json")))
            .optEpochs(Integer.parseInt(args[4]))
            .optBatchSize(4)
            .optBaseLearningRate(1e-3)
            .optPatience(5)
            .build()
            .run();
    end.best().ifPresent(System.out::println);
  }
}
