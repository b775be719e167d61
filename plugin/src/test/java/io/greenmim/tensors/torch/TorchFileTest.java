package io.greenmim.tensors.torch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.greenmim.tensors.StoredTensor;
import io.greenmim.tensors.TensorType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TorchFileTest {

  private static final long[] TWO = {2};
  private static final long[] ONE = {1};

  @TempDir Path folder;

  private TorchFile open(byte[] pickle, byte[] storage) throws IOException {
    return TorchFile.open(
        TorchArchive.of(pickle).storage("0", storage).write(folder.resolve("a.pth")));
  }

  /** A state dict with a tensor under w, and under x what the test makes. */
  private TorchFile openWith(Consumer<PickleBytes> value) throws IOException {
    PickleBytes pickle =
        PickleBytes.start().op('}').text("w").tensor("0", 2, 0, TWO, ONE).op('s').text("x");
    value.accept(pickle);
    return open(pickle.op('s').stop(), new byte[8]);
  }

  @ParameterizedTest
  @CsvSource({
    "DoubleStorage, F64", "FloatStorage, F32", "HalfStorage, F16", "BFloat16Storage, BF16",
    "LongStorage, I64", "IntStorage, I32", "ShortStorage, I16", "CharStorage, I8",
    "ByteStorage, U8", "BoolStorage, BOOL"
  })
  void readsEveryTypeInBothByteOrders(String storage, TensorType type) throws IOException {
    int width = type.bytes();
    byte[] data = new byte[2 * width];
    byte[] swapped = new byte[2 * width];
    for (int i = 0; i < data.length; i++) {
      data[i] = (byte) (i + 1);
      swapped[i / width * width + width - 1 - i % width] = data[i];
    }
    byte[] pickle =
        PickleBytes.start().op('}').text("w").tensor(storage, "0", 2, 0, TWO, ONE).op('s').stop();
    StoredTensor tensor = open(pickle, data).tensor("w");
    assertEquals(type, tensor.type());
    assertEquals(ByteBuffer.wrap(data), tensor.read());
    assertEquals(ByteOrder.LITTLE_ENDIAN, tensor.read().order());
    Path big =
        TorchArchive.of(pickle).storage("0", swapped).bigEndian().write(folder.resolve("big"));
    assertEquals(ByteBuffer.wrap(data), TorchFile.open(big).tensor("w").read());
  }

  @ParameterizedTest
  @ValueSource(strings = {"QInt8Storage", "ComplexDoubleStorage"})
  void readsTheOthersBesideATypeThatItDoesNotRead(String storage) throws IOException {
    int width = TorchType.ofStorage("torch." + storage).bytes();
    PickleBytes kept =
        PickleBytes.start().op('}').text("w").tensor(storage, "1", 1, 0, ONE, ONE).op('s');
    Path path = folder.resolve("kept");
    TorchArchive.of(kept.stop()).storage("1", new byte[width]).write(path);
    StoredTensor odd = TorchFile.open(path).tensor("w");
    assertEquals(TensorType.OTHER, odd.type());
    IOException e = assertThrows(IOException.class, odd::read);
    assertTrue(e.getMessage().startsWith(path + ": w: expected"), e.getMessage());

    PickleBytes other = PickleBytes.start().ops("}(").text("model").op('}').text("w");
    other.tensor("0", 2, 0, TWO, ONE).op('s').text("optimizer").op('}').text("m");
    other.tensor(storage, "1", 1, 0, ONE, ONE).ops("su");
    TorchArchive.of(other.stop())
        .storage("0", new byte[8])
        .storage("1", new byte[width])
        .write(path);
    assertEquals(List.of("w"), List.copyOf(TorchFile.open(path).tensors().keySet()));
  }

  /** A complex number is two numbers, whose bytes are turned apart. */
  @Test
  void readsComplexNumbersInBothByteOrders() throws IOException {
    byte[] pickle =
        PickleBytes.start()
            .op('}')
            .text("w")
            .tensor("ComplexFloatStorage", "0", 1, 0, ONE, ONE)
            .op('s')
            .stop();
    byte[] data = {1, 2, 3, 4, 5, 6, 7, 8};
    StoredTensor tensor = open(pickle, data).tensor("w");
    assertEquals("C64 (1)", tensor.describe());
    assertEquals(ByteBuffer.wrap(data), tensor.read());
    byte[] swapped = {4, 3, 2, 1, 8, 7, 6, 5};
    Path big =
        TorchArchive.of(pickle).storage("0", swapped).bigEndian().write(folder.resolve("big"));
    assertEquals(ByteBuffer.wrap(data), TorchFile.open(big).tensor("w").read());
  }

  /** Nothing says which of two is meant: the user does. */
  @Test
  void stateDictsUnderUnusualKeysAreNamed() throws IOException {
    PickleBytes pickle = PickleBytes.start().ops("}(");
    for (String key : List.of("student", "teacher")) {
      pickle.text(key).op('}').text(key + ".w").tensor("0", 2, 0, TWO, ONE).op('s');
    }
    byte[] bytes = pickle.text("epoch").number(7).ops("u").stop();
    IOException e = assertThrows(IOException.class, () -> open(bytes, new byte[8]));
    assertTrue(
        e.getMessage()
            .endsWith(
                "got no state dict but under student, teacher, which setting 'key' takes, only the"
                    + " keys student, teacher, epoch"),
        e.getMessage());
    Path path = TorchArchive.of(bytes).storage("0", new byte[8]).write(folder.resolve("both"));
    assertEquals(Set.of("teacher.w"), TorchFile.open(path, "teacher").tensors().keySet());
  }

  @Test
  void readsTheOthersBesideASparseTensor() throws IOException {
    Consumer<PickleBytes> sparse =
        p -> p.global("torch._utils", "_rebuild_sparse_tensor").ops(")R");
    TorchFile file = openWith(sparse);
    assertEquals("F32 (2)", file.tensor("w").describe());
    IOException e = assertThrows(IOException.class, () -> file.tensor("x").read());
    assertTrue(e.getMessage().contains("x: expected a plain tensor, got one of"), e.getMessage());
    assertEquals(
        1,
        openWith(p -> sparse.andThen(after -> after.op('a')).accept(p.op(']'))).tensors().size());
  }

  @Test
  void readsTypedViewsOfUntypedStorages() throws IOException {
    PickleBytes pickle = PickleBytes.start().op('}').text("w");
    pickle.global("torch._utils", "_rebuild_tensor_v3").op('(').storage("UntypedStorage", "0", 8);
    pickle.number(1).numbers(3).numbers(1).op(0x89).ops("}").global("torch", "int16").ops("NtRs");
    byte[] data = {0, 0, 1, 0, 2, 0, 3, 0};
    StoredTensor tensor = open(pickle.stop(), data).tensor("w");
    assertEquals("I16 (3)", tensor.describe());
    assertEquals(ByteBuffer.wrap(data, 2, 6), tensor.read());
  }

  @Test
  void readsParametersWithState() throws IOException {
    PickleBytes pickle = PickleBytes.start().op('}').text("w");
    pickle.global("torch._utils", "_rebuild_parameter_with_state").op('(');
    pickle.tensor("0", 2, 0, TWO, ONE).ops("\u0088NNtR}bs");
    assertEquals("F32 (2)", open(pickle.stop(), new byte[8]).tensor("w").describe());
  }

  /** What Python writes from protocol 4 on: frames, memoized texts, names from the stack. */
  @Test
  void readsProtocolFour() throws IOException {
    PickleBytes pickle = new PickleBytes().op(0x80).op(4).op(0x95).int64(1).ops("}\u0094");
    pickle.ops("\u008c\1w\u0094").tensor("0", 2, 0, TWO, ONE).ops("s\u008c\1x\u0094");
    pickle.ops("\u008c\1m\u0094\u008c\1A\u0094\u0093\u0094)\u0081\u0094s");
    TorchFile file = open(pickle.stop(), new byte[8]);
    assertEquals("m.A()", file.metadata().get("x"));
    assertEquals(List.of("w"), List.copyOf(file.tensors().keySet()));
  }

  @Test
  void prefersTheFirstKeyOfTheListToTheAveragedWeights() throws IOException {
    PickleBytes pickle = PickleBytes.start().ops("}(").text("model_ema").op('}').text("a");
    pickle.tensor("0", 2, 0, TWO, ONE).op('s').text("state_dict").op('}').text("b");
    pickle.tensor("0", 2, 0, TWO, ONE).op('s').text("model").text("a name").op('u');
    Path path = TorchArchive.of(pickle.stop()).storage("0", new byte[8]).write(folder.resolve("f"));
    assertEquals("state_dict", TorchFile.open(path).metadata().get(TorchFile.KEY));
    assertEquals("a name", TorchFile.open(path).metadata().get("model"));
    assertEquals(List.of("a"), List.copyOf(TorchFile.open(path, "model_ema").tensors().keySet()));
  }

  @Test
  void keepsUnknownObjectsInert() throws IOException {
    Map<String, Consumer<PickleBytes>> objects =
        Map.of(
            "argparse.Namespace(lr=0)",
                p -> p.global("argparse", "Namespace").ops(")\u0081}").text("lr").ops("K\0sb"),
            "pathlib.PosixPath('a')",
                p -> p.global("pathlib", "PosixPath").text("a").ops("\u0085R"),
            "yacs.config.CfgNode('k': True)",
                p -> p.global("yacs.config", "CfgNode").ops(")\u0081").text("k").ops("\u0088s"),
            "a.B(None)",
                p ->
                    p.global("copyreg", "_reconstructor")
                        .global("a", "B")
                        .global("builtins", "object")
                        .ops("N\u0087RNa"),
            "[1.5, 'a', None]", p -> p.ops("](G\77\370\0\0\0\0\0\0").text("a").ops("Ne"),
            "a.B(1, 2)", p -> p.ops("(").global("a", "B").ops("K\1K\2o"),
            "[2]", p -> p.global("builtins", "set").ops("]K\2a\u0085R"),
            "{'k': 3}",
                p ->
                    p.global("collections", "OrderedDict").ops("]]").text("k").ops("aK\3aa\u0085R"),
            "os.getcwd", p -> p.global("os", "getcwd"),
            "java.lang.Runtime()", p -> p.global("java.lang", "Runtime").ops(")R"));
    for (Map.Entry<String, Consumer<PickleBytes>> item : objects.entrySet()) {
      assertEquals(item.getKey(), openWith(item.getValue()).metadata().get("x"));
    }
  }

  /** A name against the convention, by what only classes can be used for. */
  @Test
  void keepsObjectsOfClassesInSmallLettersInert() throws IOException {
    TorchFile file = openWith(p -> p.global("my", "dotdict").ops(")\u0081").text("k").ops("K\1s"));
    assertEquals("my.dotdict('k': 1)", file.metadata().get("x"));
    file = openWith(p -> p.global("types", "SimpleNamespace").ops(")R"));
    assertEquals("types.SimpleNamespace()", file.metadata().get("x"));
  }

  @Test
  void readsNumbersOfNumPy() throws IOException {
    Consumer<PickleBytes> max =
        p -> {
          p.global("numpy.core.multiarray", "scalar").global("numpy", "dtype").text("f8");
          p.ops("K\0K\1\u0087R(K\3").text("<").ops("NNNJ\377\377\377\377J\377\377\377\377K\0tb");
          p.global("_codecs", "encode").ops("X\11\0\0\0\0\0\0\0\0\0\u00c3\u00b0?").text("latin1");
          p.ops("\u0086R\u0086R");
        };
    assertEquals("1.0", openWith(max).metadata().get("x"));
    // A type that contains itself has no text.
    Consumer<PickleBytes> cycle =
        p -> {
          p.global("numpy.core.multiarray", "scalar").global("numpy", "dtype").ops("]q\1]h\1aah\1");
          p.ops("\u0086RU\1a\u0086R");
        };
    assertEquals("numpy.number()", openWith(cycle).metadata().get("x"));
  }

  /** Objects that contain themselves, and each other many times over. */
  @Test
  void printsCyclesAndRepetitionsShortly() throws IOException {
    String cycle = openWith(p -> p.ops("}q\1K\1h\1s")).metadata().get("x");
    assertTrue(cycle.startsWith("{1: {1: {1:") && cycle.length() < 100, cycle);
    String object = openWith(p -> p.global("a", "B").ops(")Rq\1h\1b")).metadata().get("x");
    assertTrue(object.startsWith("a.B(a.B(") && object.length() < 100, object);
    String laughs =
        openWith(p -> p.ops("]q\1" + "0](h\1h\1h\1h\1h\1h\1h\1h\1h\1h\1eq\1".repeat(50)))
            .metadata()
            .get("x");
    assertTrue(laughs.length() < 5000, laughs);
  }

  @Test
  void keysMayBeAnythingButAreNeverHashed() throws IOException {
    String nested = ")" + "\u0085".repeat(100_000);
    assertTimeoutPreemptively(
        Duration.ofSeconds(20),
        () -> assertTrue(openWith(p -> p.ops("}" + nested + "Ns")).metadata().containsKey("x")));
    String list = "]q\1h\1a";
    assertTrue(openWith(p -> p.ops("}" + list + "Ns")).metadata().get("x").length() < 100);
  }

  /** A few bytes may not cost a copy of something large, however often they come. */
  @Test
  void isNotSlowOrLargeForRepeatedCalls() {
    int count = 20_000;
    List<Consumer<PickleBytes>> bombs =
        List.of(
            p -> p.ops("](" + "N".repeat(100_000) + "e" + "(Ne".repeat(count * 10)),
            p -> p.ops("N".repeat(100_000) + "(1".repeat(count) + "0".repeat(100_000) + "N"),
            p -> {
              p.global("_codecs", "encode").op('q').op(1).text("a".repeat(100_000)).text("latin1");
              p.ops("\u0086q\2R(" + "h\1h\2R".repeat(count) + "t00N");
            },
            p -> {
              p.global("builtins", "set").ops("q\1](" + "N".repeat(100_000) + "e\u0085q\2R(");
              p.ops("h\1h\2R".repeat(count) + "t00N");
            });
    for (Consumer<PickleBytes> bomb : bombs) {
      assertTimeoutPreemptively(Duration.ofSeconds(20), () -> openWith(bomb));
    }
    IOException e =
        assertThrows(
            IOException.class, () -> openWith(p -> p.ops("(" + "]".repeat(2_000_000) + "t")));
    assertTrue(e.getMessage().contains("would take more than"), e.getMessage());
  }

  @Test
  void readsOldPartsOfStorages() throws IOException {
    PickleBytes object = PickleBytes.start().op('}').text("w");
    object.global("torch._utils", "_rebuild_tensor_v2").ops("((").text("storage");
    object.global("torch", "ByteStorage").text("7").text("cpu").number(4);
    object.op('(').text("7-view").number(1).number(3).ops("ttQ");
    object.number(1).numbers(2).numbers(1).ops("\u0089NtRs");
    Path path = folder.resolve("old.pth");
    Files.write(path, LegacyBytes.of(object.stop(), "7", 4, new byte[] {5, 6, 7, 8}));
    assertEquals(ByteBuffer.wrap(new byte[] {7, 8}), TorchFile.open(path).tensor("w").read());
  }

  @Test
  void reportsAFileThatShrankSinceItWasOpened() throws IOException {
    byte[] pickle =
        PickleBytes.start().op('}').text("w").tensor("0", 2, 0, TWO, ONE).op('s').stop();
    TorchFile file = open(pickle, new byte[8]);
    byte[] whole = Files.readAllBytes(file.path());
    Files.write(file.path(), Arrays.copyOf(whole, 100));
    IOException e = assertThrows(IOException.class, () -> file.tensor("w").read());
    assertTrue(e.getMessage().startsWith(file.path().toString()), e.getMessage());
  }
}
