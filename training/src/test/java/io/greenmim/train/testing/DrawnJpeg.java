package io.greenmim.train.testing;

import static io.greenmim.train.testing.DrawnFile.bytes;
import static io.greenmim.train.testing.DrawnFile.exif;
import static io.greenmim.train.testing.DrawnFile.grey;
import static io.greenmim.train.testing.DrawnFile.join;
import static io.greenmim.train.testing.DrawnFile.turned;
import static io.greenmim.train.testing.DrawnFile.xmp;

import io.greenmim.image.RgbImage;
import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** JPEG files of all kinds: encoded by Java, with markers put in here. */
public final class DrawnJpeg {

  /** What coding at quality 0.95 may change in a smooth picture. */
  private static final int LOSS = 12;

  private static final String XMP = "http://ns.adobe.com/xap/1.0/\0";
  private static final int SOF0 = 0xc0;
  private static final int EOI = 0xd9;
  private static final int SOS = 0xda;
  private static final ByteOrder LE = ByteOrder.LITTLE_ENDIAN;
  private static final ByteOrder BE = ByteOrder.BIG_ENDIAN;

  private DrawnJpeg() {}

  /** All kinds. */
  public static List<DrawnFile> all() throws IOException {
    RgbImage scene = DrawnFile.scene();
    byte[] plain = jpeg(scene, false);
    byte[] exif6 = app(1, bytes("Exif\0\0"), exif(BE, 3, 6));
    byte[] exif1 = app(1, bytes("Exif\0\0"), exif(LE, 3, 1));
    byte[] exif8Long = app(1, bytes("Exif\0\0"), exif(LE, 4, 8));
    byte[] xmp8 = app(1, bytes(XMP), xmp(8));
    byte[] text = app(1, bytes(XMP), bytes("<x:xmpmeta/>"));
    byte[] junk =
        join(app(2, bytes("ICC_PROFILE\0\1\1"), bytes("no profile")), app(13, bytes("x")));
    byte[] bare = raw(scene, 3, false);
    return List.of(
        drawn("jpeg", plain, scene),
        drawn("jpeg, progressive", jpeg(scene, true), scene),
        drawn("jpeg, a scan each component", scanEachComponent(scene), scene),
        drawn("jpeg, grey", raw(scene, 1, false), grey(scene)),
        drawn("jpeg, junk in its metadata", after(plain, junk), scene),
        drawn("jpeg, bytes behind the end", join(plain, bytes("more")), scene),
        drawn("jpeg, exif 6", after(plain, exif6), turned(scene, 6)),
        drawn("jpeg, exif 8 as LONG", after(plain, exif8Long), turned(scene, 8)),
        drawn("jpeg, exif 6 behind XMP", after(plain, join(text, exif6)), turned(scene, 6)),
        drawn("jpeg, exif 6, then 1", after(plain, join(exif6, exif1)), turned(scene, 6)),
        drawn("jpeg, exif 1 and XMP 8", after(plain, join(xmp8, exif1)), scene),
        drawn("jpeg, XMP 8 alone", after(plain, xmp8), turned(scene, 8)),
        drawn("jpeg, RGB by Adobe's marker", after(bare, adobe(0)), scene),
        drawn("jpeg, YCC by Adobe's marker", after(raw(scene, 3, true), adobe(1)), scene),
        drawn("jpeg, YCC without a marker", raw(scene, 3, true), scene),
        drawn("jpeg, CMYK", after(raw(scene, 4, false), adobe(0)), scene),
        drawn("jpeg, CMYK without a marker", raw(scene, 4, false), scene),
        drawn("jpeg, YCCK", after(raw(scene, 4, true), adobe(2)), scene));
  }

  private static DrawnFile drawn(String name, byte[] file, RgbImage picture) {
    return new DrawnFile(name, file, picture, LOSS);
  }

  private static byte[] after(byte[] jpeg, byte[] segments) throws IOException {
    return join(Arrays.copyOf(jpeg, 2), segments, Arrays.copyOfRange(jpeg, 2, jpeg.length));
  }

  private static byte[] app(int number, byte[]... parts) throws IOException {
    byte[] data = join(parts);
    int length = data.length + 2;
    byte[] head = {(byte) 0xff, (byte) (0xe0 + number), (byte) (length >> 8), (byte) length};
    return join(head, data);
  }

  private static byte[] adobe(int transform) throws IOException {
    return app(14, bytes("Adobe"), new byte[] {0, 100, 0, 0, 0, 0, (byte) transform});
  }

  /** A file as cameras write it. */
  public static byte[] jpeg(RgbImage image, boolean progressive) throws IOException {
    BufferedImage picture =
        new BufferedImage(image.width(), image.height(), BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < image.width() * image.height(); i++) {
      int x = i % image.width();
      int y = i / image.width();
      int rgb = image.sample(x, y, 0) << 16 | image.sample(x, y, 1) << 8 | image.sample(x, y, 2);
      picture.setRGB(x, y, rgb);
    }
    return write(new IIOImage(picture, null, null), progressive);
  }

  /** A file of components as they are, without any marker that says what they are. */
  private static byte[] raw(RgbImage image, int components, boolean ycc) throws IOException {
    WritableRaster raster =
        Raster.createInterleavedRaster(0, image.width(), image.height(), components, null);
    for (int i = 0; i < image.width() * image.height(); i++) {
      int x = i % image.width();
      int y = i / image.width();
      // Four components are inks, stored inverted, without black: light as it is, then white.
      int[] rgb = {image.sample(x, y, 0), image.sample(x, y, 1), image.sample(x, y, 2), 255};
      raster.setPixel(x, y, ycc ? ycc(rgb, components == 4) : rgb);
    }
    return write(new IIOImage(raster, null, null), false);
  }

  /** A sequential file whose components come one after the other, each in a scan of its own. */
  public static byte[] scanEachComponent(RgbImage image) throws IOException {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    for (int c = 0; c < 3; c++) {
      byte[] grey = raw(component(image, c), 1, false);
      // Tables and frame of a grey file serve all; its frame is widened to three components.
      int frame = marker(grey, SOF0, 2);
      int tables = frame + 13;
      int scan = marker(grey, SOS, tables);
      if (c == 0) {
        file.write(grey, 0, frame);
        file.write(new byte[] {(byte) 0xff, (byte) SOF0, 0, 17});
        file.write(grey, frame + 4, 5);
        file.write(new byte[] {3, 1, 0x11, 0, 2, 0x11, 0, 3, 0x11, 0});
        file.write(grey, tables, scan - tables);
      }
      grey[scan + 5] = (byte) (c + 1);
      file.write(grey, scan, grey.length - 2 - scan);
    }
    file.write(new byte[] {(byte) 0xff, (byte) EOI});
    return file.toByteArray();
  }

  /** One of luma and both chromas, as a grey picture. */
  private static RgbImage component(RgbImage image, int component) {
    byte[] samples = new byte[image.rgb().length];
    for (int i = 0; i < samples.length; i++) {
      int x = i / 3 % image.width();
      int y = i / 3 / image.width();
      int[] rgb = {image.sample(x, y, 0), image.sample(x, y, 1), image.sample(x, y, 2), 255};
      samples[i] = (byte) ycc(rgb, false)[component];
    }
    return new RgbImage(image.width(), image.height(), samples);
  }

  /** Where a marker stands, at or behind a place. */
  private static int marker(byte[] jpeg, int marker, int from) {
    int at = from;
    while ((jpeg[at + 1] & 0xff) != marker) {
      at += 2 + ((jpeg[at + 2] & 0xff) << 8 | (jpeg[at + 3] & 0xff));
    }
    return at;
  }

  private static int[] ycc(int[] rgb, boolean inks) {
    double r = inks ? 255 - rgb[0] : rgb[0];
    double g = inks ? 255 - rgb[1] : rgb[1];
    double b = inks ? 255 - rgb[2] : rgb[2];
    double y = 0.299 * r + 0.587 * g + 0.114 * b;
    return new int[] {
      (int) Math.round(y),
      (int) Math.round(128 + (b - y) / 1.772),
      (int) Math.round(128 + (r - y) / 1.402),
      rgb[3]
    };
  }

  private static byte[] write(IIOImage image, boolean progressive) throws IOException {
    ImageWriter writer = null;
    for (var all = ImageIO.getImageWritersByFormatName("jpeg"); all.hasNext(); ) {
      ImageWriter next = all.next();
      writer = next.getClass().getName().startsWith("com.sun.") ? next : writer;
    }
    ImageWriteParam parameters = writer.getDefaultWriteParam();
    parameters.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
    parameters.setCompressionQuality(0.95f);
    if (progressive) {
      parameters.setProgressiveMode(ImageWriteParam.MODE_DEFAULT);
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (MemoryCacheImageOutputStream stream = new MemoryCacheImageOutputStream(out)) {
      writer.setOutput(stream);
      writer.write(null, image, parameters);
    }
    writer.dispose();
    return out.toByteArray();
  }
}
