package io.greenmim.train.run;

import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;

/**
 * Holds the end of the virtual machine back while work is under way. The engine's library would
 * crash if it were torn down in the midst of an operation.
 */
final class HeldEnd {

  private final CountDownLatch done = new CountDownLatch(1);
  private final Thread hook;
  private volatile boolean begun;

  /**
   * Begins to hold.
   *
   * @param onEnd runs on a thread of its own when the virtual machine is told to end, which waits
   *     for its return; gets what opens when the work is over
   */
  HeldEnd(Consumer<CountDownLatch> onEnd) {
    hook =
        new Thread(
            () -> {
              begun = true;
              onEnd.accept(done);
            },
            "end-of-work");
    try {
      Runtime.getRuntime().addShutdownHook(hook);
    } catch (IllegalStateException e) {
      begun = true; // The end has begun already.
    }
  }

  /** Tells whether the virtual machine has been told to end. */
  boolean begun() {
    return begun;
  }

  /** Lets the virtual machine end. */
  void release() {
    done.countDown();
    if (!begun) {
      try {
        Runtime.getRuntime().removeShutdownHook(hook);
      } catch (IllegalStateException e) {
        // The end has just begun: the hook runs, and finds the latch open.
        begun = true;
      }
    }
  }
}
