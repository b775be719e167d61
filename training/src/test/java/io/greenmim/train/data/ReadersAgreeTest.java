package io.greenmim.train.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.modality.Input;
import ai.djl.ndarray.NDManager;
import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.greenmim.image.PixelImage;
import io.greenmim.image.read.ImageInfo;
import io.greenmim.image.read.ImageLimits;
import io.greenmim.image.read.MalformedImageException;
import io.greenmim.image.read.PortableReader;
import io.greenmim.train.testing.DrawnBmp;
import io.greenmim.train.testing.DrawnFile;
import io.greenmim.train.testing.DrawnJpeg;
import io.greenmim.train.testing.DrawnPng;
import io.greenmim.train.testing.DrawnTiff;
import io.greenmim.train.testing.DrawnWebp;
import io.greenmim.translate.InputSettings;
import io.greenmim.translate.PixelReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.opencv.imgcodecs.Imgcodecs;

/** Whoever reads a file, by whatever decoder, sees the same pixels; or all refuse it. */
class ReadersAgreeTest {

  /** How far two readers may be apart, of 255. */
  private static final int APART = 2;

  private static final int IDAT = 0x49444154;
  private static final PortableReader PORTABLE = new PortableReader(ImageLimits.USUAL);
  private static final OpenCvReader OPEN_CV = new OpenCvReader(ImageLimits.USUAL);
  private static final InputSettings SETTINGS = InputSettings.of(Map.of());

  @TempDir Path folder;

  static Stream<DrawnFile> kinds() throws IOException {
    return Stream.of(
            DrawnJpeg.all(), DrawnPng.all(), DrawnBmp.all(), DrawnTiff.all(), DrawnWebp.all())
        .flatMap(List::stream);
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void bothReadersSeeWhatWasDrawn(DrawnFile drawn) throws IOException {
    PixelImage portable = PORTABLE.read(drawn.file());
    PixelImage openCv = OPEN_CV.read(drawn.file());
    assertWithin(Math.max(drawn.tolerance(), APART), drawn.picture(), portable.toRgb());
    assertWithin(APART, portable.toRgb(), openCv.toRgb());
    assertEquals(portable.channels(), openCv.channels());
    assertEquals(portable.bits(), openCv.bits());
    for (int c = 0; c < portable.channels(); c++) {
      int apart = portable.bits() == 8 ? APART : 0;
      assertEquals(portable.sample(3, 5, c), openCv.sample(3, 5, c), apart, "channel " + c);
    }
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void theHeaderTellsTheUprightSizeAndTheCoding(DrawnFile drawn) throws IOException {
    Path file = Files.write(folder.resolve("without-extension"), drawn.file());
    ImageInfo info = ImageInfo.of(file);
    assertEquals(drawn.picture().width(), info.width());
    assertEquals(drawn.picture().height(), info.height());
    PixelImage samples = PORTABLE.read(drawn.file());
    assertEquals(samples.channels(), info.coding().channels());
    assertEquals(samples.bits(), info.coding().bits());
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void everyPathSeesTheSamePixels(DrawnFile drawn) throws IOException {
    assertAllAgree(
        Files.write(folder.resolve("a file.jpg"), drawn.file()),
        drawn.picture(),
        Math.max(drawn.tolerance(), APART));
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void everyPathRefusesHalfOfIt(DrawnFile drawn) throws IOException {
    byte[] half = Arrays.copyOf(drawn.file(), drawn.file().length / 2);
    assertAllRefuse(Files.write(folder.resolve("half.jpg"), half));
  }

  /** Containers that were closed around half of what they held. */
  @Test
  void everyPathRefusesAMendedContainer() throws IOException {
    PixelImage noise = TestImages.gradient(60, 40);
    byte[] webp = TestImages.encode(noise, ".webp", Imgcodecs.IMWRITE_WEBP_QUALITY, 101);
    assertEquals(60, PORTABLE.read(webp).width());
    int start = 20;
    for (int kept : new int[] {(webp.length - start) / 4 * 2, (webp.length - start) / 2 * 2 - 8}) {
      byte[] cut = Arrays.copyOf(webp, start + kept);
      ByteBuffer sizes = ByteBuffer.wrap(cut).order(ByteOrder.LITTLE_ENDIAN);
      sizes.putInt(4, cut.length - 8).putInt(16, kept);
      assertAllRefuse(Files.write(folder.resolve("cut.webp"), cut));
    }
    for (int missing : new int[] {4, 50}) {
      byte[] png = TestImages.encode(noise, ".png");
      assertAllRefuse(Files.write(folder.resolve("cut.png"), withoutTheLast(png, missing)));
    }
  }

  /** Takes bytes off the end of a PNG file's pixels, and makes all lengths and sums right. */
  private static byte[] withoutTheLast(byte[] png, int missing) {
    ByteBuffer from = ByteBuffer.wrap(png);
    int at = 8;
    while (from.getInt(at + 4) != IDAT || from.getInt(at + 12 + from.getInt(at) + 4) == IDAT) {
      at += 12 + from.getInt(at);
    }
    int kept = from.getInt(at) - missing;
    CRC32 sum = new CRC32();
    sum.update(png, at + 4, 4 + kept);
    ByteBuffer cut = ByteBuffer.allocate(png.length - missing);
    cut.put(png, 0, at).putInt(kept).put(png, at + 4, 4 + kept).putInt((int) sum.getValue());
    int next = at + 12 + kept + missing;
    return cut.put(png, next, png.length - next).array();
  }

  /** The real files of the kinds that are drawn here. */
  @Test
  void sharedCasesAreReadAsRecorded() throws IOException {
    String shared = System.getProperty("GREENMIM_SHARED", System.getenv("GREENMIM_SHARED"));
    assumeTrue(shared != null, "GREENMIM_SHARED names no folder with reference files");
    Path cases = Path.of(shared, "cases");
    assumeTrue(Files.exists(cases), "no reference files " + cases);
    JsonObject all =
        new Gson().fromJson(Files.readString(cases.resolve("images.json")), JsonObject.class);
    assertTrue(all.size() > 0);
    for (String name : all.keySet()) {
      JsonObject recorded = all.getAsJsonObject(name);
      Path file = cases.resolve("images").resolve(name);
      if (recorded.has("unreadable")) {
        assertAllRefuse(file);
        continue;
      }
      for (PixelImage read : images(file)) {
        PixelImage image = read.toRgb(); // recorded in 8 bits, whatever the file has
        assertEquals(recorded.get("width").getAsInt(), image.width(), name);
        assertEquals(recorded.get("height").getAsInt(), image.height(), name);
        for (var pixel : recorded.getAsJsonArray("pixels")) {
          JsonArray p = pixel.getAsJsonArray();
          for (int c = 0; c < 3; c++) {
            int sample = image.sample(p.get(0).getAsInt(), p.get(1).getAsInt(), c);
            assertEquals(p.get(2 + c).getAsInt(), sample, APART, name + " " + p);
          }
        }
        for (int c = 0; c < 3; c++) {
          double expected = recorded.getAsJsonArray("meanRgb").get(c).getAsDouble();
          assertEquals(expected, mean(image, c), APART, name);
        }
      }
    }
  }

  private static double mean(PixelImage image, int channel) {
    long sum = 0;
    for (int i = channel; i < image.bytes().length; i += 3) {
      sum += image.bytes()[i] & 0xff;
    }
    return sum / (image.bytes().length / 3.0);
  }

  private static void assertAllAgree(Path file, PixelImage expected, int tolerance)
      throws IOException {
    for (PixelImage image : images(file)) {
      assertWithin(tolerance, expected, image.toRgb());
    }
  }

  /** What the loader and each type of a translator's input make of a file. */
  private static List<PixelImage> images(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    Input input = new Input();
    input.add("data", bytes);
    List<PixelImage> images = new ArrayList<>();
    images.add(new ImageDecoder().decode(file, 3, Integer.MAX_VALUE));
    try (NDManager manager = NDManager.newBaseManager()) {
      images.add(PixelReader.of(Path.class, SETTINGS, 3).read(manager, file));
      images.add(PixelReader.of(URL.class, SETTINGS, 3).read(manager, file.toUri().toURL()));
      images.add(PixelReader.of(String.class, SETTINGS, 3).read(manager, file.toString()));
      images.add(
          PixelReader.of(InputStream.class, SETTINGS, 3)
              .read(manager, new ByteArrayInputStream(bytes)));
      images.add(PixelReader.of(Input.class, SETTINGS, 3).read(manager, input));
    }
    return images;
  }

  private static void assertAllRefuse(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    Input input = new Input();
    input.add("data", bytes);
    assertThrows(MalformedImageException.class, () -> PORTABLE.read(bytes), file::toString);
    assertThrows(MalformedImageException.class, () -> OPEN_CV.read(bytes), file::toString);
    assertThrows(
        UnreadableImageException.class,
        () -> new ImageDecoder().decode(file, 3, Integer.MAX_VALUE),
        file::toString);
    try (NDManager manager = NDManager.newBaseManager()) {
      assertThrows(
          IOException.class, () -> PixelReader.of(Path.class, SETTINGS, 3).read(manager, file));
      assertThrows(
          IOException.class,
          () -> PixelReader.of(URL.class, SETTINGS, 3).read(manager, file.toUri().toURL()));
      assertThrows(
          IOException.class,
          () ->
              PixelReader.of(InputStream.class, SETTINGS, 3)
                  .read(manager, new ByteArrayInputStream(bytes)));
      assertThrows(
          IOException.class, () -> PixelReader.of(Input.class, SETTINGS, 3).read(manager, input));
    }
  }

  private static void assertWithin(int tolerance, PixelImage expected, PixelImage image) {
    int error =
        DrawnFile.difference(expected, image)
            .orElseThrow(() -> new AssertionError("expected " + expected + ", got " + image));
    assertTrue(error <= tolerance, () -> "off by " + error + " of 255");
  }
}
