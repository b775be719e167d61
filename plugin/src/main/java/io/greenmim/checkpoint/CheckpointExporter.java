package io.greenmim.checkpoint;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import io.greenmim.backbone.Backbones;
import io.greenmim.config.EncoderConfig;
import io.greenmim.config.ModelConfig;
import io.greenmim.layout.DividedTensor;
import io.greenmim.layout.EncoderLayout;
import io.greenmim.layout.FamilyLayouts;
import io.greenmim.layout.HuggingFaceForm;
import io.greenmim.tensors.SafeTensorsWriter;
import io.greenmim.tensors.StoredTensor;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Writes models of ours with the names of other projects.
 *
 * <p>No value changes, but where the other project computes the same with other weights: importing
 * what was exported gives the same bits. A head that the other project has no name for keeps its
 * published one beside the encoder.
 */
public final class CheckpointExporter {

  private static final Gson GSON = new GsonBuilder().setPrettyPrinting().create();

  /** How names of constants of normalisation end. */
  private static final String CONSTANT = "Eps";

  private CheckpointExporter() {}

  /**
   * Lists what models can be converted to.
   *
   * @return ids of layouts, our own first; each family knows its own of the others
   */
  public static List<String> targets() {
    return Stream.concat(
            Stream.of(EncoderLayout.OURS),
            Backbones.families().stream().flatMap(family -> family.layouts().targets().stream()))
        .distinct()
        .toList();
  }

  /**
   * Finds a layout to convert a model to.
   *
   * @param config configuration of the model
   * @param target one of {@link #targets}
   * @return the layout
   * @throws IllegalArgumentException if the model's family has no such layout
   */
  public static EncoderLayout layout(ModelConfig config, String target) {
    if (target.equals(EncoderLayout.OURS)) {
      return EncoderLayout.ours(config.kind());
    }
    FamilyLayouts family = Backbones.family(config.family()).layouts();
    if (!family.targets().contains(target)) {
      throw new IllegalArgumentException(
          "expected a layout for encoders of the family %s, one of %s, got %s"
              .formatted(
                  config.family(),
                  Stream.concat(Stream.of(EncoderLayout.OURS), family.targets().stream())
                      .collect(Collectors.joining(", ")),
                  target));
    }
    return family.target(target, config.kind(), config.encoder());
  }

  /** The configuration of what is written, which computes the same as the model. */
  private static ModelConfig written(ModelConfig config, String target) {
    if (target.equals(EncoderLayout.OURS)) {
      return config;
    }
    FamilyLayouts family = Backbones.family(config.family()).layouts();
    EncoderConfig encoder = family.written(config.encoder(), layout(config, target));
    return encoder.equals(config.encoder())
        ? config
        : config.withEncoder(family.variant(encoder), encoder);
  }

  /**
   * Renames the tensors of a model.
   *
   * @param tensors tensors by the names of the model's state dict; those that are missing stay
   *     missing
   * @param config configuration of the model
   * @param target one of {@link #targets}
   * @return tensors by the names of the target, cut apart when they are read
   * @throws IllegalArgumentException if the target is no layout to convert to, or a tensor is none
   *     of the model's
   */
  public static Map<String, StoredTensor> convert(
      Map<String, StoredTensor> tensors, ModelConfig config, String target) {
    EncoderLayout layout = layout(config, target);
    FamilyLayouts family = Backbones.family(config.family()).layouts();
    EncoderConfig written = written(config, target).encoder();
    Map<String, List<Long>> known = Backbones.shapes(config);
    Map<String, StoredTensor> converted = new LinkedHashMap<>();
    tensors.forEach(
        (name, tensor) -> {
          if (!tensor.shape().equals(known.get(name))) {
            throw new IllegalArgumentException(
                "%s: expected a tensor of %s with the shape %s, got %s"
                    .formatted(name, config.variant(), known.get(name), tensor.describe()));
          }
          String full = CheckpointImporter.fullName(config, name);
          StoredTensor same = family.converted(full, tensor, config.encoder(), written);
          StoredTensor told =
              target.equals(EncoderLayout.OURS) ? same : family.toTheirs(full, same, layout);
          List<String> theirs = layout.names().toTheirs(full);
          for (int part = 0; part < theirs.size(); part++) {
            converted.put(
                theirs.get(part),
                theirs.size() == 1 ? told : DividedTensor.part(told, part, theirs.size()));
          }
        });
    return converted;
  }

  /**
   * Writes a model as a safetensors file, whole or not at all. Its header keeps the configuration.
   *
   * @param file the file
   * @param tensors tensors by the names of the model's state dict
   * @param config configuration of the model
   * @param target one of {@link #targets}
   * @throws IOException if a tensor cannot be read or the file cannot be written
   * @throws IllegalArgumentException if the target is no layout to convert to, or a tensor is none
   *     of the model's
   */
  public static void write(
      Path file, Map<String, StoredTensor> tensors, ModelConfig config, String target)
      throws IOException {
    Map<String, String> header = new LinkedHashMap<>();
    // transformers refuses files that do not name the framework of their tensors.
    header.put(HeaderConfig.FORMAT, target.equals(EncoderLayout.OURS) ? target : "pt");
    header.put(HeaderConfig.MODEL.key(), HeaderConfig.MODEL.write(written(config, target)));
    SafeTensorsWriter.write(file, convert(tensors, config, target), header);
  }

  /**
   * Tells with which constants of normalisation the programs of a layout would compute otherwise
   * than a model does: what a file names nowhere, each program takes as published.
   *
   * @param file a file that {@link #write} wrote
   * @param config configuration of the model
   * @param target the target that it was written for
   * @return such as {@code layerNormEps 1.0E-5, the model's is 1.0E-6}; empty if all agree, or too
   *     little is in the file to tell
   * @throws IOException if the file cannot be read
   */
  public static List<String> otherConstants(Path file, ModelConfig config, String target)
      throws IOException {
    if (target.equals(EncoderLayout.OURS)) {
      return List.of();
    }
    DetectedLayout detected = DetectedLayout.detect(CheckpointFile.open(file));
    EncoderConfig there;
    try {
      there = detected.bare().family().infer(detected.bare().source());
    } catch (IOException | IllegalArgumentException e) {
      return List.of();
    }
    Record own = (Record) written(config, target).encoder();
    List<String> others = new ArrayList<>();
    for (RecordComponent component : own.getClass().getRecordComponents()) {
      if (component.getName().endsWith(CONSTANT)) {
        Object ours = value(component, own);
        Object theirs = value(component, (Record) there);
        if (!ours.equals(theirs)) {
          others.add("%s %s, the model's is %s".formatted(component.getName(), theirs, ours));
        }
      }
    }
    return others;
  }

  private static Object value(RecordComponent component, Record record) {
    try {
      return component.getAccessor().invoke(record);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("cannot read " + component, e);
    }
  }

  /**
   * Describes a model as the {@code config.json} that transformers reads beside the weights.
   *
   * @param config configuration of the model
   * @return JSON
   * @throws NoSuchElementException if transformers has no models of the family
   */
  public static String huggingFaceConfig(ModelConfig config) {
    HuggingFaceForm form = Backbones.family(config.family()).layouts().huggingFace().orElseThrow();
    return GSON.toJson(form.describe(config)) + "\n";
  }
}
