package io.greenmim.layout;

import io.greenmim.tensors.TensorFile;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The arguments of the run that wrote a checkpoint, as far as its file keeps them: {@code args},
 * printed as {@code Namespace(mask_ratio=0.75, ...)}.
 */
public final class RunArguments {

  private RunArguments() {}

  /**
   * Finds a whole number.
   *
   * @param file the checkpoint
   * @param name name of the argument
   * @return its value, or empty if there is no such number
   */
  public static Optional<Integer> integer(TensorFile file, String name) {
    return text(file, name).filter(value -> value.matches("\\d{1,6}")).map(Integer::valueOf);
  }

  /**
   * Finds a number between 0 and 1, both excluded.
   *
   * @param file the checkpoint
   * @param name name of the argument
   * @return its value, or empty if there is no such number
   */
  public static Optional<Double> ratio(TensorFile file, String name) {
    return text(file, name)
        .filter(value -> value.matches("0?\\.\\d{1,17}"))
        .map(Double::valueOf)
        .filter(value -> value > 0);
  }

  /**
   * Finds a switch.
   *
   * @param file the checkpoint
   * @param name name of the argument
   * @return its value, or empty if there is no such switch
   */
  public static Optional<Boolean> flag(TensorFile file, String name) {
    return text(file, name)
        .filter(value -> value.matches("True|False"))
        .map(value -> value.equals("True"));
  }

  /**
   * Finds the name of the model.
   *
   * @param file the checkpoint
   * @return the name, or empty if there is none
   */
  public static Optional<String> model(TensorFile file) {
    return text(file, "model").map(value -> value.replaceAll("^['\"]|['\"]$", ""));
  }

  private static Optional<String> text(TensorFile file, String name) {
    String arguments = file.metadata().get("args");
    if (arguments == null) {
      return Optional.empty();
    }
    Matcher matcher =
        Pattern.compile("[({ ]'?" + Pattern.quote(name) + "'?(?:=|: )([^,)}]*)").matcher(arguments);
    return matcher.find() ? Optional.of(matcher.group(1).strip()) : Optional.empty();
  }
}
