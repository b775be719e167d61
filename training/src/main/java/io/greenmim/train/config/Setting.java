package io.greenmim.train.config;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Makes a component of a record a setting: a value that a file of options or a command line may
 * give by its name. What a run can be told is written here and nowhere else; {@link Settings} reads
 * it.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Setting {

  /** Stands for the possible values in {@link #value}. */
  String VALUES = "{values}";

  /** Stands for the usual value in {@link #value}. */
  String USUAL = "{usual}";

  /**
   * What the setting is, in sentences.
   *
   * @return a text, in which {@value #VALUES} and {@value #USUAL} may stand; a usual value that it
   *     does not name is told after it
   */
  String value();

  /**
   * The name in files of options.
   *
   * @return lower-case words joined by hyphens; that of the component if empty
   */
  String name() default "";

  /**
   * Another name of the option at the command line.
   *
   * @return lower-case words joined by hyphens; empty for none
   */
  String also() default "";

  /**
   * The value that holds where none is given.
   *
   * @return its text; if empty, that of the {@link #choices}, or else {@code null}, 0 or false,
   *     which the record replaces
   */
  String usual() default "";

  /**
   * What the value is.
   *
   * @return a word in capitals, such as DIR; the component's name if empty
   */
  String label() default "";

  /**
   * The texts to choose from.
   *
   * @return a class with a constructor without parameters; {@link Choices} itself for none
   */
  Class<? extends Choices> choices() default Choices.class;

  /**
   * Whether there has to be a value.
   *
   * @return true if a command without it is refused
   */
  boolean required() default false;

  /**
   * Whether the value says what is computed, so that it is written down with a run.
   *
   * @return false for what belongs to one start of a run
   */
  boolean kept() default true;
}
