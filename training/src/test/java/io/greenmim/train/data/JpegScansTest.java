package io.greenmim.train.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.greenmim.image.PixelImage;
import io.greenmim.image.read.ImageInfo;
import io.greenmim.image.read.ImageLimits;
import io.greenmim.image.read.MalformedImageException;
import io.greenmim.image.read.PortableReader;
import io.greenmim.train.testing.DrawnFile;
import io.greenmim.train.testing.DrawnJpeg;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A JPEG file of several scans that was cut and given an end marker is refused as any half. */
class JpegScansTest {

  private static final int EOI = 0xd9;
  private static final int SOS = 0xda;
  private static final byte[] END = {(byte) 0xff, (byte) EOI};

  private static final PortableReader PORTABLE = new PortableReader(ImageLimits.USUAL);
  private static final OpenCvReader OPEN_CV = new OpenCvReader(ImageLimits.USUAL);

  private static byte[] file(String kind) throws IOException {
    byte[] noise = new byte[3 * 96 * 80];
    new SplittableRandom(2).nextBytes(noise);
    PixelImage picture = PixelImage.rgb(96, 80, noise);
    return kind.equals("progressive")
        ? DrawnJpeg.jpeg(picture, true)
        : DrawnJpeg.scanEachComponent(DrawnFile.scene());
  }

  @ParameterizedTest
  @ValueSource(strings = {"progressive", "a scan each component"})
  void cutBetweenScans(String kind) throws IOException {
    byte[] file = file(kind);
    List<int[]> scans = scans(file);
    assertTrue(scans.size() >= 3, "scans: " + scans.size());
    for (int[] scan : scans.subList(1, scans.size())) {
      assertRefused(joined(file, scan[0], END), "truncated: the JPEG file ends before the last");
    }
    for (int[] left : scans) {
      byte[] without = joined(file, left[0], Arrays.copyOfRange(file, left[1], file.length));
      assertRefused(without, "truncated: the JPEG file ends before the last scan of its component");
    }
    assertWhole(file);
  }

  @ParameterizedTest
  @ValueSource(strings = {"progressive", "a scan each component"})
  void cutInTheLastScan(String kind) throws IOException {
    byte[] file = file(kind);
    List<int[]> scans = scans(file);
    int[] last = scans.get(scans.size() - 1);
    int middle = (last[0] + last[1]) / 2;
    while (file[middle - 1] == (byte) 0xff) {
      middle++;
    }
    assertRefused(joined(file, middle, END), "truncated: the JPEG scan ends before its last block");
  }

  private static byte[] joined(byte[] file, int length, byte[] rest) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(file, 0, length);
    out.writeBytes(rest);
    return out.toByteArray();
  }

  /** Where each scan begins, with its marker, and where the next marker stands. */
  private static List<int[]> scans(byte[] file) {
    List<int[]> scans = new ArrayList<>();
    int at = 2;
    while (true) {
      int marker = file[at + 1] & 0xff;
      if (marker == EOI) {
        return scans;
      }
      int end = at + 2 + ((file[at + 2] & 0xff) << 8 | (file[at + 3] & 0xff));
      if (marker == SOS) {
        while (file[end] != (byte) 0xff || file[end + 1] == 0) {
          end++;
        }
        scans.add(new int[] {at, end});
      }
      at = end;
    }
  }

  private static void assertRefused(byte[] file, String expected) {
    for (var refused :
        List.of(
            assertThrows(MalformedImageException.class, () -> PORTABLE.read(file)),
            assertThrows(MalformedImageException.class, () -> OPEN_CV.read(file)),
            assertThrows(MalformedImageException.class, () -> OPEN_CV.read(file, 3, 10)))) {
      assertTrue(refused.getMessage().startsWith(expected), refused::toString);
    }
  }

  private static void assertWhole(byte[] file) throws IOException {
    ImageInfo info = ImageInfo.of(file);
    assertTrue(info.coding().progressive());
    assertEquals(info.width(), PORTABLE.read(file).width());
    assertEquals(info.width(), OPEN_CV.read(file).width());
  }
}
