package io.greenmim.image.read;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.greenmim.image.PixelImage;
import io.greenmim.image.SamePixels;
import io.greenmim.testing.BandFile;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.function.UnaryOperator;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files of bands, laid out by hand or compressed by Java. */
class TiffBandsTest {

  private static final PortableReader READER = new PortableReader(ImageLimits.USUAL);

  @ParameterizedTest
  @CsvSource({
    "3, 8", "4, 8", "5, 8", "8, 8", "16, 8", "3, 16", "4, 16", "5, 16", "8, 16", "16, 16"
  })
  void everyLayoutGivesTheSameSamples(int channels, int bits) throws IOException {
    PixelImage image = BandFile.noise(37, 21, channels, bits, channels);
    for (ByteOrder order : new ByteOrder[] {ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN}) {
      for (int kind = 0; kind < 24; kind++) {
        BandFile file = BandFile.of(image).order(order);
        if (kind % 2 == 1) {
          file.planes();
        }
        if (kind / 2 % 2 == 1) {
          file.deflated();
        }
        if (kind / 4 % 2 == 1) {
          file.differences();
        }
        if (kind / 8 == 1) {
          file.strips(8);
        } else if (kind / 8 == 2) {
          file.tiles(16);
        }
        PixelImage read = READER.read(file.bytes());
        assertTrue(SamePixels.of(image, read), "kind " + kind + " " + order + ": " + read);
      }
    }
  }

  /** Java's own compression, of which the colours are called bands here. */
  @ParameterizedTest
  @ValueSource(strings = {"LZW", "Deflate", "ZLib", "PackBits"})
  void compressionOfOthersIsUnpacked(String compression) throws IOException {
    int side = 180;
    BufferedImage picture = new BufferedImage(side, side, BufferedImage.TYPE_3BYTE_BGR);
    PixelImage noise = BandFile.noise(side, side, 3, 8, 7);
    for (int i = 0; i < side * side; i++) {
      int x = i % side;
      int y = i / side;
      // Noise above, runs and a slope below.
      int red = y < 90 ? noise.sample(x, y, 0) : x;
      int green = y < 90 ? noise.sample(x, y, 1) : y;
      picture.setRGB(x, y, red << 16 | green << 8 | 7);
    }
    byte[] file = written(picture, compression);
    PixelImage colours = READER.read(file);
    asBands(file);
    assertTrue(ImageInfo.of(file).coding().bands());
    assertTrue(SamePixels.of(colours, READER.read(file)), compression);
  }

  private static byte[] written(BufferedImage picture, String compression) throws IOException {
    ImageWriter writer = ImageIO.getImageWritersByFormatName("tiff").next();
    ImageWriteParam parameters = writer.getDefaultWriteParam();
    parameters.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
    parameters.setCompressionType(compression);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (MemoryCacheImageOutputStream stream = new MemoryCacheImageOutputStream(out)) {
      writer.setOutput(stream);
      writer.write(null, new IIOImage(picture, null, null), parameters);
    }
    writer.dispose();
    return out.toByteArray();
  }

  /** Calls red, green and blue three bands. */
  private static void asBands(byte[] file) {
    ByteBuffer bytes =
        ByteBuffer.wrap(file)
            .order(file[0] == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
    int at = bytes.getInt(4);
    int entries = bytes.getShort(at);
    for (int i = 0; i < entries; i++) {
      int entry = at + 2 + 12 * i;
      if (bytes.getShort(entry) == 262) {
        bytes.putShort(entry + 8, (short) 1);
      }
    }
  }

  @Test
  void theHeaderTellsTheBands() throws IOException {
    byte[] file = BandFile.of(BandFile.noise(5, 4, 8, 16, 0)).bytes();
    assertEquals(new ImageCoding(8, true, 8, 16, true), ImageInfo.of(file).coding());
  }

  @Test
  void aModelSeesItsOwnNumberOfChannelsAlone() throws IOException {
    byte[] eight = BandFile.of(BandFile.noise(5, 4, 8, 16, 0)).bytes();
    assertEquals(8, READER.read(eight, 8).channels());
    assertRefused(eight, 3, "expected an image of 3 channels, found 8");
    assertRefused(eight, 1, "expected an image of 1 channel, found 8");
    // Four bands are no colour with alpha, three are what three channels want.
    byte[] four = BandFile.of(BandFile.noise(5, 4, 4, 8, 0)).bytes();
    assertRefused(four, 3, "expected an image of 3 channels, found 4");
    assertEquals(4, READER.read(four, 4).channels());
    assertEquals(3, READER.read(BandFile.of(BandFile.noise(5, 4, 3, 8, 0)).bytes(), 3).channels());
    byte[] alpha = BandFile.of(BandFile.noise(5, 4, 4, 16, 0)).entry(262, 2).bytes();
    assertEquals(16, READER.read(alpha, 3).bits());
    assertEquals(3, READER.read(alpha, 3).channels());
    byte[] grey = BandFile.of(BandFile.noise(5, 4, 1, 16, 0)).bytes();
    PixelImage repeated = READER.read(grey, 3);
    assertEquals(repeated.sample(3, 2, 0), repeated.sample(3, 2, 2));
    assertEquals(READER.read(grey, 1).sample(3, 2, 0), repeated.sample(3, 2, 1));
    assertRefused(grey, 2, "expected an image of 2 channels, found 1");
  }

  /** Infrared beside the colours is a channel, in whatever order the file has them. */
  @ParameterizedTest
  @CsvSource({"2, 8, 1", "2, 16, 1", "4, 8, 2", "4, 16, 2"})
  void aPlaneThatIsNoAlphaStays(int channels, int bits, int photometric) throws IOException {
    PixelImage image = BandFile.noise(37, 21, channels, bits, 3);
    BandFile file = BandFile.of(image).entry(262, photometric).entry(338, 0);
    assertTrue(SamePixels.of(image, READER.read(file.bytes())));
    assertTrue(SamePixels.of(image, READER.read(file.planes().bytes())));
    assertTrue(SamePixels.of(image, READER.read(file.deflated().tiles(16).bytes())));
  }

  /** Colours that are stored multiplied by alpha are divided by it again. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void coloursOfAssociatedAlphaAreThoseBehindIt(boolean planes) throws IOException {
    PixelImage stored = PixelImage.of(1, 1, 4, new byte[] {100, 50, 0, (byte) 128});
    BandFile file = BandFile.of(stored).entry(262, 2).entry(338, 1);
    PixelImage read = READER.read((planes ? file.planes() : file).bytes());
    assertEquals(100 * 255 / 128, read.sample(0, 0, 0));
    assertEquals(50 * 255 / 128, read.sample(0, 0, 1));
    assertEquals(0, read.sample(0, 0, 2));
    assertEquals(128, read.sample(0, 0, 3));
  }

  private static void assertRefused(byte[] file, int channels, String message) {
    ChannelCountException refused =
        assertThrows(ChannelCountException.class, () -> READER.read(file, channels));
    assertEquals(message, refused.getMessage());
  }

  @Test
  void whatIsNotReadIsNamed() {
    assertRefused(file -> file.entry(277, 17), "17 samples a pixel");
    assertRefused(file -> file.entry(259, 7), "compression 7; expected none, LZW, Deflate");
    assertRefused(file -> file.entry(258, 8, 8, 16, 8, 8), "different bits");
    assertRefused(file -> file.entry(317, 3), "predictor 3");
    assertRefused(file -> file.entry(266, 2), "no whole bytes in order");
    assertRefused(file -> file.entry(339, 3), "format 3");
    assertRefused(file -> file.entry(339, 1, 1, 1, 1, 2), "format 2");
    assertRefused(file -> file.entry(258, 4, 4, 4, 4, 4), "different bits");
    byte[] empty =
        BandFile.of(PixelImage.of(40, 40, 5, new byte[8000])).deflated().entry(259, 1).bytes();
    MalformedImageException truncated =
        assertThrows(MalformedImageException.class, () -> READER.read(empty));
    assertTrue(truncated.getMessage().startsWith("truncated: a part of 8000"));
    assertRefused(file -> file.entry(259, 5), "damaged");
    assertRefused(file -> file.entry(322, 4096).entry(323, 40000).entry(324, 8), "parts of");
  }

  private static void assertRefused(UnaryOperator<BandFile> change, String part) {
    byte[] file = change.apply(BandFile.of(BandFile.noise(30, 20, 5, 8, 3))).bytes();
    MalformedImageException refused =
        assertThrows(MalformedImageException.class, () -> READER.read(file), part);
    assertTrue(refused.getMessage().contains(part), refused::toString);
    assertTrue(refused.getMessage().lines().count() == 1, refused::toString);
  }

  @Test
  void halfAFileIsRefused() {
    byte[] file = BandFile.of(BandFile.noise(30, 20, 8, 16, 3)).deflated().strips(4).bytes();
    for (int kept = 0; kept < file.length; kept += 97) {
      byte[] cut = Arrays.copyOf(file, kept);
      assertThrows(MalformedImageException.class, () -> READER.read(cut));
    }
  }

  @Test
  void manyChannelsCountAsManyPixels() {
    byte[] file = BandFile.of(BandFile.noise(30, 20, 8, 8, 3)).bytes();
    PortableReader small = new PortableReader(new ImageLimits(1 << 20, 100, 601));
    MalformedImageException refused =
        assertThrows(MalformedImageException.class, () -> small.read(file));
    assertTrue(refused.getMessage().startsWith("too large: 30 x 20 pixels of 8"));
  }
}
