package io.greenmim.layout;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A pattern of names that can be read and written: {@code layers.{i+1}.blocks.{j}.norm1.{p}}.
 *
 * <p>{@code {i}} is a number, {@code {2i+1}} the number that is twice i and one, {@code {p}} is
 * weight or bias, {@code {*}} any rest.
 */
final class NameTemplate {

  private static final Pattern SLOT = Pattern.compile("\\{(\\d*)([a-z*])(?:\\+(\\d+))?}");

  private final String text;
  private final Pattern pattern;
  private final List<Slot> slots;

  private record Slot(String variable, int factor, int offset) {

    boolean number() {
      return !"p".equals(variable) && !"*".equals(variable);
    }

    /** Reads the variable's value; empty if no whole number gives this text. */
    Optional<String> read(String part) {
      if (!number()) {
        return Optional.of(part);
      }
      int scaled = Integer.parseInt(part) - offset;
      return scaled < 0 || scaled % factor != 0
          ? Optional.empty()
          : Optional.of(Integer.toString(scaled / factor));
    }

    String write(String value) {
      return number() ? Integer.toString(Integer.parseInt(value) * factor + offset) : value;
    }
  }

  NameTemplate(String text) {
    this.text = text;
    slots = new ArrayList<>();
    StringBuilder regex = new StringBuilder();
    Matcher slot = SLOT.matcher(text);
    int at = 0;
    while (slot.find()) {
      regex.append(Pattern.quote(text.substring(at, slot.start())));
      String variable = slot.group(2);
      // Four digits are more than any depth, and never overflow.
      regex.append(
          switch (variable) {
            case "p" -> "(weight|bias)";
            case "*" -> "(.+)";
            default -> "(0|[1-9]\\d{0,3})";
          });
      slots.add(new Slot(variable, number(slot.group(1), 1), number(slot.group(3), 0)));
      at = slot.end();
    }
    pattern = Pattern.compile(regex + Pattern.quote(text.substring(at)));
  }

  private static int number(String digits, int otherwise) {
    return digits == null || digits.isEmpty() ? otherwise : Integer.parseInt(digits);
  }

  /** Reads the variables of a name; empty if it is none of this pattern. */
  Optional<Map<String, String>> read(String name) {
    Matcher matcher = pattern.matcher(name);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    Map<String, String> values = new LinkedHashMap<>();
    for (int i = 0; i < slots.size(); i++) {
      Optional<String> value = slots.get(i).read(matcher.group(i + 1));
      if (value.isEmpty()) {
        return Optional.empty();
      }
      values.put(slots.get(i).variable(), value.get());
    }
    return Optional.of(values);
  }

  /** Writes the name with these variables. */
  String write(Map<String, String> values) {
    StringBuilder name = new StringBuilder();
    Matcher slot = SLOT.matcher(text);
    int at = 0;
    for (int i = 0; slot.find(); i++) {
      name.append(text, at, slot.start());
      name.append(slots.get(i).write(values.get(slots.get(i).variable())));
      at = slot.end();
    }
    return name.append(text.substring(at)).toString();
  }
}
