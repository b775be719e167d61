package io.greenmim.ops;

import ai.djl.util.Utils;
import io.greenmim.host.FileNames;
import io.greenmim.host.LibraryFolder;
import io.greenmim.host.Notice;
import io.greenmim.host.SpinLimit;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is seen to once in a process, before the engine loads: {@link SpinLimit}, {@link FileNames},
 * and the folder of the engine's library. DJL loads the engine itself; whatever it calls of ours
 * before calls this.
 */
public final class EngineStart {

  private EngineStart() {}

  /** Does it at the first call, and logs what there is to know. */
  public static void prepare() {
    Once.done();
  }

  /**
   * Says why the engine's library cannot be unpacked or loaded, if it is for its folder.
   *
   * @return the fault and its remedy, one line; or empty
   */
  public static Optional<String> folderFault() {
    boolean own = Utils.getEnvOrSystemProperty("PYTORCH_LIBRARY_PATH") == null;
    Path folder = Utils.getEngineCacheDir();
    return own ? LibraryFolder.ofEngine(folder).fault() : Optional.empty();
  }

  /** Initialised once, under the lock of its class. */
  private static final class Once {

    static {
      Logger log = LoggerFactory.getLogger(EngineStart.class);
      Stream.of(
              SpinLimit.lower(),
              FileNames.check(),
              folderFault().map(fault -> new Notice(true, fault)))
          .flatMap(Optional::stream)
          .forEach(
              notice -> {
                if (notice.isWarning()) {
                  log.warn(notice.text());
                } else {
                  log.info(notice.text());
                }
              });
    }

    private static void done() {
      // Calling any method initialises the class.
    }
  }
}
