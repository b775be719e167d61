package io.greenmim.cli.option;

import io.greenmim.train.config.Settings;
import io.greenmim.weights.ConfigFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Options from a file: {@code --config FILE} stands for the options in a YAML or JSON file, whose
 * keys are the long option names without dashes. Options of the command line win.
 */
public final class ConfigArguments {

  /** The option that names a file of options. */
  public static final String OPTION = "--config";

  /** Options that say nothing about what is computed. */
  private static final List<String> LEFT_OUT =
      List.of(OPTION, "--resume", "--help", "--version", "--stacktrace");

  private ConfigArguments() {}

  /**
   * Puts the options of files in front of a command's arguments.
   *
   * @param spec the command
   * @param arguments its arguments, without its name
   * @return the options of the files, then the arguments
   * @throws IOException if a file cannot be read
   * @throws IllegalArgumentException if a key is no option of the command
   */
  public static List<String> expand(CommandSpec spec, List<String> arguments) throws IOException {
    Map<String, String> ofFiles = new LinkedHashMap<>();
    Path run = valueOf("--output", arguments);
    if (arguments.contains("--resume") && run != null) {
      Path options = run.resolve(Settings.FILE);
      if (Files.exists(options)) {
        ofFiles.putAll(options(spec, options));
      }
    }
    Path file = valueOf(OPTION, arguments);
    if (file != null) {
      ofFiles.putAll(options(spec, file));
    }
    // Lists would be joined, not replaced.
    arguments.forEach(word -> ofFiles.remove(word.split("=", 2)[0]));
    List<String> expanded = new ArrayList<>();
    ofFiles.forEach((option, value) -> expanded.add(option + "=" + value));
    expanded.addAll(arguments);
    return expanded;
  }

  private static Path valueOf(String option, List<String> arguments) {
    for (int i = 0; i < arguments.size(); i++) {
      if (arguments.get(i).startsWith(option + "=")) {
        return Path.of(arguments.get(i).substring(option.length() + 1));
      }
      if (arguments.get(i).equals(option) && i + 1 < arguments.size()) {
        return Path.of(arguments.get(i + 1));
      }
    }
    return null;
  }

  /** What a file gives: names of options and their values. */
  private static Map<String, String> options(CommandSpec spec, Path file) throws IOException {
    Map<String, String> options = new LinkedHashMap<>();
    Map<String, OptionSpec> known = known(spec);
    for (Map.Entry<String, Object> entry : read(file).entrySet()) {
      if (!known.containsKey("--" + entry.getKey())) {
        throw new IllegalArgumentException(
            "%s: unknown key '%s'; the known keys are %s"
                .formatted(
                    file,
                    entry.getKey(),
                    String.join(", ", known.keySet().stream().map(k -> k.substring(2)).toList())));
      }
      options.put("--" + entry.getKey(), text(entry.getValue()));
    }
    return options;
  }

  /** A value as the command line takes it: lists with commas. */
  private static String text(Object value) {
    return value instanceof Collection<?> list
        ? list.stream().map(String::valueOf).collect(Collectors.joining(","))
        : String.valueOf(value);
  }

  private static Map<String, OptionSpec> known(CommandSpec spec) {
    Map<String, OptionSpec> known = new TreeMap<>();
    for (OptionSpec option : spec.options()) {
      if (!LEFT_OUT.contains(option.longestName())) {
        Stream.of(option.names())
            .filter(name -> name.startsWith("--"))
            .forEach(name -> known.put(name, option));
      }
    }
    return known;
  }

  private static Map<String, Object> read(Path file) throws IOException {
    if (file.toString().endsWith(".json")) {
      return ConfigFile.readMap(file);
    }
    if (!Files.isRegularFile(file)) {
      throw new IOException(file + ": expected a YAML or JSON file, found none");
    }
    try {
      Object content =
          new Yaml(new SafeConstructor(new LoaderOptions())).load(Files.readString(file));
      if (content instanceof Map<?, ?> map) {
        Map<String, Object> values = new LinkedHashMap<>();
        map.forEach((key, value) -> values.put(String.valueOf(key), value));
        return values;
      }
      throw new IOException(file + ": expected keys and values, got " + content);
    } catch (YAMLException e) {
      String line = e.getMessage().lines().findFirst().orElse("");
      throw new IOException(file + ": expected YAML, got an error: " + line, e);
    }
  }

  /**
   * {@return the option that names a file of options; the file is read before the command is
   * parsed}
   */
  public static OptionSpec option() {
    return OptionSpec.builder(OPTION)
        .type(Path.class)
        .paramLabel("FILE")
        .description("YAML or JSON file with options by their long names; the command line wins.")
        .build();
  }
}
