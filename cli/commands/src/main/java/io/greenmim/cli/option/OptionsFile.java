package io.greenmim.cli.option;

import io.greenmim.tensors.AtomicFiles;
import io.greenmim.train.run.RunHook;
import io.greenmim.train.run.RunView;
import io.greenmim.weights.ConfigFile;
import java.io.IOException;
import java.util.Map;

/**
 * Writes the options of a run into its folder, for {@code --config}.
 *
 * @param options the options in force, by name
 */
public record OptionsFile(Map<String, Object> options) implements RunHook {

  @Override
  public void begins(RunView run) throws IOException {
    AtomicFiles.writeText(
        run.folder().resolve(ConfigArguments.FILE), ConfigFile.toJson(options) + "\n");
  }
}
