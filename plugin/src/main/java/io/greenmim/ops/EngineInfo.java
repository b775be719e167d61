package io.greenmim.ops;

import ai.djl.engine.Engine;
import ai.djl.engine.EngineException;
import ai.djl.engine.StandardCapabilities;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.pytorch.jni.LibUtils;
import java.nio.file.Path;

/**
 * What the loaded PyTorch engine says of itself.
 *
 * @param version the version of PyTorch, such as {@code 2.7.1}
 * @param library the folder that the native library was loaded from
 * @param cuda whether the native library was built for CUDA; it says nothing about a GPU being
 *     there
 * @param intraOpThreads threads that share one operation
 * @param interOpThreads threads that run independent operations
 */
public record EngineInfo(
    String version, Path library, boolean cuda, int intraOpThreads, int interOpThreads) {

  /**
   * Loads the engine, if that has not happened yet, and asks it.
   *
   * @return the facts about the engine of this process
   * @throws EngineException if the native library cannot be found, fetched or loaded; the message
   *     says so if that is for the folder that it is unpacked into
   */
  public static EngineInfo load() {
    EngineStart.prepare();
    Engine engine;
    try {
      engine = Engine.getEngine("PyTorch");
    } catch (EngineException e) {
      throw EngineStart.folderFault().map(fault -> new EngineException(fault, e)).orElse(e);
    }
    return new EngineInfo(
        engine.getVersion(),
        Path.of(LibUtils.getLibtorchPath()),
        engine.hasCapability(StandardCapabilities.CUDA),
        JniUtils.getNumThreads(),
        JniUtils.getNumInteropThreads());
  }
}
