package io.greenmim.tensors.torch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.greenmim.tensors.SafeTensorsFile;
import io.greenmim.tensors.StoredTensor;
import io.greenmim.tensors.TensorFile;
import io.greenmim.tensors.TensorType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The reference files were written by NumPy 2.4, but for that of Python 2, which it reads. */
class NumpyPickleTest {

  private static final int LONG = 70_000;

  @TempDir Path folder;

  private Path reference(String name) throws IOException {
    Path copy = folder.resolve(name);
    try (InputStream resource = getClass().getResourceAsStream("/numpy/" + name)) {
      Files.copy(resource, copy);
    }
    return copy;
  }

  private static void assertExpected(TensorFile expected, TensorFile read) throws IOException {
    assertEquals(List.copyOf(expected.tensors().keySet()), List.copyOf(read.tensors().keySet()));
    for (Map.Entry<String, StoredTensor> item : expected.tensors().entrySet()) {
      StoredTensor tensor = read.tensor(item.getKey());
      assertEquals(item.getValue().describe(), tensor.describe(), item.getKey());
      assertEquals(item.getValue().read(), tensor.read(), item.getKey());
      assertEquals(item.getValue().read(), tensor.read(), item.getKey() + " once more");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"protocol2", "protocol3", "protocol4", "protocol5", "python2"})
  void readsEveryProtocolBitForBit(String name) throws IOException {
    TensorFile read = TorchFile.open(reference(name + ".pkl"));
    assertExpected(SafeTensorsFile.open(reference("expected.safetensors")), read);
    assertEquals("model", read.metadata().get(TorchFile.KEY));
    assertEquals("a test", read.metadata().get("__author__"));
    assertEquals("True", read.metadata().get("matching_heuristics"));
    if (!name.equals("python2")) {
      assertEquals("0.5", read.metadata().get("n"));
    }
  }

  /** NumPy had other names for its modules before version 2. */
  @ParameterizedTest
  @ValueSource(strings = {"protocol2", "protocol3"})
  void readsTheNamesOfOlderVersions(String name) throws IOException {
    String content =
        new String(Files.readAllBytes(reference(name + ".pkl")), StandardCharsets.ISO_8859_1);
    assertTrue(content.contains("numpy._core"), content);
    Path old =
        Files.writeString(
            folder.resolve("old.pkl"),
            content.replace("numpy._core", "numpy.core"),
            StandardCharsets.ISO_8859_1);
    assertExpected(SafeTensorsFile.open(reference("expected.safetensors")), TorchFile.open(old));
  }

  private IOException refused(Path path) {
    IOException e = assertThrows(IOException.class, () -> TorchFile.open(path));
    assertEquals(1, e.getMessage().lines().count(), e.getMessage());
    assertTrue(
        e.getMessage().startsWith(path + ": ") && e.getMessage().contains("expected "),
        e.getMessage());
    return e;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "evil_system.pkl | a pickle that names 'posix.system', which arrays of NumPy do not need",
        "evil_eval.pkl | a pickle that names 'builtins.eval'",
        "class.pkl | a pickle that names '__main__.Plain'",
        "list.pkl | no mapping but a single value",
        "nothing.pkl | no state dict, only the keys a",
        "caffe2.pkl | by the names of detectron2, got those of Caffe2, 'conv1_w' first of 2"
      })
  void refusesTheOthersInOneLine(String name, String reason) throws IOException {
    String message = refused(reference(name)).getMessage();
    assertTrue(message.contains(reason), message);
  }

  @ParameterizedTest
  @CsvSource({"strings.pkl, s, U2", "objects.pkl, o, O8"})
  void arraysOfOtherTypesAreRefusedWhereTheyAreNeeded(String name, String array, String type)
      throws IOException {
    StoredTensor tensor = TorchFile.open(reference(name)).tensor(array);
    IOException e = assertThrows(IOException.class, tensor::read);
    assertTrue(
        e.getMessage()
            .endsWith(
                array + ": expected a plain tensor, got one of numpy.ndarray of the type " + type),
        e.getMessage());
    assertEquals(TensorType.OTHER, written(array("f16", bytes(16), 1)).type());
    assertEquals("C64", TorchFile.open(reference("complex.pkl")).tensor("s").type().name());
  }

  @Test
  void readsBlobsWithNamesOfModules() throws IOException {
    TensorFile read = TorchFile.open(reference("blobs_named.pkl"));
    assertEquals("F32 (3, 5)", read.tensor("roi_heads.box_head.fc1.weight").describe());
    assertEquals("blobs", read.metadata().get(TorchFile.KEY));
  }

  /** Every part of a file that was cut off is refused, and so is what stands behind it. */
  @ParameterizedTest
  @ValueSource(strings = {"protocol2.pkl", "protocol5.pkl", "python2.pkl"})
  void refusesCutAndLongerFiles(String name) throws IOException {
    byte[] whole = Files.readAllBytes(reference(name));
    Path path = folder.resolve("cut.pkl");
    for (int length = 0; length < whole.length; length++) {
      Files.write(path, Arrays.copyOf(whole, length));
      refused(path);
    }
    Files.write(path, Arrays.copyOf(whole, whole.length + 3));
    String message = refused(path).getMessage();
    assertTrue(message.contains("a pickle with 3 bytes behind it"), message);
  }

  /** A state dict of one array of bytes. */
  private static PickleBytes array(String code, Consumer<PickleBytes> data, long... sides) {
    PickleBytes pickle = PickleBytes.start().op('}').text("w");
    pickle.global("numpy.core.multiarray", "_reconstruct").ops(")R(K\1").numbers(sides);
    pickle.global("numpy", "dtype").text(code).ops("\u0085R\u0089");
    data.accept(pickle);
    return pickle.ops("tbs");
  }

  private static Consumer<PickleBytes> bytes(int count) {
    return pickle -> pickle.op('B').int32(count).ops("x".repeat(count));
  }

  private static Consumer<PickleBytes> text(String letters) {
    return pickle -> pickle.global("_codecs", "encode").text(letters).text("latin1").ops("\u0086R");
  }

  static Stream<Arguments> misfits() {
    long huge = Long.MAX_VALUE;
    return Stream.of(
        Arguments.of("[3] of u1", array("u1", bytes(2), 3)),
        Arguments.of("[1] of u1", array("u1", bytes(2), 1)),
        Arguments.of("[2] of f4", array("f4", bytes(2), 2)),
        Arguments.of("[-2] of u1", array("u1", bytes(2), -2)),
        Arguments.of("[-1, -2] of u1", array("u1", bytes(2), -1, -2)),
        Arguments.of("4, 2] of u1", array("u1", bytes(2), huge, 4, 2)),
        Arguments.of("do not fill", array("f8", bytes(2), huge)),
        Arguments.of("do not fill", array("u1", bytes(LONG), LONG - 1)),
        Arguments.of("do not fill", array("u1", text("\u0100a"), 2)),
        Arguments.of("do not fill", array("u1", text("ab".repeat(LONG)), LONG - 1)),
        Arguments.of("do not fill", array("u1", text("ab".repeat(LONG)), 2 * LONG + 1)),
        Arguments.of("do not fill", array("u1", p -> p.op('N'), 2)),
        Arguments.of("do not fill", array("u1", p -> p.ops("]"), 1)),
        Arguments.of("at most 16 numbers", array("u1", bytes(1), new long[17])),
        Arguments.of("that is no type", array("", bytes(1), 1)),
        Arguments.of(
            "without sides",
            PickleBytes.start()
                .op('}')
                .text("w")
                .global("numpy.core.multiarray", "_reconstruct")
                .ops(")Rs")),
        Arguments.of("in the order [0, 0]", turned(0, 0)),
        Arguments.of("in the order [0]", turned(0)),
        Arguments.of("in the order [1, 2]", turned(1, 2)),
        Arguments.of(
            "arguments that do not fit",
            PickleBytes.start().global("numpy.core.numeric", "_frombuffer").ops(")R")));
  }

  private static PickleBytes turned(long... axes) {
    PickleBytes pickle = PickleBytes.start().op('}').text("w");
    pickle.global("numpy.core.numeric", "_frombuffer").ops("(B").int32(2).ops("ab");
    pickle.global("numpy", "dtype").text("u1").ops("\u0085R").numbers(1, 2).text("K");
    return pickle.numbers(axes).ops("tRs");
  }

  @ParameterizedTest
  @MethodSource("misfits")
  void refusesArraysThatDoNotFit(String reason, PickleBytes pickle) throws IOException {
    String message = refused(Files.write(folder.resolve("x.pkl"), pickle.stop())).getMessage();
    assertTrue(message.contains(reason), message);
  }

  private StoredTensor written(PickleBytes pickle) throws IOException {
    return TorchFile.open(Files.write(folder.resolve("long.pkl"), pickle.stop())).tensor("w");
  }

  /** Elements that stay in the file, under each opcode that may hold them. */
  @Test
  void readsLongArraysFromTheFile() throws IOException {
    ByteArrayOutputStream letters = new ByteArrayOutputStream();
    for (int i = 0; i < LONG; i++) {
      letters.write(i * 7);
    }
    byte[] expected = letters.toByteArray();
    String latin = new String(expected, StandardCharsets.ISO_8859_1);
    List<Consumer<PickleBytes>> ways =
        List.of(
            p -> p.op('B').int32(LONG).ops(latin),
            p -> p.op('T').int32(LONG).ops(latin),
            p -> p.op(0x8e).int64(LONG).ops(latin),
            p -> p.op(0x96).int64(LONG).ops(latin),
            text(latin));
    for (Consumer<PickleBytes> way : ways) {
      ByteBuffer read = written(array("u1", way, 7, LONG / 7)).read();
      byte[] actual = new byte[read.remaining()];
      read.get(actual);
      assertArrayEquals(expected, actual);
    }
    ByteBuffer turned = written(array(">i2", ways.get(0), LONG / 2)).read();
    assertEquals((short) (0 << 8 | 7), turned.getShort());
  }

  /** Whether a text holds the bytes shows when it is read. */
  @ParameterizedTest
  @CsvSource({"\u0100, the byte 0xc4", "\u20ac, the byte 0xe2", "aa, another length"})
  void refusesLongTextsOfOtherLetters(String letter, String reason) throws IOException {
    String text = "a" + "\u00e9".repeat(LONG - 2) + letter;
    StoredTensor tensor = written(array("u1", text(text), LONG));
    IOException e = assertThrows(IOException.class, tensor::read);
    assertTrue(e.getMessage().startsWith(folder.resolve("long.pkl") + ": "), e.getMessage());
    assertTrue(e.getMessage().contains(reason), e.getMessage());
  }

  /** As often as the memo is asked, a dict is converted once. */
  @Test
  void repeatedDictsCostNothing() throws IOException {
    int times = 20_000;
    PickleBytes pickle = array("u1", bytes(2), 2).ops("q\1");
    for (int i = 0; i < times; i++) {
      pickle.text("k" + i).ops("h\1s");
    }
    assertEquals(
        1, TorchFile.open(Files.write(folder.resolve("x"), pickle.stop())).tensors().size());
  }
}
