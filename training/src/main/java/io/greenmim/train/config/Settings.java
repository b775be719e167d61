package io.greenmim.train.config;

import io.greenmim.config.Checks;
import io.greenmim.config.ImageSize;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The settings of a record whose components carry {@link Setting}; those of records within it count
 * as its own. Makes records of given values, and the other way round.
 *
 * <p>A setting is a number, {@code boolean}, {@link String}, {@link Path}, an enum, an {@link
 * ImageSize}, or a list of numbers.
 *
 * @param <T> type of the record
 */
public final class Settings<T extends Record> {

  /** Name of the file of options in the folder of a run. */
  public static final String FILE = "options.json";

  /**
   * A setting.
   *
   * @param component name of the record's component
   * @param name name in files of options
   * @param type its class
   * @param element class of what is in it, if it is a list; else null
   * @param setting what the component says of it
   */
  public record Field(
      String component, String name, Class<?> type, Class<?> element, Setting setting) {

    private static Field of(RecordComponent component) {
      Setting setting = component.getAnnotation(Setting.class);
      Checks.that(
          setting != null,
          "%s of %s: expected a setting, got none",
          component.getName(),
          component.getDeclaringRecord());
      String name = setting.name().isEmpty() ? kebab(component.getName()) : setting.name();
      Class<?> element =
          component.getGenericType() instanceof ParameterizedType list
              ? (Class<?>) list.getActualTypeArguments()[0]
              : null;
      return new Field(component.getName(), name, component.getType(), element, setting);
    }

    private static String kebab(String name) {
      return name.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    }

    /**
     * Returns the texts to choose from.
     *
     * @return names; none where any text will do
     */
    public List<String> choices() {
      return setting.choices() == Choices.class ? List.of() : chooser().names();
    }

    /**
     * Returns the value that holds where none is given.
     *
     * @return its text; empty if there is none
     */
    public String usual() {
      return setting.choices() == Choices.class || setting.required() || !setting.usual().isEmpty()
          ? setting.usual()
          : chooser().usual();
    }

    private Choices chooser() {
      try {
        return setting.choices().getDeclaredConstructor().newInstance();
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException("cannot make " + setting.choices(), e);
      }
    }

    private Object usualValue() {
      String text = usual();
      if (!text.isEmpty()) {
        return parse(text);
      }
      return type == boolean.class ? Boolean.FALSE : null;
    }

    private Object parse(String text) {
      if (type == List.class) {
        return Arrays.stream(text.split(",", -1))
            .map(part -> parse(element, part.strip()))
            .toList();
      }
      return parse(type, text);
    }

    private Object parse(Class<?> wanted, String text) {
      try {
        if (wanted == int.class || wanted == Integer.class) {
          return Integer.valueOf(text);
        }
        if (wanted == long.class || wanted == Long.class) {
          return Long.valueOf(text);
        }
        if (wanted == double.class || wanted == Double.class) {
          return Double.valueOf(text);
        }
      } catch (NumberFormatException e) {
        throw new IllegalArgumentException(component + ": expected a number, got " + text, e);
      }
      if (wanted == boolean.class) {
        return Boolean.valueOf(text);
      }
      if (wanted == Path.class) {
        return Path.of(text);
      }
      if (wanted == ImageSize.class) {
        return ImageSize.parse(text);
      }
      return wanted.isEnum() ? constant(text) : text;
    }

    private Object constant(String text) {
      return Arrays.stream(type.getEnumConstants())
          .filter(
              each ->
                  ((Enum<?>) each).name().equalsIgnoreCase(text)
                      || each.toString().equalsIgnoreCase(text))
          .findFirst()
          .orElseThrow(
              () ->
                  new IllegalArgumentException(
                      component
                          + ": expected one of "
                          + Arrays.toString(type.getEnumConstants()).toLowerCase(Locale.ROOT)
                          + ", got "
                          + text));
    }
  }

  private final Class<T> type;
  private final Map<String, Field> fields = new LinkedHashMap<>();

  private Settings(Class<T> type) {
    this.type = type;
    collect(type);
  }

  private void collect(Class<?> record) {
    for (RecordComponent component : record.getRecordComponents()) {
      if (nested(component)) {
        collect(component.getType());
      } else {
        fields.put(component.getName(), Field.of(component));
      }
    }
  }

  /** Whether the settings of a record within count as the outer one's. */
  private static boolean nested(RecordComponent component) {
    return component.getType().isRecord() && !component.isAnnotationPresent(Setting.class);
  }

  /**
   * Reads what a record says of its settings.
   *
   * @param <T> type of the record
   * @param type class of the record
   * @return its settings
   * @throws IllegalArgumentException if a component is neither a setting nor a record of settings
   */
  public static <T extends Record> Settings<T> of(Class<T> type) {
    return new Settings<>(type);
  }

  /**
   * Returns the settings.
   *
   * @return in the order of the record's components
   */
  public Collection<Field> fields() {
    return fields.values();
  }

  /**
   * Makes a record; settings without a value get their usual one.
   *
   * @param given values by component; {@code null} is none
   * @return the record
   * @throws IllegalArgumentException if the record refuses a value
   */
  public T create(Map<String, ?> given) {
    return create(
        type,
        field -> {
          Object value = given.get(field.component());
          return value == null ? field.usualValue() : value;
        });
  }

  /**
   * Makes a record of what a file of options holds.
   *
   * @param named values by name, as {@link #named} gives them
   * @return the record
   * @throws IllegalArgumentException if a name is unknown, or a value does not fit
   */
  public T read(Map<String, ?> named) {
    return create(given(named));
  }

  /**
   * Reads the values of a file of options.
   *
   * @param named values by name, as {@link #named} gives them
   * @return values by component
   * @throws IllegalArgumentException if a name is unknown, or a value does not fit its type
   */
  public Map<String, Object> given(Map<String, ?> named) {
    Map<String, Object> given = new LinkedHashMap<>();
    Map<String, ?> rest = new TreeMap<>(named);
    for (Field field : fields()) {
      Object value = rest.remove(field.name());
      if (value != null) {
        given.put(field.component(), field.parse(number(field, value)));
      }
    }
    Checks.that(rest.isEmpty(), "unknown settings: %s", rest.keySet());
    return given;
  }

  /** The text of a value; JSON gives whole numbers as doubles too. */
  private static String number(Field field, Object value) {
    Class<?> type = field.element() == null ? field.type() : field.element();
    boolean whole = type != double.class && type != Double.class;
    return whole && value instanceof Double number
        ? String.valueOf(number.longValue())
        : text(value);
  }

  /**
   * Returns the values of a record.
   *
   * @param settings the record
   * @return values by component, in order; no {@code null}
   */
  public Map<String, Object> values(T settings) {
    Map<String, Object> values = new LinkedHashMap<>();
    collect(settings, values);
    return values;
  }

  /**
   * Returns the values of a record as files of options have them.
   *
   * @param settings the record
   * @return numbers, truth values and texts by name, sorted; without {@code null} and without what
   *     is not {@link Setting#kept kept}
   */
  public Map<String, Object> named(T settings) {
    Map<String, Object> named = new TreeMap<>();
    values(settings)
        .forEach(
            (component, value) -> {
              Field field = fields.get(component);
              if (field.setting().kept()) {
                boolean plain = value instanceof Number || value instanceof Boolean;
                boolean square = value instanceof ImageSize size && size.isSquare();
                named.put(
                    field.name(),
                    square ? ((ImageSize) value).height() : plain ? value : text(value));
              }
            });
    return named;
  }

  /** A value as text: lists with commas. */
  private static String text(Object value) {
    return value instanceof Collection<?> list
        ? list.stream().map(String::valueOf).collect(Collectors.joining(","))
        : String.valueOf(value);
  }

  private static void collect(Record record, Map<String, Object> values) {
    for (RecordComponent component : record.getClass().getRecordComponents()) {
      try {
        Object value = component.getAccessor().invoke(record);
        if (nested(component)) {
          collect((Record) value, values);
        } else if (value != null) {
          values.put(component.getName(), value);
        }
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException("cannot read " + component, e);
      }
    }
  }

  private static <R extends Record> R create(Class<R> record, Function<Field, Object> values) {
    RecordComponent[] components = record.getRecordComponents();
    Class<?>[] types = new Class<?>[components.length];
    Object[] arguments = new Object[components.length];
    for (int i = 0; i < components.length; i++) {
      types[i] = components[i].getType();
      arguments[i] =
          nested(components[i])
              ? create(types[i].asSubclass(Record.class), values)
              : values.apply(Field.of(components[i]));
    }
    try {
      return record.getDeclaredConstructor(types).newInstance(arguments);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof RuntimeException refused) {
        throw refused;
      }
      throw new IllegalStateException("cannot make " + record, e);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("cannot make " + record, e);
    }
  }
}
