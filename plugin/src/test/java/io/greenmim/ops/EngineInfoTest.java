package io.greenmim.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.engine.Engine;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;

class EngineInfoTest {

  @Test
  void describesTheLoadedEngine() {
    EngineInfo info = EngineInfo.load();

    assertEquals(Engine.getEngine("PyTorch").getVersion(), info.version());
    assertTrue(
        Files.exists(info.library().resolve(System.mapLibraryName("torch"))),
        () -> info.library() + " holds no torch library");
    assertTrue(info.intraOpThreads() >= 1);
    assertTrue(info.interOpThreads() >= 1);
  }
}
