package io.greenmim.backbone;

import io.greenmim.config.EncoderConfig;
import io.greenmim.layout.FamilyLayouts;
import io.greenmim.model.Encoder;
import io.greenmim.ops.KernelSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A family of encoders. A jar names its families in {@code
 * META-INF/services/io.greenmim.backbone.BackboneFamily}; each needs a public constructor without
 * parameters. Nothing else need change: its encoders are pre-trained, published, loaded and served
 * as any others.
 *
 * @see Backbones
 */
public interface BackboneFamily {

  /**
   * Returns the name of the family.
   *
   * @return what {@link EncoderConfig#family} of its records says, lower case
   */
  String name();

  /**
   * Returns the record of its architectures.
   *
   * @return class of a public record that implements {@link EncoderConfig}
   */
  Class<? extends Record> configType();

  /**
   * Lists the named architectures.
   *
   * @return the variants, in the order in which they are shown; the names are unique over all
   *     families
   */
  List<Variant> variants();

  /**
   * Returns the variant that a run has where nobody names one. The family of which files are that
   * name none is asked alone: another on the class path changes no default.
   *
   * @return name of a variant, or empty by default
   */
  default Optional<String> defaultVariant() {
    return Optional.empty();
  }

  /**
   * Tells what is known of the family's published checkpoints.
   *
   * @return layouts and architectures; by default those of our own files alone
   */
  default FamilyLayouts layouts() {
    return new FamilyLayouts() {};
  }

  /**
   * Lists the functions of the family's own that the engine runs in one call.
   *
   * @return the functions, to be handed out; none by default
   */
  default List<KernelSource> kernels() {
    return List.of();
  }

  /**
   * Returns the variant to try things with on a small machine. The quick start takes that of the
   * family whose {@link #defaultVariant} is taken.
   *
   * @return name of a variant with a named detector; the first variant by default
   */
  default String smallVariant() {
    return variants().get(0).name();
  }

  /**
   * Tells how long pre-training was seen to be worth it.
   *
   * @return by name of a variant, images of all steps of the shortest run that was measured to be
   *     better than random weights; none by default
   */
  default Map<String, Long> measuredViews() {
    return Map.of();
  }

  /**
   * Makes an encoder without weights; needs no engine.
   *
   * @param config an architecture of this family
   * @param use what it is for
   * @return the encoder; its parameters know how they are initialised
   * @throws ClassCastException if the record is one of another family
   */
  Encoder create(EncoderConfig config, EncoderUse use);
}
