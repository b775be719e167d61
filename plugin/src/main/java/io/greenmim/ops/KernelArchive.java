package io.greenmim.ops;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * A TorchScript archive that is assembled from text: functions of several operations each, which
 * the engine runs, and differentiates, in one call.
 *
 * <p>The archive is what {@code torch.jit.load} of any PyTorch takes: a zip of stored entries with
 * the code and the pickled attributes of one object.
 */
public final class KernelArchive {

  private KernelArchive() {}

  /**
   * Assembles the archive.
   *
   * @param code the functions
   * @param products what matrix products are computed with
   * @param eps constant of the layer normalisations
   * @return the bytes of the archive
   */
  public static byte[] of(KernelSource code, MatrixProducts products, double eps) {
    try {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
        add(zip, "data.pkl", attributes(products, eps));
        add(zip, "constants.pkl", "\u0080\u0002).".getBytes(StandardCharsets.ISO_8859_1));
        add(zip, "version", "3\n".getBytes(StandardCharsets.US_ASCII));
        add(zip, "code/__torch__.py", code.code());
      }
      return bytes.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The pickle of an object of the class with its attributes. */
  private static byte[] attributes(MatrixProducts products, double eps) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      // PROTO 2, GLOBAL, EMPTY_TUPLE, NEWOBJ, EMPTY_DICT, MARK
      out.writeBytes("\u0080\u0002c__torch__\nKernels\n)\u0081}(");
      flag(out, "training", false);
      flag(out, "half", products.half());
      flag(out, "convolves", products.convolves());
      name(out, "eps");
      out.writeByte('G'); // BINFLOAT
      out.writeDouble(eps);
      out.writeBytes("ub."); // SETITEMS, BUILD, STOP
    }
    return bytes.toByteArray();
  }

  private static void flag(DataOutputStream out, String name, boolean value) throws IOException {
    name(out, name);
    out.writeByte(value ? 0x88 : 0x89); // NEWTRUE, NEWFALSE
  }

  private static void name(DataOutputStream out, String name) throws IOException {
    out.writeByte('X'); // BINUNICODE
    out.writeInt(Integer.reverseBytes(name.length()));
    out.writeBytes(name);
  }

  private static void add(ZipOutputStream zip, String name, byte[] content) throws IOException {
    CRC32 crc = new CRC32();
    crc.update(content);
    ZipEntry entry = new ZipEntry("kernels/" + name);
    entry.setMethod(ZipEntry.STORED);
    entry.setSize(content.length);
    entry.setCompressedSize(content.length);
    entry.setCrc(crc.getValue());
    entry.setTime(0);
    zip.putNextEntry(entry);
    zip.write(content);
    zip.closeEntry();
  }
}
