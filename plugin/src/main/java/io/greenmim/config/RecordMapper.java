package io.greenmim.config;

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
 * an enum, a {@link List} of these, a {@link Map} of plain values, or another record. Reading is
 * strict: an unknown key, a missing key or a value of another type is an error; a record that is
 * absent (null) is written as no key.
 */
public final class RecordMapper {

  private RecordMapper() {}

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
    RecordComponent[] components = type.getRecordComponents();
    Set<String> unknown = new TreeSet<>(values.keySet());
    Object[] arguments = new Object[components.length];
    for (int i = 0; i < components.length; i++) {
      RecordComponent component = components[i];
      String name = component.getName();
      unknown.remove(name);
      Object value = values.get(name);
      Checks.that(
          value != null || component.getType().isRecord(),
          "%s: expected a value for '%s', got none",
          where,
          name);
      arguments[i] =
          value == null ? null : convert(component.getGenericType(), value, where + ": " + name);
    }
    Checks.that(
        unknown.isEmpty(),
        "%s: unknown key %s; the known keys are %s",
        where,
        String.join(", ", unknown),
        names(components));
    return construct(type, components, arguments);
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
        if (item != null) {
          map.put(component.getName(), plain(item));
        }
      } catch (IllegalAccessException | InvocationTargetException e) {
        throw new IllegalArgumentException("cannot read record " + value.getClass().getName(), e);
      }
    }
    return map;
  }

  private static Object plain(Object item) {
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

  private static Object convert(Type type, Object value, String where) {
    if (type instanceof ParameterizedType list && list.getRawType() == List.class) {
      Checks.that(value instanceof List<?>, "%s: expected a list, got %s", where, value);
      List<Object> items = new ArrayList<>();
      for (Object item : (List<?>) value) {
        items.add(convert(list.getActualTypeArguments()[0], item, where));
      }
      return items;
    }
    if (type instanceof ParameterizedType map && map.getRawType() == Map.class) {
      return keys(value, where);
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
    if (target.isRecord()) {
      return nested(target, value, where);
    }
    Checks.that(value instanceof String, "%s: expected a text, got %s", where, value);
    return target.isEnum() ? constant(target, (String) value, where) : value;
  }

  private static Object nested(Class<?> target, Object value, String where) {
    return read(target.asSubclass(Record.class), keys(value, where), where);
  }

  private static Map<String, Object> keys(Object value, String where) {
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
            + value);
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

  private static String names(RecordComponent[] components) {
    return String.join(
        ", ", Arrays.stream(components).map(RecordComponent::getName).sorted().toList());
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
