package io.greenmim.train.run;

import io.greenmim.config.Checks;
import io.greenmim.train.config.Settings;
import io.greenmim.weights.ConfigFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * Gives the settings of a run value by value. Whatever is left open is the published recipe of the
 * model. Values are checked when the run is built; a message names the value, such as {@code
 * batchSize: expected at least 1, got 0}.
 *
 * @param <T> type of the settings
 * @param <B> type of the builder
 */
public abstract class SettingsBuilder<T extends Record, B extends SettingsBuilder<T, B>> {

  private final Settings<T> settings;
  private final String command;
  private final Map<String, Object> given = new HashMap<>();
  private final List<RunHook> hooks = new ArrayList<>();
  private Consumer<String> listener = line -> {};

  /**
   * Makes a builder of nothing.
   *
   * @param type class of the settings
   * @param command words of the command that does the same
   */
  protected SettingsBuilder(Class<T> type, String command) {
    settings = Settings.of(type);
    this.command = command;
  }

  /** {@return this builder} */
  protected abstract B self();

  /**
   * Gives a setting.
   *
   * @param component name of the setting
   * @param value its value
   * @return this builder
   * @throws IllegalArgumentException if the run has no such setting
   */
  protected final B with(String component, Object value) {
    Checks.that(
        settings.fields().stream().anyMatch(field -> field.component().equals(component)),
        "%s: expected a setting of %s, which has none of that name",
        component,
        command);
    given.put(component, value);
    return self();
  }

  /**
   * Takes over all values of settings.
   *
   * @param all the settings
   * @return this builder
   */
  public B optSettings(T all) {
    given.putAll(settings.values(all));
    return self();
  }

  /**
   * Adds somebody who hears of the run, after those added before.
   *
   * @param hook the hook
   * @return this builder
   */
  public B addHook(RunHook hook) {
    hooks.add(Objects.requireNonNull(hook, "hook"));
    return self();
  }

  /**
   * Sets who is told what is passed over or mended in the data.
   *
   * @param told takes one line at a time
   * @return this builder
   */
  public B optListener(Consumer<String> told) {
    listener = told;
    return self();
  }

  /**
   * Returns who is told what is passed over or mended in the data.
   *
   * @return takes one line at a time
   */
  protected final Consumer<String> listener() {
    return listener;
  }

  /**
   * Makes the settings.
   *
   * @return what was given, and the usual values
   * @throws IOException if a run is to go on whose options cannot be read
   * @throws IllegalArgumentException if a value is missing or out of its range
   */
  protected final T settings() throws IOException {
    Map<String, Object> all = new HashMap<>();
    if (Boolean.TRUE.equals(given.get("resume")) && given.get("output") instanceof Path folder) {
      Path file = folder.resolve(Settings.FILE);
      if (Files.exists(file)) {
        all.putAll(settings.given(ConfigFile.readMap(file)));
      }
    }
    all.putAll(given);
    return settings.create(all);
  }

  /**
   * Returns the words that repeat the run at the command line.
   *
   * @param chosen its settings
   * @return the words
   */
  protected final List<String> words(T chosen) {
    List<String> words = new ArrayList<>(List.of("greenmim"));
    words.addAll(List.of(command.split(" ")));
    settings.named(chosen).forEach((name, value) -> words.add("--" + name + "=" + value));
    return words;
  }

  /**
   * Returns who hears of the run.
   *
   * @param chosen its settings
   * @return what writes {@value Settings#FILE}, and the hooks that were added
   */
  protected final List<RunHook> hooks(T chosen) {
    List<RunHook> all = new ArrayList<>(List.of(new OptionsFile(settings.named(chosen))));
    all.addAll(hooks);
    return all;
  }
}
