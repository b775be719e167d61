package io.greenmim.text;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The sentence encoder of the jar, beside ONNX Runtime's own interface and recorded numbers. */
class SentenceEncoderTest {

  /** Ten sentences, in the order of the recorded numbers. */
  static final List<String> SENTENCES =
      List.of(
          "a red cone with stripes before clouds, beside a wooden cube",
          "a photo of a cat",
          "A photo of a cat.",
          "two dogs are running on the beach",
          "Ein Hund läuft über die Straße",
          "一只猫",
          "",
          "unbelievably antidisestablishmentarian tokenisation!",
          "3 cubes & 4 spheres (12 cm)",
          "the crane lifts a container onto the ship at night");

  @TempDir private static Path folder;

  private static SentenceEncoder encoder;

  @BeforeAll
  static void load() throws IOException {
    MiniLm.copyTo(folder);
    encoder = SentenceEncoder.load(folder, MiniLm.CONFIG);
  }

  @AfterAll
  static void close() {
    encoder.close();
  }

  @Test
  void tokensAreThoseRecorded() {
    assertEquals(
        RecordedSentences.TOKENS, SENTENCES.stream().map(SentenceEncoderTest::ids).toList());
  }

  private static String ids(String sentence) {
    return Arrays.toString(encoder.tokens(sentence));
  }

  @Test
  void vectorsAreThoseRecorded() {
    for (int i = 0; i < SENTENCES.size(); i++) {
      float[] vector = encoder.embed(SENTENCES.get(i));
      assertEquals(384, vector.length);
      assertArrayEquals(
          RecordedSentences.VECTORS[i], Arrays.copyOf(vector, 6), 2e-3f, SENTENCES.get(i));
      assertEquals(1, dot(vector, vector), 1e-5);
    }
  }

  /** ONNX Runtime's own interface and DJL's tokenizer as it comes, whose padding is cut here. */
  @Test
  void vectorsAreThoseOfOnnxRuntimeAlone() throws IOException, OrtException {
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    try (OrtSession session =
            environment.createSession(folder.resolve(MiniLm.CONFIG.file()).toString());
        HuggingFaceTokenizer tokenizer =
            HuggingFaceTokenizer.newInstance(folder.resolve(SentenceEncoder.TOKENIZER))) {
      for (String sentence : SENTENCES) {
        Encoding encoding = tokenizer.encode(sentence);
        int count = (int) Arrays.stream(encoding.getAttentionMask()).sum();
        long[] ids = Arrays.copyOf(encoding.getIds(), count);
        long[] ones = new long[count];
        Arrays.fill(ones, 1);
        try (OnnxTensor tokens = OnnxTensor.createTensor(environment, new long[][] {ids});
            OnnxTensor mask = OnnxTensor.createTensor(environment, new long[][] {ones});
            OnnxTensor types = OnnxTensor.createTensor(environment, new long[1][count]);
            OrtSession.Result result =
                session.run(
                    Map.of("input_ids", tokens, "attention_mask", mask, "token_type_ids", types))) {
          float[] mean = mean(((float[][][]) result.get(0).getValue())[0]);
          double length = Math.sqrt(dot(mean, mean));
          for (int i = 0; i < mean.length; i++) {
            mean[i] = (float) (mean[i] / length);
          }
          assertArrayEquals(mean, encoder.embed(sentence), 1e-5f, sentence);
        }
      }
    }
  }

  private static float[] mean(float[][] tokens) {
    float[] mean = new float[tokens[0].length];
    for (float[] token : tokens) {
      for (int i = 0; i < mean.length; i++) {
        mean[i] += token[i] / tokens.length;
      }
    }
    return mean;
  }

  static double dot(float[] a, float[] b) {
    return IntStream.range(0, a.length).mapToDouble(i -> (double) a[i] * b[i]).sum();
  }

  @Test
  void whatTellsTheSameIsNearer() {
    float[] cat = encoder.embed("a photo of a cat");
    assertTrue(
        dot(cat, encoder.embed("a picture of a kitten"))
            > dot(cat, encoder.embed("a container ship at night")) + 0.3);
  }

  @Test
  void tenThousandWordsAreCutToTheEncodersTokens() {
    String text = "striped cubes ".repeat(5_000);
    long[] tokens = encoder.tokens(text);
    assertEquals(128, tokens.length);
    assertEquals(102, tokens[127]); // the mark of the end
    long[] longer = Arrays.copyOf(tokens, 300);
    longer[299] = 102;
    assertArrayEquals(encoder.embed(text), encoder.embed(longer));
  }

  @Test
  void noTokensAreRefused() {
    IllegalArgumentException error =
        assertThrows(IllegalArgumentException.class, () -> encoder.embed(new long[0]));
    assertEquals("tokens: expected at least one, got none", error.getMessage());
  }

  @Test
  void aSentenceHasOneVectorWhoeverAsks() {
    List<float[]> alone = SENTENCES.stream().map(encoder::embed).toList();
    IntStream.range(0, 200)
        .parallel()
        .forEach(
            i -> {
              int which = i % SENTENCES.size();
              assertArrayEquals(alone.get(which), encoder.embed(SENTENCES.get(which)));
            });
  }

  @Test
  void aThousandSentencesLeaveNoArrays() {
    int before = encoder.manager().getManagedArrays().size();
    for (int i = 0; i < 1_000; i++) {
      encoder.embed("a cat");
    }
    assertEquals(before, encoder.manager().getManagedArrays().size());
  }

  @Test
  void missingAndDamagedFilesAreNamed(@TempDir Path other) throws IOException {
    assertMessage(other, ": expected a sentence encoder, found no file", "text.onnx");
    Files.writeString(other.resolve("text.onnx"), "no such model");
    assertMessage(
        other, ": expected the tokenizer of the sentence encoder, found no file", "tokenizer.json");
    Files.writeString(other.resolve("tokenizer.json"), "{}");
    assertMessage(other, ": expected a tokenizer of Hugging Face", "tokenizer.json");
    Files.copy(
        folder.resolve("tokenizer.json"),
        other.resolve("tokenizer.json"),
        java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    assertMessage(other, ": expected a sentence encoder of the engine OnnxRuntime", "text.onnx");
  }

  private static void assertMessage(Path other, String message, String file) {
    IOException error =
        assertThrows(IOException.class, () -> SentenceEncoder.load(other, MiniLm.CONFIG));
    assertTrue(error.getMessage().startsWith(other.resolve(file) + message), error.getMessage());
    assertEquals(1, error.getMessage().lines().count(), error.getMessage());
  }
}
