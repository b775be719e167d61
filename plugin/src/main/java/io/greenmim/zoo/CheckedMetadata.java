package io.greenmim.zoo;

import ai.djl.repository.Artifact;
import ai.djl.repository.License;
import ai.djl.repository.Metadata;
import ai.djl.repository.Version;
import ai.djl.util.JsonUtils;
import com.google.gson.JsonParseException;
import io.greenmim.tensors.JsonText;
import io.greenmim.tensors.Printable;
import io.greenmim.translate.EvalTransform;
import io.greenmim.translate.InputSettings;
import io.greenmim.translate.ModelArguments;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Metadata of a zoo, which anybody may have written: whatever becomes a path, a size, an address or
 * a class is checked before it does. Names and versions obey a pattern, files are of few names and
 * have a digest and a size, classes are ours, and nothing is {@code null}.
 */
final class CheckedMetadata {

  /** Largest file of a version in bytes. */
  static final long MOST_BYTES = 1L << 40;

  private static final int MOST_FILES = 64;
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,199}");
  private static final Pattern SHA1 = Pattern.compile("[0-9a-fA-F]{40}");

  /** No archives and no code: DJL would unpack the ones and load the other. */
  private static final Pattern FILE =
      Pattern.compile(
          "config\\.json|(?:model|decoder)\\.safetensors|serving\\.properties|text\\.onnx|tokenizer\\.json"
              + "|[A-Za-z0-9][A-Za-z0-9_-]{0,99}\\.(?:txt|md)");

  private final String where;

  private CheckedMetadata(String where) {
    this.where = where;
  }

  /**
   * Reads metadata of any group, to add to them.
   *
   * @param json text of the file
   * @param where name of the file, for messages
   */
  static Metadata read(String json, String where) throws IOException {
    try {
      refuseNull(JsonText.object(json), where);
      Metadata metadata = JsonUtils.GSON.fromJson(json, Metadata.class);
      if (metadata == null || metadata.getArtifacts() == null) {
        throw new IOException(where + ": expected metadata with artifacts, got none");
      }
      return metadata;
    } catch (JsonParseException e) {
      throw new IOException(
          where + ": expected metadata in JSON, got " + Printable.of(e.getMessage()), e);
    } catch (JsonText.Malformed e) {
      throw new IOException(where + ": expected metadata in JSON, got " + e.getMessage(), e);
    }
  }

  /** DJL takes every value for granted. */
  private static void refuseNull(Object value, String where) throws IOException {
    if (value == null) {
      throw new IOException(where + ": expected a value under every key, got null");
    }
    if (value instanceof Map<?, ?> map) {
      for (Object item : map.values()) {
        refuseNull(item, where);
      }
    } else if (value instanceof List<?> list) {
      for (Object item : list) {
        refuseNull(item, where);
      }
    }
  }

  /**
   * Reads the metadata of an artifact, its newest version first.
   *
   * @param json text of the file
   * @param entry place of the artifact
   * @param where name of the file, for messages
   */
  static Metadata read(String json, ZooEntry entry, String where) throws IOException {
    Metadata metadata = read(json, where);
    new CheckedMetadata(where).check(metadata, entry);
    List<Artifact> artifacts = new ArrayList<>();
    metadata.getArtifacts().forEach(artifact -> artifacts.add(new CheckedArtifact(artifact)));
    // DJL takes the first that matches.
    artifacts.sort(
        Comparator.comparing((Artifact artifact) -> new Version(artifact.getVersion())).reversed());
    metadata.setArtifacts(artifacts);
    return metadata;
  }

  private IOException refuse(String what, String expected, Object got) {
    return new IOException(
        "%s: %s: expected %s, got %s"
            .formatted(where, what, expected, Printable.of(String.valueOf(got))));
  }

  private void check(Metadata metadata, ZooEntry entry) throws IOException {
    if (!GreenMimModelZoo.GROUP_ID.equals(metadata.getGroupId())
        || !entry.artifactId().equals(metadata.getArtifactId())
        || metadata.getApplication() == null
        || !metadata.getApplication().getPath().equals(entry.application().getPath())) {
      throw new IOException(
          "%s: expected the metadata of %s/%s for %s, got that of %s/%s for %s"
              .formatted(
                  where,
                  GreenMimModelZoo.GROUP_ID,
                  entry.artifactId(),
                  entry.application().getPath(),
                  Printable.of(metadata.getGroupId()),
                  Printable.of(metadata.getArtifactId()),
                  metadata.getApplication() == null
                      ? "nothing"
                      : metadata.getApplication().getPath()));
    }
    texts(metadata.getName(), metadata.getDescription(), metadata.getWebsite());
    Map<String, License> licenses = metadata.getLicenses();
    for (License license : licenses == null ? List.<License>of() : licenses.values()) {
      texts(license.getName(), license.getUrl());
    }
    Set<String> versions = new HashSet<>();
    for (Artifact artifact : metadata.getArtifacts()) {
      check(artifact);
      if (!versions.add(artifact.getVersion())) {
        throw refuse("version", "each version once", artifact.getVersion() + " twice");
      }
    }
  }

  private void check(Artifact artifact) throws IOException {
    String version = artifact.getVersion();
    if (version == null || !version.matches(ZooAddress.VERSION)) {
      throw refuse("version", "numbers such as 1.0.2 or 1.1-beta", version);
    }
    if (artifact.getName() != null && !NAME.matcher(artifact.getName()).matches()) {
      throw refuse("name", "letters, digits, '.', '_' and '-'", artifact.getName());
    }
    for (Map.Entry<String, String> property : artifact.getProperties().entrySet()) {
      texts(property.getKey(), property.getValue());
    }
    try {
      EvalTransform.preprocessing(artifact.getProperties().get(EvalTransform.PREPROCESSING));
    } catch (IllegalArgumentException e) {
      throw new IOException(where + ": " + Printable.of(e.getMessage()), e);
    }
    arguments(artifact.getArguments());
    options(artifact.getOptions(null));
    Map<String, Artifact.Item> files = artifact.getFiles();
    if (files.size() > MOST_FILES) {
      throw refuse("files", "at most " + MOST_FILES, files.size());
    }
    Set<String> names = new HashSet<>();
    for (Artifact.Item item : files.values()) {
      check(version, item);
      if (!names.add(item.getName())) {
        throw refuse("file", "each file once", item.getName() + " twice");
      }
    }
  }

  private void check(String version, Artifact.Item item) throws IOException {
    if (item.getUri() == null) {
      throw refuse("file", "each file as VERSION/NAME", null);
    }
    String name = item.getName();
    if (!FILE.matcher(name).matches()) {
      throw refuse(
          "file",
          "config.json, model.safetensors, decoder.safetensors, serving.properties, text.onnx,"
              + " tokenizer.json, or a text such as synset.txt or MODEL_CARD.md",
          name);
    }
    if (!(version + "/" + name).equals(item.getUri())) {
      throw new IOException(
          "%s: expected each file as VERSION/NAME, got %s"
              .formatted(where, Printable.of(item.getUri())));
    }
    if (!"file".equals(item.getType())) {
      throw refuse(name, "the type 'file'", item.getType());
    }
    if (item.getSha1Hash() == null || !SHA1.matcher(item.getSha1Hash()).matches()) {
      throw refuse(name, "a SHA-1 of 40 hexadecimal digits", item.getSha1Hash());
    }
    if (item.getSize() < 0 || item.getSize() > MOST_BYTES) {
      throw refuse(name, "a size from 0 to " + MOST_BYTES + " bytes", item.getSize());
    }
  }

  /**
   * Checks arguments.
   *
   * @throws IOException if one is unknown, says what an application reads, or names a class or an
   *     engine that is not ours
   */
  void arguments(Map<String, Object> arguments) throws IOException {
    Object engine = arguments.getOrDefault(ModelArguments.ENGINE, GreenMimModelZoo.ENGINE);
    if (!GreenMimModelZoo.ENGINE.equals(engine)) {
      throw refuse(ModelArguments.ENGINE, GreenMimModelZoo.ENGINE, engine);
    }
    for (String name : InputSettings.ARGUMENTS) {
      if (arguments.containsKey(name)) {
        throw refuse(name, "nothing, for the application alone gives it", arguments.get(name));
      }
    }
    Object block = arguments.get(ModelArguments.BLOCK_FACTORY);
    if (ZooKinds.missingJar(block).isPresent()) {
      return; // what it takes is not known here; the model cannot be loaded
    }
    ZooKind kind =
        ZooKinds.ofBlock(block)
            .orElseThrow(
                () ->
                    refuse(
                        ModelArguments.BLOCK_FACTORY,
                        ZooKinds.installed().stream()
                            .map(ZooKinds::block)
                            .sorted()
                            .collect(Collectors.joining(" or ")),
                        block));
    String translator = ZooKinds.translator(kind);
    if (!translator.equals(
        Objects.requireNonNullElse(arguments.get(ModelArguments.TRANSLATOR_FACTORY), translator))) {
      throw refuse(
          ModelArguments.TRANSLATOR_FACTORY,
          translator,
          arguments.get(ModelArguments.TRANSLATOR_FACTORY));
    }
    try {
      ModelArguments.check(arguments.keySet(), kind.translators().arguments());
    } catch (IllegalArgumentException e) {
      throw new IOException(where + ": " + Printable.of(e.getMessage()), e);
    }
  }

  private void options(Map<String, String> options) throws IOException {
    try {
      CheckedArtifact.checkOptions(options);
    } catch (IllegalArgumentException e) {
      throw new IOException(where + ": " + Printable.of(e.getMessage()), e);
    }
  }

  /**
   * Checks the properties of a version's {@code serving.properties}, which DJL adds to the
   * arguments and options.
   *
   * @param properties the properties
   * @param where name of the file, for messages
   * @throws IOException if one is unknown or names a class or an engine that is not ours
   */
  static void checkServing(ServingProperties properties, String where) throws IOException {
    CheckedMetadata checked = new CheckedMetadata(where);
    Map<String, Object> arguments = properties.arguments();
    arguments.putIfAbsent(ModelArguments.BLOCK_FACTORY, ZooKinds.block(ZooKinds.ENCODERS));
    checked.arguments(arguments);
    checked.options(properties.options());
  }

  private void texts(String... texts) throws IOException {
    for (String text : texts) {
      if (text != null && !Printable.isText(text)) {
        throw refuse("a text", "characters that print", text);
      }
    }
  }
}
