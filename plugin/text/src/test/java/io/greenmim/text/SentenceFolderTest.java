package io.greenmim.text;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Encoders of sentences in folders, and what is refused of them. */
class SentenceFolderTest {

  private static final String SENTENCE = "a red cone with stripes before clouds";

  @TempDir private static Path jar;
  @TempDir private Path folder;

  @BeforeAll
  static void copy() throws IOException {
    MiniLm.copyTo(jar);
  }

  /** Puts the encoder of the jar under a name that others give their files. */
  private void write(String properties) throws IOException {
    Files.createLink(folder.resolve("all-MiniLM-L6-v2.onnx"), jar.resolve("text.onnx"));
    Files.createLink(folder.resolve("tokenizer.json"), jar.resolve("tokenizer.json"));
    if (!properties.isEmpty()) {
      Files.writeString(folder.resolve("serving.properties"), properties);
    }
  }

  private String refused() {
    return assertThrows(IOException.class, () -> SentenceFolder.read(folder))
        .getMessage()
        .replace(folder.toString(), "DIR");
  }

  private float[] embed(TextConfig config, Path in) throws IOException {
    try (SentenceEncoder encoder = SentenceEncoder.load(in, config)) {
      return encoder.embed(SENTENCE);
    }
  }

  @Test
  void theFileTellsWhatTheEncoderIs(@TempDir Path copy) throws IOException {
    write("");
    SentenceFolder found = SentenceFolder.read(folder);
    assertEquals(MiniLm.CONFIG, found.config());
    found.copyTo(copy);
    found.copyTo(copy);
    assertArrayEquals(embed(MiniLm.CONFIG, jar), embed(found.config(), copy), 0);
  }

  @Test
  void propertiesSayWhatItDoesNot() throws IOException {
    write("engine=OnnxRuntime\npooling=cls\nmaxLength=5\nincludeTokenTypes=true\n");
    TextConfig config = SentenceFolder.read(folder).config();
    assertEquals(
        new TextConfig("OnnxRuntime", "text.onnx", true, TokenPooling.FIRST, 384, 5), config);
    TextConfig there =
        new TextConfig("OnnxRuntime", "all-MiniLM-L6-v2.onnx", true, TokenPooling.FIRST, 384, 5);
    try (SentenceEncoder encoder = SentenceEncoder.load(folder, there)) {
      assertEquals(5, encoder.tokens(SENTENCE).length);
    }
  }

  @Test
  void ofSeveralFilesOneIsNamed() throws IOException {
    write("");
    Files.writeString(folder.resolve("other.pt"), "");
    assertEquals(
        "DIR: expected one sentence encoder, a file that ends in .onnx or .pt, found"
            + " all-MiniLM-L6-v2.onnx and other.pt",
        refused());
    Files.writeString(folder.resolve("serving.properties"), "option.modelName=all-MiniLM-L6-v2");
    assertEquals(384, SentenceFolder.read(folder).config().size());
    Files.writeString(folder.resolve("serving.properties"), "option.modelName=third");
    assertEquals(
        "DIR: expected one sentence encoder called third, a file that ends in .onnx or .pt, found"
            + " none",
        refused());
  }

  @Test
  void whatCannotBeRunIsRefusedInOneLine() throws IOException {
    write("pooling=max");
    assertEquals("DIR/serving.properties: pooling: expected mean or cls, got max", refused());
    Files.writeString(folder.resolve("serving.properties"), "dense=linear.safetensors");
    assertEquals(
        "DIR/serving.properties: expected an encoder that ends with its pooling, got the key dense",
        refused());
    Files.writeString(folder.resolve("serving.properties"), "engine=PyTorch");
    assertEquals(
        "DIR/serving.properties: expected the engine OnnxRuntime for all-MiniLM-L6-v2.onnx, got"
            + " PyTorch",
        refused());
    Files.writeString(folder.resolve("serving.properties"), "maxLength=2");
    assertEquals("DIR/serving.properties: maxLength: expected at least 3 tokens, got 2", refused());
    Files.writeString(folder.resolve("serving.properties"), "includeTokenTypes=false");
    String error = refused();
    assertEquals(1, error.lines().count(), error);
    assertEquals(
        "DIR/all-MiniLM-L6-v2.onnx: expected an encoder of input_ids and attention_mask, and of"
            + " token_type_ids where it says so",
        error.substring(0, error.indexOf(": Input mismatch")));
  }

  @Test
  void missingAndDamagedFilesAreNamed() throws IOException {
    write("");
    Files.delete(folder.resolve("tokenizer.json"));
    assertEquals(
        "DIR/tokenizer.json: expected the tokenizer of the sentence encoder, found no file",
        refused());
    Files.writeString(folder.resolve("tokenizer.json"), "{]");
    assertEquals("DIR/tokenizer.json: expected a tokenizer of Hugging Face: no JSON", refused());
    Files.writeString(folder.resolve("tokenizer.json"), "{}");
    String error = refused();
    assertEquals(1, error.lines().count(), error);
    assertEquals(
        "DIR/tokenizer.json: expected a tokenizer of Hugging Face",
        error.substring(0, error.lastIndexOf("Face") + 4));
    Files.delete(folder.resolve("tokenizer.json"));
    Files.createLink(folder.resolve("tokenizer.json"), jar.resolve("tokenizer.json"));
    Files.delete(folder.resolve("all-MiniLM-L6-v2.onnx"));
    Files.writeString(folder.resolve("model.onnx"), "no model");
    error = refused();
    assertEquals(1, error.lines().count(), error);
    assertEquals(
        "DIR/model.onnx: expected a sentence encoder of the engine OnnxRuntime",
        error.substring(0, error.indexOf("Runtime") + 7));
    Files.delete(folder.resolve("model.onnx"));
    assertEquals(
        "DIR: expected one sentence encoder, a file that ends in .onnx or .pt, found none",
        refused());
  }

  @Test
  void anotherEncoderIsNotCopiedOver(@TempDir Path copy) throws IOException {
    write("");
    Files.writeString(copy.resolve("text.onnx"), "another");
    SentenceFolder found = SentenceFolder.read(folder);
    String error = assertThrows(IOException.class, () -> found.copyTo(copy)).getMessage();
    assertEquals(
        "%s: expected a copy of %s, got another file"
            .formatted(copy.resolve("text.onnx"), folder.resolve("all-MiniLM-L6-v2.onnx")),
        error);
  }
}
