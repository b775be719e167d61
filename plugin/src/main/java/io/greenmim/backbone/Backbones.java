package io.greenmim.backbone;

import ai.djl.nn.Block;
import io.greenmim.config.Checks;
import io.greenmim.config.ClassifierConfig;
import io.greenmim.config.EncoderConfig;
import io.greenmim.config.FcmaeConfig;
import io.greenmim.config.MimConfig;
import io.greenmim.config.ModelConfig;
import io.greenmim.config.NearNames;
import io.greenmim.config.RecordMapper;
import io.greenmim.config.SimMimConfig;
import io.greenmim.host.Providers;
import io.greenmim.model.Classifier;
import io.greenmim.model.Encoder;
import io.greenmim.model.mim.FcmaeModel;
import io.greenmim.model.mim.GreenMimModel;
import io.greenmim.model.mim.SimMimModel;
import io.greenmim.nn.NamedParameters;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The families on the class path, found by {@link java.util.ServiceLoader} at the first use, and
 * what is made of them. Where two families, variants or detectors have a name in common, everything
 * throws an {@link IllegalArgumentException} that says so.
 */
public final class Backbones {

  private static final String FAMILY = "family";

  /**
   * The family of files that name none, which are older than the second one; what nobody names is
   * of it, whatever other families are there.
   */
  private static final String UNNAMED = "swin";

  /** Found at the first use. */
  private static volatile Found found;

  private Backbones() {}

  /** Families, and their variants by name. */
  record Found(List<BackboneFamily> families, Map<String, Variant> variants) {

    /** Takes what there is, if no name means two things. */
    static Found of(List<BackboneFamily> all) {
      Set<String> names = new HashSet<>();
      Set<String> detectors = new HashSet<>();
      Map<String, Variant> variants = new LinkedHashMap<>();
      List<BackboneFamily> families =
          all.stream().sorted(Comparator.comparing(BackboneFamily::name)).toList();
      for (BackboneFamily family : families) {
        unique("families", family.name(), names.add(family.name()));
        for (Variant variant : family.variants()) {
          unique("variants", variant.name(), variants.put(variant.name(), variant) == null);
          variant
              .detection()
              .ifPresent(one -> unique("detectors", one.name(), detectors.add(one.name())));
        }
      }
      return new Found(families, variants);
    }

    private static void unique(String what, String name, boolean first) {
      Checks.that(first, "%s: expected unique names, got %s twice", what, name);
    }
  }

  private static Found found() {
    Found known = found;
    if (known == null) {
      known = Found.of(Providers.of(BackboneFamily.class));
      found = known;
    }
    return known;
  }

  /**
   * Lists the families.
   *
   * @return the families, by name
   */
  public static List<BackboneFamily> families() {
    return found().families();
  }

  /**
   * Finds a family.
   *
   * @param name its name
   * @return the family
   * @throws IllegalArgumentException if there is none of that name
   */
  public static BackboneFamily family(String name) {
    Optional<BackboneFamily> found =
        families().stream().filter(family -> family.name().equals(name)).findFirst();
    Checks.that(
        found.isPresent(),
        "family: expected %s, got %s",
        families().stream().map(BackboneFamily::name).collect(Collectors.joining(" or ")),
        name);
    return found.get();
  }

  /**
   * Lists the variants of all families.
   *
   * @return the variants, family by family
   */
  public static List<Variant> variants() {
    return List.copyOf(found().variants().values());
  }

  /**
   * Lists the names of all variants.
   *
   * @return the names, family by family
   */
  public static Set<String> names() {
    return new LinkedHashSet<>(found().variants().keySet());
  }

  /**
   * Finds a variant.
   *
   * @param name its name
   * @return the variant
   * @throws IllegalArgumentException if there is none of that name; the message names the nearest
   */
  public static Variant variant(String name) {
    Variant variant = found().variants().get(name);
    Checks.that(
        variant != null,
        "unknown model '%s'; the nearest are %s",
        name,
        String.join(", ", NearNames.of(name, found().variants().keySet())));
    return variant;
  }

  /**
   * Returns the variant that is taken where nobody names one.
   *
   * @return name of a variant
   */
  public static String defaultVariant() {
    return defaultFamily().defaultVariant().orElseThrow();
  }

  /**
   * Returns the variant to try things with on a small machine.
   *
   * @return a variant of the family of {@link #defaultVariant}
   */
  public static Variant smallVariant() {
    return variant(defaultFamily().smallVariant());
  }

  private static BackboneFamily defaultFamily() {
    return family(UNNAMED);
  }

  /**
   * Reads a record that holds the architecture of an encoder, such as a {@link ModelConfig}.
   *
   * @param <T> type of the record
   * @param type class of the record, with a component {@link EncoderConfig}
   * @param values values by component name, and the family's name; without that it is the family of
   *     all files that were written before there were two
   * @param where what the values are, for messages
   * @return the record
   * @throws IllegalArgumentException if the family is unknown or a value does not fit
   */
  public static <T extends Record> T read(Class<T> type, Map<String, ?> values, String where) {
    Object name = values.get(FAMILY);
    Map<String, Object> known = new LinkedHashMap<>(values);
    if (holdsFamilyAside(type)) {
      known.remove(FAMILY);
    }
    return RecordMapper.read(
        type,
        known,
        where,
        (unknown, around) ->
            (name == null ? defaultFamily() : family(name.toString())).configType());
  }

  /**
   * Writes a record so that {@link #read} finds the family of its encoder.
   *
   * @param value the record
   * @return its components by name; where none is the family, its name stands before the encoder,
   *     unless it is the one that is read without a name
   */
  public static Map<String, Object> write(Record value) {
    Map<String, Object> written = RecordMapper.write(value);
    if (!holdsFamilyAside(value.getClass())) {
      return written;
    }
    Map<String, Object> told = new LinkedHashMap<>();
    for (RecordComponent component : value.getClass().getRecordComponents()) {
      if (component.getType() == EncoderConfig.class) {
        String family = encoder(value, component).family();
        if (!family.equals(defaultFamily().name())) {
          told.put(FAMILY, family);
        }
      }
      if (written.containsKey(component.getName())) {
        told.put(component.getName(), written.get(component.getName()));
      }
    }
    return told;
  }

  private static EncoderConfig encoder(Record value, RecordComponent component) {
    try {
      return (EncoderConfig) component.getAccessor().invoke(value);
    } catch (ReflectiveOperationException e) {
      throw new IllegalArgumentException("cannot read " + value.getClass().getName(), e);
    }
  }

  /** Whether a record has an encoder, and no component for the name of its family. */
  private static boolean holdsFamilyAside(Class<?> type) {
    RecordComponent[] components = type.getRecordComponents();
    return Arrays.stream(components).anyMatch(one -> one.getType() == EncoderConfig.class)
        && Arrays.stream(components).noneMatch(one -> one.getName().equals(FAMILY));
  }

  /**
   * Makes an encoder without weights; needs no engine.
   *
   * @param config its architecture
   * @param use what it is for
   * @return the encoder
   */
  public static Encoder newEncoder(EncoderConfig config, EncoderUse use) {
    return family(config.family()).create(config, use);
  }

  /**
   * Makes a model without weights; needs no engine.
   *
   * @param config configuration of the model
   * @return the encoder with what stands on it
   */
  public static Block newModel(ModelConfig config) {
    Encoder encoder = newEncoder(config.encoder(), EncoderUse.POOLED);
    if (config.head() instanceof MimConfig mim) {
      return new GreenMimModel(encoder, mim);
    }
    if (config.head() instanceof SimMimConfig simMim) {
      return new SimMimModel(encoder, simMim);
    }
    if (config.head() instanceof FcmaeConfig fcmae) {
      return new FcmaeModel(encoder, fcmae);
    }
    return config.head() instanceof ClassifierConfig classifier
        ? new Classifier(encoder, classifier.classes())
        : encoder;
  }

  /**
   * Lists the tensors of a model, as its blocks have them; needs no engine.
   *
   * @param config configuration of the model
   * @return shapes by the names of the model's state dict, in its order
   */
  public static Map<String, List<Long>> shapes(ModelConfig config) {
    return shapes(newModel(config));
  }

  /**
   * Lists the tensors of a block.
   *
   * @param block the block
   * @return shapes by the names of its state dict, in its order
   */
  public static Map<String, List<Long>> shapes(Block block) {
    Map<String, List<Long>> shapes = new LinkedHashMap<>();
    NamedParameters.of(block)
        .forEach(
            (name, parameter) ->
                shapes.put(name, Arrays.stream(parameter.getShape().getShape()).boxed().toList()));
    return shapes;
  }

  /**
   * Counts the parameters of a model; needs no engine.
   *
   * @param config configuration of the model
   * @return the number of weights and biases
   */
  public static long parameters(ModelConfig config) {
    return NamedParameters.of(newModel(config)).values().stream()
        .mapToLong(parameter -> parameter.getShape().size())
        .sum();
  }
}
