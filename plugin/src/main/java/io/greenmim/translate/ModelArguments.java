package io.greenmim.translate;

import ai.djl.ndarray.NDManager;
import ai.djl.nn.Block;
import ai.djl.translate.ArgumentsUtil;
import io.greenmim.config.Checks;
import io.greenmim.config.NearNames;
import io.greenmim.host.Processor;
import io.greenmim.nn.ParameterBlock;
import io.greenmim.ops.InferencePrecision;
import io.greenmim.tensors.Printable;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The arguments of a model: those of {@code Criteria}, of the zoo's metadata and of {@code
 * serving.properties}, which DJL puts into one map. One that nobody knows is an error.
 */
public final class ModelArguments {

  /** Argument: name of the architecture of a model without weights. */
  public static final String VARIANT = "variant";

  /** Argument: seed of the initial weights. */
  public static final String SEED = "seed";

  /** Argument: whether what stands on the encoder is loaded too. */
  public static final String HEAD = "head";

  /** Argument: name of the file of the weights in the model's folder. */
  public static final String WEIGHTS = "weights";

  /** Argument: what the model computes with where it only answers: fp32, bf16 or int8. */
  public static final String PRECISION = "precision";

  /** Argument: the published checkpoint that a model is made of. */
  public static final String PUBLISHED = "published";

  /** Argument: names of classes among which a model of images and sentences chooses. */
  public static final String CLASSES = "classes";

  /** Argument: what such a model takes a class to be called in a sentence. */
  public static final String PROMPT = "prompt";

  /** Argument: class that builds the model. */
  public static final String BLOCK_FACTORY = "blockFactory";

  /** Argument: class that makes its translators. */
  public static final String TRANSLATOR_FACTORY = "translatorFactory";

  /** Argument: name of the engine. */
  public static final String ENGINE = "engine";

  /** What models alone take that know sentences. */
  private static final Set<String> OF_SENTENCES = Set.of(CLASSES, PROMPT);

  /** What DJL itself puts in. */
  private static final Set<String> OF_DJL =
      Set.of(BLOCK_FACTORY, TRANSLATOR_FACTORY, ENGINE, "application", "model_name", "artifact_id");

  /** What tells DJL Serving how to run a model, in {@code serving.properties}. */
  private static final Set<String> OF_SERVING =
      Set.of(
          "minWorkers",
          "maxWorkers",
          "batch_size",
          "batchSize",
          "max_batch_delay",
          "maxBatchDelay",
          "max_idle_time",
          "maxIdleTime",
          "job_queue_size",
          "queueSize",
          "load_on_devices",
          "retry_threshold",
          "required_memory_mb",
          "reserved_memory_mb",
          "chunked_read_timeout",
          "log_model_metric",
          "log_request_metric",
          "metrics_aggregation");

  private ModelArguments() {}

  /**
   * Refuses arguments that nobody knows.
   *
   * @param names names of arguments
   * @param known those that the model and its translators take, besides those of DJL
   * @throws IllegalArgumentException if one is unknown; the message names the near ones
   */
  public static void check(Set<String> names, Set<String> known) {
    for (String name : new TreeSet<>(names)) {
      boolean serving =
          OF_SERVING.contains(name) || name.startsWith("gpu.") || name.startsWith("cpu.");
      Checks.that(
          known.contains(name) || !OF_SENTENCES.contains(name),
          "%s: expected a model that was aligned with sentences, got another one",
          name);
      if (!known.contains(name) && !OF_DJL.contains(name) && !serving) {
        throw unknown("argument", name, known);
      }
    }
  }

  /**
   * Refuses misspelt arguments of a model, whatever makes its translators: those of another factory
   * are its own business, but {@code haed} is none of them.
   *
   * @param names names of arguments
   * @param known those that the model and our translators take
   * @throws IllegalArgumentException if one is nearly one of these; the message names it
   */
  public static void refuseMisspelt(Set<String> names, Set<String> known) {
    for (String name : new TreeSet<>(names)) {
      if (!known.contains(name)
          && !OF_DJL.contains(name)
          && known.stream().anyMatch(one -> NearNames.misspelt(name, one))) {
        throw unknown("argument", name, known);
      }
    }
  }

  /**
   * Lets a model answer in the precision that its arguments tell; by default in float32.
   *
   * @param block the model, with its weights
   * @param manager manager of the weights
   * @param arguments arguments of the model
   * @throws IllegalArgumentException if there is no such precision, the device or the model does
   *     not know it; the message says so
   * @throws IOException if the system does not tell what the processor can do
   */
  public static void serve(Block block, NDManager manager, Map<String, ?> arguments)
      throws IOException {
    InferencePrecision precision =
        InferencePrecision.parse(ArgumentsUtil.stringValue(arguments, PRECISION, "fp32"));
    precision.require(manager.getDevice(), Processor.current());
    if (block instanceof ParameterBlock known) {
      known.serve(manager, precision);
    } else if (precision != InferencePrecision.FP32) {
      throw new IllegalArgumentException(
          "%s: expected fp32 of a %s, got %s"
              .formatted(PRECISION, block.getClass().getSimpleName(), precision));
    }
  }

  /**
   * Reads a number. Arguments come as numbers of any type, from JSON as doubles, from properties as
   * texts.
   *
   * @param name name of the argument
   * @param value its value
   * @return the number
   * @throws IllegalArgumentException if it is none
   */
  public static double number(String name, Object value) {
    try {
      return Double.parseDouble(value.toString());
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          name + ": expected a number, got " + Printable.of(value.toString()), e);
    }
  }

  /**
   * Makes the error of a name that nobody knows.
   *
   * @param what what is named, one word
   * @param name the name
   * @param known the names that are known
   * @return the error; its message names the near ones
   */
  public static IllegalArgumentException unknown(String what, String name, Set<String> known) {
    // It may have come over the network: of any length, and of any characters.
    String shown = Printable.of(name);
    return new IllegalArgumentException(
        "unknown %s '%s'; the nearest are %s"
            .formatted(what, shown, String.join(", ", NearNames.of(shown, new TreeSet<>(known)))));
  }
}
