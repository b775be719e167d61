package io.greenmim.ops;

import ai.djl.pytorch.jni.LibUtils;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import io.greenmim.host.Processor;
import java.io.IOException;
import java.nio.file.Path;

/**
 * NNPACK, a library of convolutions in the engine. Where a virtual machine hides the processor's
 * caches it cannot be used, and the engine says so again on the standard error output with every
 * convolution that it might have computed: hundreds of lines while a detector is trained. The
 * engine has a switch for it, but neither DJL nor TorchScript reaches it.
 */
final class Nnpack {

  /** {@code at::globalContext()} and {@code at::Context::setUserEnabledNNPACK(bool)}. */
  private static final String CONTEXT = "_ZN2at13globalContextEv";

  private static final String SWITCH = "_ZN2at7Context20setUserEnabledNNPACKEb";

  private Nnpack() {}

  /** Turns it off where it cannot be used; the engine must be loaded. */
  static void silence() throws IOException {
    if (!Processor.current().tellsCaches()) {
      turnOff(Path.of(LibUtils.getLibtorchPath(), System.mapLibraryName("torch_cpu")));
    }
  }

  /**
   * Turns it off.
   *
   * @param library the engine's library
   * @return whether the library has the switch; the engine goes on repeating itself without
   */
  static boolean turnOff(Path library) {
    try {
      NativeLibrary engine = NativeLibrary.getInstance(library.toString());
      Pointer context = engine.getFunction(CONTEXT).invokePointer(new Object[0]);
      engine.getFunction(SWITCH).invokeVoid(new Object[] {context, 0});
      return true;
    } catch (LinkageError e) { // other compilers name them differently
      return false;
    }
  }
}
