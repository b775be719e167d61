package io.greenmim.text;

import io.greenmim.config.Checks;

/**
 * What a sentence encoder is, beside its file and its {@code tokenizer.json}.
 *
 * @param engine DJL's name of the engine that runs it, such as {@code OnnxRuntime} or {@code
 *     PyTorch} (TorchScript)
 * @param file name of its file in the folder, such as {@code text.onnx} or {@code text.pt}
 * @param tokenTypes whether it takes a third array, the types of the tokens, all 0
 * @param pooling how tokens become a sentence; of no use to an encoder that answers one vector
 * @param size numbers of a sentence's vector
 * @param maxTokens tokens of a sentence, its first and last mark among them; longer ones are cut
 */
public record TextConfig(
    String engine, String file, boolean tokenTypes, TokenPooling pooling, int size, int maxTokens) {

  static final int LEAST_TOKENS = 3;

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if a value is missing or out of its range, or the file is not
   *     a bare name with an extension
   */
  public TextConfig {
    Checks.that(engine != null, "engine: expected DJL's name of an engine, got none");
    Checks.that(
        file != null && file.matches("[\\w-][\\w.-]*\\.[a-z]+"),
        "file: expected the name of a file such as text.onnx, got %s",
        file);
    // A zoo brings no others than .onnx: none that is code to another engine.
    Checks.that(
        file.endsWith(".onnx") == engine.equals("OnnxRuntime"),
        "file: expected one that ends with .onnx for OnnxRuntime and for it alone, got %s of %s",
        file,
        engine);
    pooling = pooling == null ? TokenPooling.MEAN : pooling;
    Checks.positive("size", size);
    Checks.atLeast("maxTokens", maxTokens, LEAST_TOKENS);
  }

  /** The same encoder, with or without token types, of other vectors. */
  TextConfig with(boolean types, int numbers) {
    return new TextConfig(engine, file, types, pooling, numbers, maxTokens);
  }
}
