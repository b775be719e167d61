package io.greenmim.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NnpackTest {

  @TempDir private Path folder;

  @Test
  void theEngineHasTheSwitch() {
    Path library = EngineInfo.load().library().resolve(System.mapLibraryName("torch_cpu"));
    assumeTrue(
        System.getProperty("os.name").equals("Linux"), "names of functions are those of Linux");
    assertTrue(Nnpack.turnOff(library));
    NativeLibrary engine = NativeLibrary.getInstance(library.toString());
    Pointer context = engine.getFunction("_ZN2at13globalContextEv").invokePointer(new Object[0]);
    Object[] arguments = {context};
    int on = engine.getFunction("_ZNK2at7Context17userEnabledNNPACKEv").invokeInt(arguments) & 1;
    assertEquals(0, on);
  }

  @Test
  void anotherLibraryIsLeftAlone() {
    assertFalse(Nnpack.turnOff(folder.resolve("none.so")));
  }
}
