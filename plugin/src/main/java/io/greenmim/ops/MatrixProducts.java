package io.greenmim.ops;

import ai.djl.Device;
import io.greenmim.host.Processor;
import java.io.IOException;
import java.io.UncheckedIOException;

/** What the matrix products of {@link Kernels} are computed with. */
public enum MatrixProducts {
  /** In float32, by what the engine takes: MKL on x86-64, cuBLAS on a GPU. */
  FLOAT32(false, false),
  /**
   * In float32, large ones by oneDNN: on processors with AVX-512 that are not Intel's, where MKL
   * leaves these instructions alone, and oneDNN is up to twice as fast.
   */
  FLOAT32_ONEDNN(false, true),
  /** In bfloat16, by oneDNN or cuBLAS. */
  BFLOAT16(true, false);

  private final boolean half;
  private final boolean convolves;

  MatrixProducts(boolean half, boolean convolves) {
    this.half = half;
    this.convolves = convolves;
  }

  /** The choice for this machine's processor, made at the first time. */
  private static final class Host {
    private static final MatrixProducts FLOAT32 = ask();

    private static MatrixProducts ask() {
      try {
        return float32(Processor.current());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /**
   * Chooses for float32 on a processor. oneDNN cuts its convolutions by the sizes of the caches;
   * where a virtual machine hides them some, such as those from 256 to 1024 channels, end the
   * process with a division by zero.
   *
   * @param processor the processor
   * @return one of the two with float32
   */
  public static MatrixProducts float32(Processor processor) {
    boolean gains = processor.wideVectors() && !processor.vendor().equals("GenuineIntel");
    return gains && processor.tellsCaches() ? FLOAT32_ONEDNN : FLOAT32;
  }

  /**
   * Chooses for the passes of a precision on a device.
   *
   * @param device the device
   * @param precision the precision of the passes
   * @return what their products are computed with
   */
  static MatrixProducts of(Device device, Precision precision) {
    if (precision == Precision.BF16) {
      return BFLOAT16;
    }
    return device.getDeviceType().equals(Device.Type.CPU) ? Host.FLOAT32 : FLOAT32;
  }

  /** {@return whether operands are rounded to bfloat16} */
  public boolean half() {
    return half;
  }

  /** {@return whether large products are given to oneDNN as convolutions by one row and column} */
  boolean convolves() {
    return convolves;
  }
}
