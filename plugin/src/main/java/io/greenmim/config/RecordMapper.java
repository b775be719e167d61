package io.greenmim.config;

import io.greenmim.tensors.Printable;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Converts records to and from plain maps, the common ground of JSON, YAML and zoo metadata.
 *
 * <p>Components may be {@code int}, {@code long}, {@code double}, {@code boolean}, {@link String},
 * an enum, an {@link ImageSize}, a {@link List} of these, a {@link Map} of plain values, or another
 * record. Reading is strict: an unknown key, a missing key or a value of another type is an error;
 * a record that is absent (null) is written as no key, and so is a value that says nothing new.
 * Where a component is a sealed interface, the key names the record: {@code mim} for {@code
 * MimConfig}. For any other interface the caller knows the record.
 */
public final class RecordMapper {

  private static final String SUFFIX = "Config";

  private final Types types;

  private RecordMapper(Types types) {
    this.types = types;
  }

  /** Knows the records of interfaces. */
  @FunctionalInterface
  public interface Types {

    /**
     * Finds the record that a value is read as.
     *
     * @param type the interface
     * @param values all values around it, which may tell
     * @return class of the record, which implements the interface
     * @throws IllegalArgumentException if the values tell none
     */
    Class<? extends Record> of(Class<?> type, Map<String, ?> values);
  }

  /**
   * Reads a record.
   *
   * @param <T> type of the record
   * @param type class of the record
   * @param values values by component name; integral numbers may come as doubles, as JSON gives
   *     them
   * @param where what the values are, for messages
   * @return the record
   * @throws IllegalArgumentException if a key is unknown or missing, or a value does not fit
   */
  public static <T extends Record> T read(Class<T> type, Map<String, ?> values, String where) {
    return read(
        type,
        values,
        where,
        (unknown, around) -> {
          throw new IllegalArgumentException(where + ": no record is known for " + unknown);
        });
  }

  /**
   * Reads a record with components that are interfaces.
   *
   * @param <T> type of the record
   * @param type class of the record
   * @param values values by component name
   * @param where what the values are, for messages
   * @param types knows the records of the interfaces
   * @return the record
   * @throws IllegalArgumentException if a key is unknown or missing, or a value does not fit
   */
  public static <T extends Record> T read(
      Class<T> type, Map<String, ?> values, String where, Types types) {
    return new RecordMapper(types).record(type, values, where);
  }

  private <T extends Record> T record(Class<T> type, Map<String, ?> values, String where) {
    RecordComponent[] components = type.getRecordComponents();
    Set<String> unknown = new TreeSet<>(values.keySet());
    Object[] arguments = new Object[components.length];
    for (int i = 0; i < components.length; i++) {
      RecordComponent component = components[i];
      unknown.removeAll(keys(component));
      arguments[i] =
          isChoice(component.getType())
              ? alternative(component, values, where)
              : argument(component, values, where);
    }
    Checks.that(
        unknown.isEmpty(),
        "%s: unknown key %s; the known keys are %s",
        where,
        String.join(", ", unknown),
        String.join(
            ", ", Arrays.stream(components).flatMap(c -> keys(c).stream()).sorted().toList()));
    return construct(type, components, arguments);
  }

  private Object argument(RecordComponent component, Map<String, ?> values, String where) {
    String name = component.getName();
    Object value = values.get(name);
    boolean open = isOpen(component.getType());
    Checks.that(
        value != null || open || mayBeAbsent(component.getType()),
        "%s: expected a value for '%s', got none",
        where,
        name);
    if (value == null) {
      return null;
    }
    Type type = open ? types.of(component.getType(), values) : component.getGenericType();
    return convert(type, value, where + ": " + name);
  }

  private static boolean mayBeAbsent(Class<?> type) {
    return (type.isRecord() && type != ImageSize.class) || Unwritten.class.isAssignableFrom(type);
  }

  /** The one record of a sealed interface that has a key, or null. */
  private Object alternative(RecordComponent component, Map<String, ?> values, String where) {
    List<Object> found = new ArrayList<>();
    for (Class<?> permitted : component.getType().getPermittedSubclasses()) {
      Object value = values.get(key(permitted));
      if (value != null) {
        found.add(nested(permitted, value, where + ": " + key(permitted)));
      }
    }
    Checks.that(
        found.size() <= 1,
        "%s: expected at most one of %s, got %d",
        where,
        String.join(", ", keys(component)),
        found.size());
    return found.isEmpty() ? null : found.get(0);
  }

  /** Whether a type is an interface of records that it lists; enums may be sealed too. */
  private static boolean isChoice(Class<?> type) {
    return type.isInterface() && type.isSealed();
  }

  /** Whether a type is an interface whose records are not known here. */
  private static boolean isOpen(Class<?> type) {
    return type.isInterface() && !isChoice(type) && type != List.class && type != Map.class;
  }

  /** The keys under which a component may stand. */
  private static List<String> keys(RecordComponent component) {
    return isChoice(component.getType())
        ? Arrays.stream(component.getType().getPermittedSubclasses())
            .filter(permitted -> permitted.getRecordComponents().length > 0)
            .map(RecordMapper::key)
            .toList()
        : List.of(component.getName());
  }

  private static String key(Class<?> type) {
    String name = type.getSimpleName();
    return name.substring(0, name.length() - (name.endsWith(SUFFIX) ? SUFFIX.length() : 0))
        .toLowerCase(Locale.ROOT);
  }

  /**
   * Writes a record.
   *
   * @param value the record
   * @return its components by name, in order; nested records as maps, enums as lower-case names,
   *     paths as texts
   */
  public static Map<String, Object> write(Record value) {
    Map<String, Object> map = new LinkedHashMap<>();
    for (RecordComponent component : value.getClass().getRecordComponents()) {
      try {
        Object item = component.getAccessor().invoke(value);
        if (item != null && !(item instanceof Unwritten one && one.unwritten())) {
          boolean sealed = isChoice(component.getType());
          map.put(sealed ? key(item.getClass()) : component.getName(), plain(item));
        }
      } catch (IllegalAccessException | InvocationTargetException e) {
        throw new IllegalArgumentException("cannot read record " + value.getClass().getName(), e);
      }
    }
    return map;
  }

  private static Object plain(Object item) {
    if (item instanceof ImageSize size) {
      return size.plain();
    }
    if (item instanceof Record nested) {
      return write(nested);
    }
    if (item instanceof Enum<?> constant) {
      return constant.name().toLowerCase(Locale.ROOT);
    }
    if (item instanceof Path path) {
      return path.toString();
    }
    if (item instanceof List<?> list) {
      return list.stream().map(RecordMapper::plain).toList();
    }
    return item;
  }

  private Object convert(Type type, Object value, String where) {
    if (type instanceof ParameterizedType list && list.getRawType() == List.class) {
      Checks.that(value instanceof List<?>, "%s: expected a list, got %s", where, value);
      List<Object> items = new ArrayList<>();
      for (Object item : (List<?>) value) {
        items.add(convert(list.getActualTypeArguments()[0], item, where));
      }
      return items;
    }
    if (type instanceof ParameterizedType map && map.getRawType() == Map.class) {
      return keyed(value, where);
    }
    Class<?> target = (Class<?>) type;
    if (target == int.class || target == Integer.class) {
      return Math.toIntExact(integral(value, where));
    }
    if (target == long.class) {
      return integral(value, where);
    }
    if (target == double.class || target == Double.class) {
      Checks.that(value instanceof Number, "%s: expected a number, got %s", where, value);
      return ((Number) value).doubleValue();
    }
    if (target == boolean.class) {
      Checks.that(value instanceof Boolean, "%s: expected true or false, got %s", where, value);
      return value;
    }
    if (target == ImageSize.class) {
      return imageSize(value, where);
    }
    if (target.isRecord()) {
      return nested(target, value, where);
    }
    Checks.that(value instanceof String, "%s: expected a text, got %s", where, value);
    return target.isEnum() ? constant(target, (String) value, where) : value;
  }

  private static ImageSize imageSize(Object value, String where) {
    if (value instanceof List<?> sides) {
      Checks.that(
          sides.size() == 2, "%s: expected a side, or height and width, got %s", where, value);
      return new ImageSize(
          Math.toIntExact(integral(sides.get(0), where)),
          Math.toIntExact(integral(sides.get(1), where)));
    }
    return ImageSize.square(Math.toIntExact(integral(value, where)));
  }

  private Object nested(Class<?> target, Object value, String where) {
    return record(target.asSubclass(Record.class), keyed(value, where), where);
  }

  private static Map<String, Object> keyed(Object value, String where) {
    Checks.that(value instanceof Map<?, ?>, "%s: expected keys and values, got %s", where, value);
    Map<String, Object> values = new LinkedHashMap<>();
    ((Map<?, ?>) value).forEach((k, v) -> values.put(String.valueOf(k), v));
    return values;
  }

  private static Object constant(Class<?> target, String value, String where) {
    Object[] constants = target.getEnumConstants();
    for (Object constant : constants) {
      if (((Enum<?>) constant).name().equalsIgnoreCase(value)) {
        return constant;
      }
    }
    throw new IllegalArgumentException(
        where
            + ": expected one of "
            + Arrays.toString(constants).toLowerCase(Locale.ROOT)
            + ", got "
            + Printable.of(value));
  }

  private static long integral(Object value, String where) {
    Checks.that(
        value instanceof Number n && n.doubleValue() == Math.rint(n.doubleValue()),
        "%s: expected a whole number, got %s",
        where,
        value);
    Number number = (Number) value;
    return number instanceof Double || number instanceof Float
        ? (long) number.doubleValue()
        : number.longValue();
  }

  private static <T extends Record> T construct(
      Class<T> type, RecordComponent[] components, Object[] arguments) {
    try {
      Class<?>[] types =
          Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
      return type.getDeclaredConstructor(types).newInstance(arguments);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalArgumentException("cannot make " + type.getSimpleName(), e);
    } catch (ReflectiveOperationException e) {
      throw new IllegalArgumentException("cannot make " + type.getSimpleName(), e);
    }
  }
}
