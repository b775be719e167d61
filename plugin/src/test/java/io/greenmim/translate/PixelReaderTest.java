package io.greenmim.translate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.modality.Input;
import ai.djl.ndarray.NDManager;
import io.greenmim.image.Orientation;
import io.greenmim.image.PixelImage;
import io.greenmim.testing.ScriptedServer;
import io.greenmim.testing.TinyImages;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PixelReaderTest {

  private static final InputSettings SETTINGS = InputSettings.of(Map.of());

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 6, 8})
  void photographsAreTurnedUpright(int number, @TempDir Path folder) throws IOException {
    byte[] plain = jpeg(TinyImages.noisy(40, 24, 1));
    Path file = Files.write(folder.resolve("photo.jpg"), withOrientation(plain, number));
    try (NDManager manager = NDManager.newBaseManager();
        InputStream stream = Files.newInputStream(file)) {
      PixelImage stored =
          PixelReader.of(InputStream.class, SETTINGS, 3)
              .read(manager, new ByteArrayInputStream(plain));
      PixelImage expected = stored.upright(Orientation.of(number));
      assertEquals(number < 5 ? 40 : 24, expected.width());
      for (PixelImage read :
          new PixelImage[] {
            PixelReader.of(Path.class, SETTINGS, 3).read(manager, file),
            PixelReader.of(URL.class, SETTINGS, 3).read(manager, file.toUri().toURL()),
            PixelReader.of(String.class, SETTINGS, 3).read(manager, file.toString()),
            PixelReader.of(InputStream.class, SETTINGS, 3).read(manager, stream)
          }) {
        assertEquals(expected.width(), read.width());
        assertArrayEquals(expected.bytes(), read.bytes());
      }
    }
  }

  @TempDir private Path folder;

  private Path picture(String name) throws IOException {
    return TinyImages.write(folder.resolve(name), TinyImages.noisy(9, 4, 1));
  }

  private static <I> PixelImage read(Class<I> type, I input, Map<String, ?> arguments)
      throws IOException {
    try (NDManager manager = NDManager.newBaseManager()) {
      return PixelReader.of(type, InputSettings.of(arguments), 3).read(manager, input);
    }
  }

  private static <I> void assertRefused(String expected, Class<I> type, I input) {
    IOException refused =
        assertThrows(IOException.class, () -> read(type, input, Map.of()), input::toString);
    assertTrue(refused.getMessage().contains(expected), refused::toString);
    assertEquals(1, refused.getMessage().lines().count());
  }

  @Test
  void aTextThatIsNoAddressIsAPath() throws IOException {
    Path file = picture("a photo: 100%.png");
    assertEquals(9, read(String.class, file.toString(), Map.of()).width());
    assertEquals(9, read(String.class, file.toUri().toString(), Map.of()).width());
    for (String text : List.of("no such photo.jpg", "C:\\photos\\a.jpg", "D:/b.jpg", "x:y")) {
      assertRefused(
          "expected an address, or the path of a file that exists, got " + text,
          String.class,
          text);
    }
    assertRefused("expected an address of http, https or file", String.class, "s3://bucket/a.png");
  }

  private static Input json(String address) {
    Input input = new Input();
    input.addProperty("Content-Type", "application/json; charset=utf-8");
    input.add("{\"image_url\": \"%s\"}".formatted(address.replace("\\", "\\\\")));
    return input;
  }

  @Test
  void aTextFromTheNetworkIsNeverAPath() throws IOException {
    Path file = picture("secret.png");
    String uri = file.toUri().toString();
    for (String text :
        List.of(file.toString(), uri, uri.replace("file:", "FILE:"), "jar:" + uri + "!/a.png")) {
      assertRefused("expected an address of http or https", Input.class, json(text));
    }
    assertRefused("expected an image, got an input without data", Input.class, new Input());
    Input other = new Input();
    other.addProperty("Content-Type", "application/json");
    other.add("{\"image\": 1}");
    assertRefused("expected a JSON object with a text image_url", Input.class, other);
  }

  @Test
  void whatIsRefusedIsQuotedInOneShortLine() throws IOException {
    Input lines = new Input();
    lines.addProperty("Content-Type", "application/json");
    lines.add("{\"a\\nb\": 1}");
    assertRefused("expected a JSON object with a text image_url", Input.class, lines);
    String address = "http://127.0.0.1/" + "a".repeat(1 << 20);
    assertRefused("expected an address of at most 8192 characters", Input.class, json(address));
    assertRefused("aaa...", String.class, address);
  }

  /** Java would open what is in them by itself, wherever it lies. */
  @Test
  void addressesInAddressesAreNotFetched() throws IOException {
    byte[] png = Files.readAllBytes(picture("inner.png"));
    Path archive = folder.resolve("a.jar");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(archive))) {
      zip.putNextEntry(new ZipEntry("inner.png"));
      zip.write(png);
    }
    assertEquals(9, read(String.class, "jar:" + archive.toUri() + "!/inner.png", Map.of()).width());
    try (ScriptedServer server = new ScriptedServer()) {
      server.serve(Files.readAllBytes(archive), "tag");
      String nested = "jar:" + server.uri("/a.jar") + "!/inner.png";
      String here = "127.0.0.1:" + server.uri("/").getPort();
      for (String text :
          List.of(
              nested,
              nested.replace("http", "HTTP"),
              "file://" + here + "/a.png",
              "jar:file://" + here + "/a.jar!/inner.png")) {
        assertRefused("of a file of this machine", String.class, text);
        assertRefused("of a file of this machine", URL.class, URI.create(text).toURL());
      }
      URL ftp = URI.create("ftp://" + here + "/a.png").toURL();
      assertRefused("of a file of this machine", URL.class, ftp);
      assertEquals(List.of(), server.requests());
    }
  }

  @Test
  void addressesOfThisMachineAreRefusedUnlessAllowed() throws IOException {
    byte[] png = Files.readAllBytes(picture("served.png"));
    try (ScriptedServer server = new ScriptedServer()) {
      server.serve(png, "tag");
      URI address = server.uri("/served.png");
      assertRefused("is not on the public internet", Input.class, json(address.toString()));
      assertRefused("is not on the public internet", String.class, address.toString());
      assertRefused("is not on the public internet", URL.class, address.toURL());
      assertEquals(List.of(), server.requests());

      Map<String, ?> open = Map.of("privateAddresses", "true");
      assertEquals(9, read(Input.class, json(address.toString()), open).width());
      assertEquals(9, read(String.class, address.toString(), open).width());
      assertEquals(9, read(URL.class, address.toURL(), open).width());
      Map<String, ?> tight = Map.of("privateAddresses", true, "maxImageBytes", 20);
      IOException refused =
          assertThrows(IOException.class, () -> read(String.class, address.toString(), tight));
      assertTrue(
          refused.getMessage().contains("the limit of setting 'maxImageBytes' is 20"),
          refused::toString);
    }
  }

  @Test
  void anImageMayComeInBase64() throws IOException {
    String text =
        "data:image/png;base64,"
            + Base64.getEncoder().encodeToString(Files.readAllBytes(picture("a.png")));
    assertEquals(9, read(Input.class, json(text), Map.of()).width());
    assertEquals(9, read(String.class, text, Map.of()).width());
    assertRefused("in Base64", Input.class, json("data:image/png;base64,%%%%"));
  }

  @Test
  void limitsAreArguments() throws IOException {
    Path file = picture("b.png");
    for (String name : List.of("maxImageBytes", "maxImageSide", "maxImagePixels")) {
      Map<String, ?> arguments = Map.of(name, "5");
      IOException refused =
          assertThrows(IOException.class, () -> read(Path.class, file, arguments));
      assertTrue(refused.getMessage().startsWith(file + ": too large: "), refused::toString);
      assertTrue(
          refused.getMessage().contains("the limit of setting '" + name + "' is 5"),
          refused::toString);
    }
    assertEquals(9, read(Path.class, file, Map.of("maxImagePixels", 36.0)).width());
    IllegalArgumentException wrong =
        assertThrows(
            IllegalArgumentException.class,
            () -> read(Path.class, file, Map.of("maxImagePixels", "many")));
    assertEquals("maxImagePixels: expected a whole number, got many", wrong.getMessage());
  }

  static byte[] jpeg(PixelImage image) throws IOException {
    BufferedImage picture =
        new BufferedImage(image.width(), image.height(), BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < image.width() * image.height(); i++) {
      int x = i % image.width();
      int y = i / image.width();
      picture.setRGB(
          x, y, image.sample(x, y, 0) << 16 | image.sample(x, y, 1) << 8 | image.sample(x, y, 2));
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageIO.write(picture, "jpeg", out);
    return out.toByteArray();
  }

  /** Puts an APP1 segment with one EXIF entry, the orientation, after the file's first marker. */
  static byte[] withOrientation(byte[] jpeg, int number) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(jpeg, 0, 2);
    out.write(
        HexFormat.of()
            .parseHex(
                "ffe10022"
                    + "457869660000"
                    + "4d4d002a00000008"
                    + "0001"
                    + "0112000300000001"
                    + "000"
                    + number
                    + "0000"
                    + "00000000"));
    out.write(jpeg, 2, jpeg.length - 2);
    return out.toByteArray();
  }
}
