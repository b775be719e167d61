package io.greenmim.text;

import io.greenmim.tensors.AtomicFiles;
import io.greenmim.tensors.JsonText;
import io.greenmim.tensors.Printable;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A folder with a sentence encoder as DJL's own translator of sentences takes it: a file of ONNX or
 * TorchScript, {@code tokenizer.json}, and where these do not tell, a {@code serving.properties}
 * with {@code pooling} ({@code mean}, the default, or {@code cls}), {@code includeTokenTypes},
 * {@code maxLength} and {@code option.modelName}.
 *
 * @param file the file of the encoder
 * @param config what the encoder is, as a copy in {@link #copyTo} has it
 */
public record SentenceFolder(Path file, TextConfig config) {

  private static final String PROPERTIES = "serving.properties";
  private static final String POOLING = "pooling";
  private static final String TOKEN_TYPES = "includeTokenTypes";
  private static final String MAX_LENGTH = "maxLength";
  private static final String MODEL_NAME = "option.modelName";
  private static final String ENGINE = "engine";
  private static final String ONNX = ".onnx";
  private static final String TORCH_SCRIPT = ".pt";
  private static final int USUAL_TOKENS = 512;

  /** What DJL's translator can add behind the pooling; not here. */
  private static final List<String> BEHIND = List.of("dense", "layerNorm");

  /**
   * Looks at an encoder: loads it, and asks it for a sentence.
   *
   * @param folder its folder
   * @return the encoder
   * @throws IOException if there is none, or more than one, or it is none that this module runs
   */
  public static SentenceFolder read(Path folder) throws IOException {
    Properties said = said(folder);
    for (String key : BEHIND) {
      if (said.containsKey(key)) {
        throw new IOException(
            "%s: expected an encoder that ends with its pooling, got the key %s"
                .formatted(folder.resolve(PROPERTIES), key));
      }
    }
    Path file = file(folder, said.getProperty(MODEL_NAME));
    String extension = extension(file);
    String engine = extension.equals(ONNX) ? "OnnxRuntime" : "PyTorch";
    if (!engine.equals(said.getProperty(ENGINE, engine))) {
      throw new IOException(
          "%s: expected the engine %s for %s, got %s"
              .formatted(
                  folder.resolve(PROPERTIES),
                  engine,
                  file.getFileName(),
                  Printable.of(said.getProperty(ENGINE))));
    }
    String name = file.getFileName().toString();
    boolean types = Boolean.parseBoolean(said.getProperty(TOKEN_TYPES));
    TextConfig guess =
        new TextConfig(engine, name, types, pooling(folder, said), 1, tokens(folder, said));
    TextConfig known = SentenceEncoder.ask(folder, guess, said.containsKey(TOKEN_TYPES));
    return new SentenceFolder(
        file,
        new TextConfig(
            engine,
            "text" + extension,
            known.tokenTypes(),
            known.pooling(),
            known.size(),
            known.maxTokens()));
  }

  private static Properties said(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      throw new IOException(folder + ": expected the folder of a sentence encoder, found none");
    }
    Properties said = new Properties();
    Path file = folder.resolve(PROPERTIES);
    if (Files.isRegularFile(file)) {
      try (Reader reader = Files.newBufferedReader(file)) {
        said.load(reader);
      } catch (IllegalArgumentException e) {
        throw new IOException(file + ": expected properties: " + e.getMessage(), e);
      }
    }
    return said;
  }

  private static Path file(Path folder, String name) throws IOException {
    List<Path> found;
    try (Stream<Path> files = Files.list(folder)) {
      found =
          files
              .filter(file -> !extension(file).isEmpty() && Files.isRegularFile(file))
              .filter(file -> name == null || file.endsWith(name + extension(file)))
              .sorted()
              .toList();
    }
    if (found.size() != 1) {
      throw new IOException(
          "%s: expected one sentence encoder%s, a file that ends in %s or %s, found %s"
              .formatted(
                  folder,
                  name == null ? "" : " called " + Printable.of(name),
                  ONNX,
                  TORCH_SCRIPT,
                  found.isEmpty()
                      ? "none"
                      : found.stream()
                          .map(file -> file.getFileName().toString())
                          .collect(Collectors.joining(" and "))));
    }
    return found.get(0);
  }

  private static String extension(Path file) {
    String name = file.getFileName().toString();
    return Stream.of(ONNX, TORCH_SCRIPT).filter(name::endsWith).findFirst().orElse("");
  }

  private static TokenPooling pooling(Path folder, Properties said) throws IOException {
    String pooling = said.getProperty(POOLING, "mean").strip();
    return switch (pooling) {
      case "mean", "mean_sqrt_len" -> TokenPooling.MEAN; // the same but for its length, which is 1
      case "cls" -> TokenPooling.FIRST;
      default ->
          throw new IOException(
              "%s: %s: expected mean or cls, got %s"
                  .formatted(folder.resolve(PROPERTIES), POOLING, Printable.of(pooling)));
    };
  }

  /** Most tokens: what is said, or what the tokenizer cuts to. */
  private static int tokens(Path folder, Properties said) throws IOException {
    String given = said.getProperty(MAX_LENGTH);
    if (given == null) {
      return cut(folder.resolve(SentenceEncoder.TOKENIZER)).orElse(USUAL_TOKENS);
    }
    try {
      int tokens = Integer.parseInt(given.strip());
      if (tokens >= TextConfig.LEAST_TOKENS) {
        return tokens;
      }
    } catch (NumberFormatException e) {
      // told below
    }
    throw new IOException(
        "%s: %s: expected at least %s tokens, got %s"
            .formatted(
                folder.resolve(PROPERTIES),
                MAX_LENGTH,
                TextConfig.LEAST_TOKENS,
                Printable.of(given)));
  }

  private static Optional<Integer> cut(Path tokenizer) throws IOException {
    SentenceEncoder.requireFile(tokenizer, "the tokenizer of the sentence encoder");
    try {
      Map<String, Object> values = JsonText.object(Files.readString(tokenizer));
      return values.get("truncation") instanceof Map<?, ?> truncation
              && truncation.get("max_length") instanceof Number most
              && most.intValue() >= TextConfig.LEAST_TOKENS
          ? Optional.of(most.intValue())
          : Optional.empty();
    } catch (JsonText.Malformed | java.nio.charset.CharacterCodingException e) {
      throw new IOException(tokenizer + ": expected a tokenizer of Hugging Face: no JSON", e);
    }
  }

  /**
   * Copies the encoder and its tokenizer, each whole or not at all; those that are there already
   * stay.
   *
   * @param folder the folder
   * @throws IOException if a file cannot be copied, or another encoder is there
   */
  public void copyTo(Path folder) throws IOException {
    Files.createDirectories(folder);
    copy(file, folder.resolve(config.file()));
    copy(file.resolveSibling(SentenceEncoder.TOKENIZER), folder.resolve(SentenceEncoder.TOKENIZER));
  }

  private static void copy(Path from, Path to) throws IOException {
    if (!Files.isRegularFile(to)) {
      AtomicFiles.replace(to, part -> Files.copy(from, part));
    } else if (Files.mismatch(from, to) >= 0) {
      throw new IOException("%s: expected a copy of %s, got another file".formatted(to, from));
    }
  }
}
