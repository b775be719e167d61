package io.greenmim.tensors.torch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostilePickleTest {

  private static final long[] TWO = {2};
  private static final long[] ONE = {1};

  @TempDir Path folder;

  private String refusal(byte[] pickle) throws IOException {
    Path path =
        TorchArchive.of(pickle).storage("0", new byte[8]).write(folder.resolve("hostile.pth"));
    IOException e = assertThrows(IOException.class, () -> TorchFile.open(path));
    assertEquals(1, e.getMessage().lines().count(), e.getMessage());
    assertTrue(e.getMessage().startsWith(path + ": "), e.getMessage());
    return e.getMessage();
  }

  /** The same file without the hostile value, so the tests below fail for that value alone. */
  @Test
  void readsTheFileThatTheHostileOnesVary() throws IOException {
    byte[] pickle =
        PickleBytes.start().op('}').text("w").tensor("0", 2, 0, TWO, ONE).op('s').stop();
    Path path = TorchArchive.of(pickle).storage("0", new byte[8]).write(folder.resolve("good"));
    assertEquals("F32 (2)", TorchFile.open(path).tensor("w").describe());
  }

  /** A state dict with one tensor and, under x, what the test makes. */
  private static byte[] with(Consumer<PickleBytes> value) {
    PickleBytes pickle =
        PickleBytes.start().op('}').text("w").tensor("0", 2, 0, TWO, ONE).op('s').text("x");
    value.accept(pickle);
    return pickle.op('s').stop();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "os system",
        "posix system",
        "nt system",
        "subprocess Popen",
        "subprocess.sub Popen",
        "builtins eval",
        "builtins exec",
        "builtins getattr",
        "builtins __import__",
        "builtins ValueError",
        "__builtin__ eval",
        "runpy _run_code",
        "importlib import_module",
        "operator attrgetter",
        "_operator methodcaller",
        "functools partial",
        "pickle Unpickler",
        "_pickle loads",
        "webbrowser open"
      })
  void refusesModulesThatReachOutside(String function) throws IOException {
    int space = function.indexOf(' ');
    String module = function.substring(0, space);
    String name = function.substring(space + 1);
    String expected = "a pickle that calls '" + module + "." + name + "'";
    Stream<Consumer<PickleBytes>> ways =
        Stream.of(
            p -> p.global(module, name).text("id").ops("\u0085\u0081"),
            p -> p.global(module, name).ops(")}\u0092"),
            p ->
                p.global("copyreg", "_reconstructor")
                    .global(module, name)
                    .global("builtins", "object")
                    .ops("N\u0087R"),
            p -> p.global("copyreg", "__newobj__").global(module, name).ops("\u0085R"));
    for (Consumer<PickleBytes> way : Stream.concat(ways, calls(module, name)).toList()) {
      String message = refusal(with(way));
      assertTrue(message.contains(expected), message);
    }
  }

  private static Stream<Consumer<PickleBytes>> calls(String module, String name) {
    return Stream.of(
        p -> p.global(module, name).text("id").ops("\u0085R"),
        p -> p.global(module, name).ops(")R"),
        p -> p.text(module).text(name).ops("\u0093)R"),
        p -> p.op('(').text("id").ops("i" + module + "\n" + name + "\n"),
        p -> p.op('(').global(module, name).text("id").op('o'));
  }

  /** Of modules that have classes to keep, too: there, what is not called like a class. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "torch load",
        "torch.storage _load_from_bytes",
        "numpy load",
        "argparse.Namespace __init__",
        "java.lang.Runtime exec",
        "__main__ run"
      })
  void refusesToCallFunctionsOfAnyModule(String function) throws IOException {
    int space = function.indexOf(' ');
    String module = function.substring(0, space);
    String name = function.substring(space + 1);
    for (Consumer<PickleBytes> way : calls(module, name).toList()) {
      String message = refusal(with(way));
      assertTrue(message.contains("calls '" + module + "." + name + "'"), message);
    }
  }

  static Stream<Arguments> damaged() {
    return Stream.of(
        Arguments.of("wants 2147483647 bytes", with(p -> p.op('X').int32(Integer.MAX_VALUE))),
        Arguments.of("wants 4294967295 bytes", with(p -> p.op('X').int32(-1))),
        Arguments.of("wants 2147483647 bytes", with(p -> p.op('T').int32(Integer.MAX_VALUE))),
        Arguments.of("wants 9223372036854775807", with(p -> p.op(0x8d).int64(Long.MAX_VALUE))),
        Arguments.of("wants -1 bytes", with(p -> p.op(0x8e).int64(-1))),
        Arguments.of("wants -9223372036854775808", with(p -> p.op(0x96).int64(Long.MIN_VALUE))),
        Arguments.of("an integer of 2147483647", with(p -> p.op(0x8b).int32(Integer.MAX_VALUE))),
        Arguments.of("an integer of 4294967295", with(p -> p.op(0x8b).int32(-1))),
        Arguments.of("the memo number 2147483647", with(p -> p.ops("Nr").int32(Integer.MAX_VALUE))),
        Arguments.of("the memo number 4294967295", with(p -> p.ops("Nr").int32(-1))),
        Arguments.of("memo number 9 before it is set", with(p -> p.op('h').op(9))),
        Arguments.of("nested more than 1000 deep", with(p -> p.ops("(".repeat(1001)))),
        Arguments.of("a value that is not there", with(p -> p.ops("0000"))),
        Arguments.of("a value that is not there", with(p -> p.ops("(\u0085"))),
        Arguments.of("a mark that is not there", with(p -> p.op('t'))),
        Arguments.of("half a pair", with(p -> p.ops("}(Nu"))),
        Arguments.of("values left over", with(p -> p.ops("Ns}NN"))),
        Arguments.of("ends in the middle", new byte[] {(byte) 0x80, 2, '}'}),
        Arguments.of("protocol 6", new byte[] {(byte) 0x80, 6, '}', '.'}),
        Arguments.of("the opcode 0x49", with(p -> p.ops("I1\n"))),
        Arguments.of("the opcode 0x50", with(p -> p.ops("P0\n"))),
        Arguments.of("the opcode 0x82", with(p -> p.op(0x82).op(1))),
        Arguments.of("the opcode 0x97", with(p -> p.op(0x97))),
        Arguments.of("a name of more than 1024", with(p -> p.ops("c" + "a".repeat(2000)))),
        Arguments.of("no name", with(p -> p.ops("NN\u0093"))),
        Arguments.of("no name", with(p -> p.text("a".repeat(300)).text("B").op(0x93))),
        Arguments.of("calls something that has no name", with(p -> p.ops("N)R"))),
        Arguments.of("without arguments", with(p -> p.global("a", "B").ops("NR"))),
        Arguments.of("something else than a dict", with(p -> p.ops("]NNs"))),
        Arguments.of("something else than a list", with(p -> p.ops("}Na"))),
        Arguments.of("something that is no object", with(p -> p.global("a", "B").ops("}b"))));
  }

  @ParameterizedTest
  @MethodSource("damaged")
  void refusesDamage(String reason, byte[] pickle) throws IOException {
    String message = refusal(pickle);
    assertTrue(message.contains(reason), message);
  }

  static Stream<Arguments> tensors() {
    long huge = Long.MAX_VALUE;
    return Stream.of(
        Arguments.of("ends at byte 12", 2, 0, new long[] {3}, ONE),
        Arguments.of("ends at byte 12", 2, 1, TWO, ONE),
        Arguments.of("ends at byte 12", 2, 0, TWO, TWO),
        Arguments.of("a negative", 2, -1, TWO, ONE),
        Arguments.of("a negative", 2, 0, new long[] {-2}, ONE),
        Arguments.of("a negative", 2, 0, TWO, new long[] {-1}),
        Arguments.of("1 sides and 2 strides", 2, 0, TWO, new long[] {1, 1}),
        Arguments.of("does not fit 64 bits", 2, huge, TWO, ONE),
        Arguments.of("does not fit 64 bits", 2, 0, TWO, new long[] {huge}),
        Arguments.of("does not fit 64 bits", 2, 0, new long[] {huge, huge}, new long[] {1, 1}),
        Arguments.of("elements that the file could", 2, 0, new long[] {500}, new long[] {0}),
        Arguments.of("elements that the file could", 2, 0, new long[] {huge, 9}, new long[] {0, 0}),
        Arguments.of("at most 16 numbers", 2, 0, new long[17], new long[17]),
        Arguments.of("a storage of -1 elements", -1, 0, TWO, ONE),
        Arguments.of("a storage of " + huge, huge, 0, TWO, ONE),
        Arguments.of("8 bytes where the pickle says 12", 3, 0, TWO, ONE),
        Arguments.of("8 bytes where the pickle says 4", 1, 0, ONE, ONE));
  }

  @ParameterizedTest
  @MethodSource("tensors")
  void refusesTensorsOutsideTheirStorage(
      String reason, long elements, long offset, long[] sides, long[] strides) throws IOException {
    PickleBytes pickle = PickleBytes.start().op('}').text("w");
    String message = refusal(pickle.tensor("0", elements, offset, sides, strides).op('s').stop());
    assertTrue(message.contains(reason), message);
  }

  @Test
  void refusesIdentifiersThatAreNoStorages() throws IOException {
    assertTrue(refusal(with(p -> p.text("0").op('Q'))).contains("is no storage"));
    assertTrue(refusal(with(p -> p.ops(")Q"))).contains("is no storage"));
    assertTrue(refusal(with(p -> p.ops("}Q"))).contains("is no storage"));
    String message = refusal(with(p -> p.storage("EvilStorage", "0", 2)));
    assertTrue(message.contains("the unknown type torch.EvilStorage"), message);
    message = refusal(with(p -> p.storage("FloatStorage", "../data.pkl", 2)));
    assertTrue(message.contains("of no bytes"), message);
    message = refusal(with(p -> p.storage("DoubleStorage", "0", 2)));
    assertTrue(message.contains("both 8 and 16 bytes"), message);
  }

  @Test
  void refusesStateDictsWithKeysThatAreNoTexts() throws IOException {
    byte[] pickle = PickleBytes.start().ops("}K\1").tensor("0", 2, 0, TWO, ONE).op('s').stop();
    assertTrue(refusal(pickle).contains("a key that is no text"));
    pickle =
        PickleBytes.start()
            .op('}')
            .text("w")
            .tensor("0", 2, 0, TWO, ONE)
            .op('s')
            .text("w")
            .tensor("0", 2, 0, TWO, ONE)
            .op('s')
            .stop();
    assertTrue(refusal(pickle).contains("two tensors 'w'"));
  }

  @Test
  void refusesFilesWithoutAStateDict() throws IOException {
    assertTrue(refusal(PickleBytes.start().op('N').stop()).contains("no mapping"));
    assertTrue(refusal(PickleBytes.start().op('}').stop()).contains("an empty mapping"));
    String message = refusal(PickleBytes.start().op('}').text("a\nb").ops("Ns").stop());
    assertTrue(message.contains("only the keys a?b"), message);
    message = refusal(PickleBytes.start().global("timm.models", "Swin").ops(")\u0081").stop());
    assertTrue(message.contains("an object of the class 'timm.models.Swin'"), message);
  }
}
