package io.greenmim.zoo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDManager;
import io.greenmim.download.Sha1;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A zoo whose owner wants to write, read or run something on this machine. */
class HostileZooTest {

  private static final String CACHE = "DJL_CACHE_DIR";
  private static final String ID = "mine";
  private static final String INDEX = "greenmim-index.txt";

  @TempDir private Path folder;
  private Path zoo;
  private Path version;
  private Path metadata;

  @BeforeAll
  static void loadEngine() {
    // The engine keeps its library where it was before: it is loaded first.
    NDManager.newBaseManager().close();
  }

  @BeforeEach
  void publish() throws IOException {
    System.setProperty(CACHE, folder.resolve("djl").toString());
    zoo = folder.resolve("zoo");
    Path run = ZooFixtures.maskedModel(folder.resolve("run"), 1);
    version =
        new ZooPublisher(zoo)
            .publish(run, new PublishRequest(ID, "0.1.0", ModelLicense.UNSTATED, null, false))
            .folder();
    metadata = version.resolveSibling(ZooEntry.METADATA);
  }

  @AfterAll
  static void restore() {
    System.clearProperty(CACHE);
  }

  private static UnaryOperator<String> replace(String old, String by) {
    return text -> {
      String edited = text.replace(old, by);
      assertFalse(edited.equals(text), old);
      return edited;
    };
  }

  /** Another version, in the artifact and in the addresses of its files. */
  private static UnaryOperator<String> version(String version) {
    return replace("0.1.0", version);
  }

  /** Another name of a file, in its entry and in its address. */
  private static UnaryOperator<String> file(String name) {
    return text ->
        replace("0.1.0/MODEL_CARD.md", "0.1.0/" + name)
            .apply(
                replace("\"name\": \"MODEL_CARD.md\"", "\"name\": \"" + name + "\"").apply(text));
  }

  private static UnaryOperator<String> all(String regex, String by) {
    return text -> {
      String edited = text.replaceAll(regex, by);
      assertFalse(edited.equals(text), regex);
      return edited;
    };
  }

  private static UnaryOperator<String> argument(String name, String json) {
    return replace("\"arguments\": {", "\"arguments\": { \"" + name + "\": " + json + ",");
  }

  static Stream<Arguments> attacks() {
    String numbers = "version: expected numbers such as 1.0.2 or 1.1-beta";
    String files = "file: expected config.json, model.safetensors";
    return Stream.of(
        Arguments.of("version climbs", numbers, version("1.0.0/../../escaped")),
        Arguments.of("version climbs far", numbers, version("../../../../../escaped")),
        Arguments.of("version is absolute", numbers, version("/tmp/greenmim-escaped")),
        Arguments.of("version of Windows", numbers, version("1.0.0\\\\..\\\\..\\\\escaped")),
        Arguments.of("version of a drive", numbers, version("C:")),
        Arguments.of(
            "version is empty", numbers, replace("\"version\": \"0.1.0\"", "\"version\": \"\"")),
        Arguments.of("version overflows", numbers, version("99999999999")),
        Arguments.of(
            "name climbs",
            "name: expected letters",
            all("\"name\": \"mine-\\w+\"", "\"name\": \"../../escaped\"")),
        Arguments.of("file climbs", files, file("../escaped.txt")),
        Arguments.of("file climbs out", files, file("..")),
        Arguments.of("file is code", files, file("evil.jar")),
        Arguments.of("file is a class", files, file("classes/Evil.class")),
        Arguments.of("file is an archive", files, file("model.zip")),
        Arguments.of("file is a script", files, file("model.py")),
        Arguments.of("file of Windows", files, file("a\\\\b.txt")),
        Arguments.of("file is hidden", files, file(".bashrc")),
        Arguments.of(
            "file elsewhere",
            "expected each file as VERSION/NAME",
            replace("0.1.0/config.json", "file:///etc/passwd")),
        Arguments.of(
            "file on another host",
            "expected each file as VERSION/NAME",
            replace("0.1.0/config.json", "http://127.0.0.1:1/config.json")),
        Arguments.of(
            "file of another version",
            "expected each file as VERSION/NAME",
            replace("0.1.0/config.json", "0.2.0/config.json")),
        Arguments.of(
            "file is unpacked",
            "the type 'file', got dir",
            replace("\"type\": \"file\"", "\"type\": \"dir\"")),
        Arguments.of(
            "digest is missing",
            "a SHA-1 of 40 hexadecimal digits, got null",
            all("\"sha1Hash\": \"\\w+\",", "")),
        Arguments.of(
            "digest is short",
            "a SHA-1 of 40 hexadecimal digits, got ab",
            all("\"sha1Hash\": \"\\w+\"", "\"sha1Hash\": \"ab\"")),
        Arguments.of("size is negative", "a size from 0 to", all("\"size\": \\d+", "\"size\": -1")),
        Arguments.of(
            "size is enormous",
            "a size from 0 to",
            all("\"size\": \\d+", "\"size\": 9223372036854775807")),
        Arguments.of(
            "class of the block",
            "blockFactory: expected io.greenmim.zoo.GreenMimBlockFactory",
            replace("io.greenmim.zoo.GreenMimBlockFactory", "com.evil.Factory")),
        Arguments.of(
            "block by search",
            "blockFactory: expected io.greenmim.zoo.GreenMimBlockFactory",
            all("\"blockFactory\": \"[\\w.]+\",?", "")),
        Arguments.of(
            "class of the translators",
            "translatorFactory: expected",
            replace(
                "io.greenmim.translate.GreenMimTranslatorFactory",
                "ai.djl.translate.ServingTranslatorFactory")),
        Arguments.of(
            "class of serving",
            "unknown argument 'translator'",
            argument("translator", "\"com.evil.T\"")),
        Arguments.of(
            "the network of the application",
            "privateAddresses: expected nothing, for the application alone gives it, got true",
            argument("privateAddresses", "true")),
        Arguments.of(
            "limits of images",
            "maxImagePixels: expected nothing, for the application alone gives it",
            argument("maxImagePixels", "1e15")),
        Arguments.of(
            "another engine",
            "engine: expected PyTorch, got Python",
            argument("engine", "\"Python\"")),
        Arguments.of(
            "address among the arguments",
            "unknown argument 'synsetUrl'",
            argument("synsetUrl", "\"file:///etc/passwd\"")),
        Arguments.of(
            "option of the engine",
            "unknown option 'extraFiles'",
            replace("\"hasParameter\": \"false\"", "\"extraFiles\": \"a\"")),
        Arguments.of(
            "other weights",
            "option hasParameter: expected false",
            replace("\"hasParameter\": \"false\"", "\"hasParameter\": \"true\"")),
        Arguments.of(
            "nothing", "expected a value under every key, got null", argument("seed", "null")),
        Arguments.of(
            "no artifact",
            "expected a value under every key, got null",
            replace("\"artifacts\": [", "\"artifacts\": [ null,")),
        Arguments.of(
            "commands of a terminal",
            "a text: expected characters that print",
            all("\"description\": \"", "\"description\": \"\\\\u001b[2J")),
        Arguments.of(
            "deep nesting",
            "values nested deeper than 64",
            argument("seed", "[".repeat(100_000) + "]".repeat(100_000))),
        Arguments.of(
            "a megabyte",
            "expected a text of at most 1048576 bytes",
            argument("seed", " ".repeat(1 << 20) + "0")),
        Arguments.of("keys twice", "the key 'seed' twice", argument("seed\": 1, \"seed", "2")),
        Arguments.of("no JSON", "expected metadata in JSON", all("(?s).+", "<!DOCTYPE html>")));
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> !file.startsWith(zoo)).sorted().toList();
    }
  }

  private static String failure(String place) {
    Exception e =
        assertThrows(
            Exception.class,
            () -> ZooFixtures.features().optModelUrls(place).build().loadModel().close());
    Throwable cause = e instanceof UncheckedIOException ? e.getCause() : e;
    assertTrue(cause instanceof IOException, cause::toString);
    assertEquals(1, cause.getMessage().lines().count(), cause.getMessage());
    return cause.getMessage();
  }

  /** What came of the network is checked before anything of it is kept. */
  private String failureFromTheWeb(String... kept) throws IOException {
    try (ZooServer server = new ZooServer(zoo)) {
      List<Path> before = files();
      String message = failure("greenmim://" + ID + "?zoo=" + server.address());
      List<String> left =
          files().stream()
              .filter(file -> !before.contains(file))
              .filter(Files::isRegularFile)
              .map(file -> file.getFileName().toString())
              .toList();
      List<String> allowed = new ArrayList<>(List.of(INDEX));
      allowed.addAll(List.of(kept));
      assertTrue(allowed.containsAll(left), left::toString);
      return message;
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("attacks")
  void metadataAreRefused(String name, String expected, UnaryOperator<String> attack)
      throws IOException {
    Files.writeString(metadata, attack.apply(Files.readString(metadata)));
    String fromWeb = failureFromTheWeb();
    assertTrue(fromWeb.contains(expected), fromWeb);
    List<Path> before = files();
    String fromFolder = failure("greenmim://" + ID + "?zoo=" + zoo);
    assertTrue(fromFolder.contains(expected), fromFolder);
    assertEquals(before, files());
  }

  @Test
  void indexIsRefused() throws IOException {
    Files.writeString(zoo.resolve(INDEX), "model/../../escaped/io/greenmim/mine/metadata.json\n");
    assertTrue(failureFromTheWeb().contains("expected an application of DJL, got ../../escaped"));
    Files.writeString(zoo.resolve(INDEX), "model/cv/io/greenmim/../../escaped/metadata.json\n");
    assertTrue(failureFromTheWeb().contains("unknown model 'mine'"));
  }

  /** Neither a part of a refused file nor the folders around it are left. */
  @Test
  void refusedFilesLeaveNothing() throws IOException {
    Path card = version.resolve("MODEL_CARD.md");
    String text = Files.readString(card);
    Files.writeString(card, text + "more");
    assertTrue(
        failureFromTheWeb(ZooEntry.METADATA).contains("MODEL_CARD.md: expected " + text.length()));
    Files.writeString(card, text.substring(1));
    assertTrue(failureFromTheWeb(ZooEntry.METADATA).contains("got " + (text.length() - 1)));
    Files.writeString(card, "x" + text.substring(1));
    assertTrue(failureFromTheWeb(ZooEntry.METADATA).contains("expected a file with SHA-1"));
    Files.delete(card);
    assertTrue(
        failureFromTheWeb(ZooEntry.METADATA).contains("MODEL_CARD.md: the server answered 404"));
    assertEquals(List.of(), files().stream().filter(file -> file.endsWith("0.1.0")).toList());
  }

  private void serving(String line) throws IOException {
    Path file = version.resolve(ServingProperties.NAME);
    String old = Sha1.of(file, bytes -> {});
    long size = Files.size(file);
    Files.writeString(file, Files.readString(file) + line);
    String edited =
        Files.readString(metadata)
            .replace(old, Sha1.of(file, bytes -> {}))
            .replace("\"size\": " + size, "\"size\": " + Files.size(file));
    Files.writeString(metadata, edited);
  }

  @Test
  void servingPropertiesNameNoClassesEither() throws IOException {
    serving("translator=com.evil.Translator\n");
    assertTrue(failureFromTheWeb(ZooEntry.METADATA).contains("unknown argument 'translator'"));
    assertTrue(
        failure("greenmim://" + ID + "?zoo=" + zoo).contains("unknown argument 'translator'"));
  }

  @Test
  void servingPropertiesOpenNoAddressesEither() throws IOException {
    serving("privateAddresses=true\n");
    String expected = "privateAddresses: expected nothing, for the application alone gives it";
    assertTrue(failureFromTheWeb(ZooEntry.METADATA).contains(expected));
    assertTrue(failure("greenmim://" + ID + "?zoo=" + zoo).contains(expected));
  }

  @Test
  void linksOutOfTheZooAreNotFollowed() throws IOException {
    Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
    Path weights = version.resolve("model.safetensors");
    Path moved = Files.move(weights, elsewhere.resolve("secret"));
    Files.createSymbolicLink(weights, moved);
    String message = failure("greenmim://" + ID + "?zoo=" + zoo);
    assertTrue(message.contains(weights + ": expected a file below " + zoo), message);
    Files.move(moved, weights, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    Path there = Files.move(version, elsewhere.resolve("0.1.0"));
    Files.createSymbolicLink(version, there);
    message = failure("greenmim://" + ID + "?zoo=" + zoo);
    assertTrue(message.contains(version + ": expected a file below " + zoo), message);
  }
}
