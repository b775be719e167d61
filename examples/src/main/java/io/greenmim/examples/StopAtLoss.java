package io.greenmim.examples;

import io.greenmim.train.pretrain.Pretraining;
import io.greenmim.train.run.RunEnd;
import io.greenmim.train.run.RunHook;
import io.greenmim.train.run.StepResult;
import java.nio.file.Path;

/** A hook: hears of every step, and ends the run when the loss is low enough. */
public final class StopAtLoss implements RunHook {

  private final double wanted;
  private Pretraining run;

  private StopAtLoss(double wanted) {
    this.wanted = wanted;
  }

  @Override
  public void stepTaken(StepResult step) {
    System.out.println(step.step() + " " + step.loss().total());
    if (step.loss().total() < wanted) {
      run.cancel();
    }
  }

  /**
   * Runs the example.
   *
   * @param args the folder of images, the folder of the run, the loss
   * @throws Exception if the run fails
   */
  public static void main(String[] args) throws Exception {
    StopAtLoss hook = new StopAtLoss(Double.parseDouble(args[2]));
    hook.run =
        Pretraining.builder()
            .setData(Path.of(args[0]))
            .setOutput(Path.of(args[1]))
            .optModel("swin_nano_patch4_window7_224")
            .optBatchSize(4)
            .addHook(hook)
            .build();
    RunEnd end = hook.run.run();
    System.out.println("stopped after step " + end.state().step());
  }
}
