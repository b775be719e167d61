package io.greenmim.train.run;

import io.greenmim.tensors.AtomicFiles;
import io.greenmim.train.config.Settings;
import io.greenmim.weights.ConfigFile;
import java.io.IOException;
import java.util.Map;

/**
 * Writes the options of a run into its folder.
 *
 * @param options the options in force, by name
 */
record OptionsFile(Map<String, Object> options) implements RunHook {

  @Override
  public void begins(RunView run) throws IOException {
    AtomicFiles.writeText(run.folder().resolve(Settings.FILE), ConfigFile.toJson(options) + "\n");
  }
}
