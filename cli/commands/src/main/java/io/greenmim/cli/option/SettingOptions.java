package io.greenmim.cli.option;

import io.greenmim.config.ImageSize;
import io.greenmim.train.config.RunSettings;
import io.greenmim.train.config.Setting;
import io.greenmim.train.config.Settings;
import io.greenmim.train.run.ConsoleHook;
import java.io.PrintWriter;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.IGetter;
import picocli.CommandLine.Model.ISetter;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.TypeConversionException;

/**
 * The options that a record of settings stands for. Messages name settings; {@link #translate} says
 * options instead.
 *
 * @param <T> type of the record
 */
public final class SettingOptions<T extends Record> {

  private static final Pattern SETTING = Pattern.compile("'([a-zA-Z]+)'");

  /** What says that settings follow, with them. */
  private static final Pattern MARK = Pattern.compile(",? settings?((?: '[a-zA-Z]+')+)");

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
    private final String option;

    private Value(Settings.Field field) {
      component = field.component();
      option = "--" + field.name();
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
    Value value = new Value(field);
    OptionSpec.Builder option =
        OptionSpec.builder(value.option)
            .type(field.type())
            .required(setting.required())
            .getter(value)
            .setter(value);
    if (field.type() != boolean.class) {
      option.paramLabel(
          setting.label().isEmpty() ? "<" + field.component() + ">" : setting.label());
    }
    if (field.type() == ImageSize.class) {
      option.converters(SettingOptions::imageSize);
    }
    if (!setting.also().isEmpty()) {
      option.names(value.option, "--" + setting.also());
    }
    if (field.component().equals("maxHours")) {
      option.converters(SettingOptions::hours);
    }
    if (field.type() == List.class) {
      option.auxiliaryTypes(field.element()).splitRegex(",");
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

  private static ImageSize imageSize(String text) {
    try {
      return ImageSize.parse(text);
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(e.getMessage().replaceFirst("^imageSize: ", ""));
    }
  }

  private static double hours(String text) {
    try {
      return RunSettings.hours(text);
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(e.getMessage().replaceFirst("^maxHours: ", ""));
    }
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
    Map<String, String> names = names(spec);
    String translated = message;
    for (Map.Entry<String, String> name : names.entrySet()) {
      translated =
          translated.replaceAll(
              "(^|: )" + name.getKey() + "(?=: | [^\\s(]\\S*: expected)", "$1" + name.getValue());
    }
    return translated.equals(message) ? marked(names, message) : quoted(names, translated);
  }

  /** Puts options in place of what a message calls settings; the rest may come from a file. */
  static String translateMarked(CommandSpec spec, String message) {
    return marked(names(spec), message);
  }

  /**
   * Prints lines of the library on the error stream, with options in place of settings.
   *
   * @param spec the command
   * @param lines such as those about images that are skipped
   */
  public static void tell(CommandSpec spec, List<String> lines) {
    PrintWriter err = spec.commandLine().getErr();
    lines.forEach(line -> err.println(translateMarked(spec, line)));
    err.flush();
  }

  /**
   * Makes what tells a run at the terminal, with options in place of settings.
   *
   * @param out takes what the run is, and what came out
   * @return a hook for one run
   */
  public static ConsoleHook console(PrintWriter out) {
    return new ConsoleHook(out, System.err, message -> marked(Map.of(), message));
  }

  /** A setting that is no option of this command is one of another. */
  private static String marked(Map<String, String> names, String message) {
    Matcher marks = MARK.matcher(message);
    if (!marks.find()) {
      return message;
    }
    String options =
        marks.replaceAll(
            mark ->
                SETTING
                    .matcher(mark.group(1))
                    .replaceAll(
                        setting ->
                            names.getOrDefault(setting.group(1), hyphenated(setting.group(1)))));
    return quoted(names, options);
  }

  private static String quoted(Map<String, String> names, String message) {
    return SETTING
        .matcher(message)
        .replaceAll(
            setting ->
                Matcher.quoteReplacement(names.getOrDefault(setting.group(1), setting.group())));
  }

  private static Map<String, String> names(CommandSpec spec) {
    Map<String, String> names = new HashMap<>();
    for (OptionSpec option : spec.options()) {
      if (option.getter() instanceof SettingOptions<?>.Value value) {
        names.put(value.component, value.option);
      } else {
        names.put(camel(option.longestName()), option.longestName());
      }
    }
    return names;
  }

  /** {@code batchSize} as an option is called: {@code --batch-size}. */
  private static String hyphenated(String setting) {
    return "--" + setting.replaceAll("(?=[A-Z])", "-").toLowerCase(Locale.ROOT);
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
