package io.greenmim.cli.option;

import io.greenmim.train.config.Setting;
import io.greenmim.train.config.Settings;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.IGetter;
import picocli.CommandLine.Model.ISetter;
import picocli.CommandLine.Model.OptionSpec;

/**
 * The options that a record of settings stands for. Failures name settings; {@link #translate} says
 * options instead.
 *
 * @param <T> type of the record
 */
public final class SettingOptions<T extends Record> {

  private final Settings<T> settings;
  private final Map<String, Object> given = new HashMap<>();

  private SettingOptions(Settings<T> settings) {
    this.settings = settings;
  }

  /**
   * Looks at a record.
   *
   * @param <T> type of the record
   * @param type class of the record
   * @return its settings as options, not given yet
   */
  public static <T extends Record> SettingOptions<T> of(Class<T> type) {
    return new SettingOptions<>(Settings.of(type));
  }

  /** Where picocli puts the value of an option. */
  private final class Value implements IGetter, ISetter {

    private final String component;

    private Value(String component) {
      this.component = component;
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // picocli asks so.
    @Override
    public <V> V get() {
      return (V) given.get(component);
    }

    @Override
    public <V> V set(V value) {
      given.put(component, value);
      return null;
    }
  }

  /**
   * Returns the options.
   *
   * @param components which settings; none for all
   * @return what a command mixes in, in the record's order
   */
  public CommandSpec spec(String... components) {
    List<String> wanted = List.of(components);
    CommandSpec spec = CommandSpec.create();
    for (Settings.Field field : settings.fields()) {
      if (wanted.isEmpty() || wanted.contains(field.component())) {
        spec.addOption(option(field));
      }
      if (wanted.isEmpty() && field.component().equals("accumulate")) {
        spec.addOption(ConfigArguments.option());
      }
    }
    return spec;
  }

  private OptionSpec option(Settings.Field field) {
    Setting setting = field.setting();
    Value value = new Value(field.component());
    OptionSpec.Builder option =
        OptionSpec.builder("--" + field.name())
            .type(field.type())
            .required(setting.required())
            .getter(value)
            .setter(value);
    if (field.type() != boolean.class) {
      option.paramLabel(
          setting.label().isEmpty() ? "<" + field.component() + ">" : setting.label());
    }
    if (field.type() == List.class) {
      option.auxiliaryTypes(Integer.class).splitRegex(",");
    }
    if (!field.choices().isEmpty()) {
      option.completionCandidates(field.choices());
    }
    String text = setting.value();
    if (!field.usual().isEmpty()) {
      option.defaultValue(field.usual());
      text += text.contains(Setting.USUAL) ? "" : " Default: " + Setting.USUAL + ".";
    }
    return option
        .description(
            text.strip()
                .replace(Setting.VALUES, "${COMPLETION-CANDIDATES}")
                .replace(Setting.USUAL, "${DEFAULT-VALUE}"))
        .build();
  }

  /**
   * Returns a value.
   *
   * @param <V> its type
   * @param component name of the setting
   * @param type class of the value
   * @return what the user gave, or the usual value; null if there is none
   */
  public <V> V value(String component, Class<V> type) {
    return type.cast(given.get(component));
  }

  /**
   * Gives a setting that the user left open.
   *
   * @param component name of the setting
   * @param value its value
   */
  public void put(String component, Object value) {
    given.put(component, value);
  }

  /**
   * Makes the record.
   *
   * @return what the user gave, and the usual values
   * @throws IllegalArgumentException if the record refuses a value
   */
  public T read() {
    return settings.create(given);
  }

  /**
   * Puts options in place of the settings that a message is about, and of those in quotes.
   *
   * @param spec the command
   * @param message a message such as {@code batchSize: expected at least 1, got 0}
   * @return such as {@code --batch-size: expected at least 1, got 0}
   */
  static String translate(CommandSpec spec, String message) {
    Map<String, String> names = new HashMap<>();
    for (OptionSpec option : spec.options()) {
      String name = option.longestName();
      names.put(
          option.getter() instanceof SettingOptions<?>.Value value ? value.component : camel(name),
          name);
    }
    String translated = message;
    for (Map.Entry<String, String> name : names.entrySet()) {
      translated =
          translated.replaceAll(
              "(^|: )" + name.getKey() + "(?=: | [^\\s(]\\S*: expected)", "$1" + name.getValue());
    }
    if (translated.equals(message)) {
      return message;
    }
    for (Map.Entry<String, String> name : names.entrySet()) {
      translated = translated.replace("'" + name.getKey() + "'", name.getValue());
    }
    return translated;
  }

  /** {@code --batch-size} as a setting is called: {@code batchSize}. */
  private static String camel(String option) {
    StringBuilder name = new StringBuilder();
    for (String word : option.replaceFirst("^-+", "").split("-", -1)) {
      name.append(
          name.isEmpty()
              ? word
              : word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1));
    }
    return name.toString();
  }
}
