package io.greenmim.tensors;

/** Types of a tensor's elements; the names are those of the safetensors format. */
public enum TensorType {
  /** 64-bit floating point. */
  F64(8),
  /** 32-bit floating point. */
  F32(4),
  /** 16-bit floating point, IEEE 754. */
  F16(2),
  /** The upper 16 bits of a 32-bit floating point number. */
  BF16(2),
  /** Signed, 64 bits. */
  I64(8),
  /** Signed, 32 bits. */
  I32(4),
  /** Signed, 16 bits. */
  I16(2),
  /** Signed, 8 bits. */
  I8(1),
  /** Unsigned, 8 bits. */
  U8(1),
  /** 0 or 1 in a byte. */
  BOOL(1),
  /** 8-bit floating point: 4 bits exponent, 3 bits fraction, no infinity. */
  F8_E4M3(1),
  /** 8-bit floating point: 5 bits exponent, 2 bits fraction. */
  F8_E5M2(1),
  /** 8-bit floating point: 4 bits exponent, 3 bits fraction, no negative zero. */
  F8_E4M3FNUZ(1),
  /** 8-bit floating point: 5 bits exponent, 2 bits fraction, no negative zero. */
  F8_E5M2FNUZ(1),
  /** 8-bit powers of two. */
  F8_E8M0(1),
  /** Unsigned, 16 bits. */
  U16(2),
  /** Unsigned, 32 bits. */
  U32(4),
  /** Unsigned, 64 bits. */
  U64(8),
  /** Complex, two 32-bit floating point numbers. */
  C64(8),
  /** None of these: such a tensor is described, but its elements are not read. */
  OTHER(0);

  private final int bytes;

  TensorType(int bytes) {
    this.bytes = bytes;
  }

  /**
   * Returns the size of an element.
   *
   * @return the size in bytes; 0 for {@link #OTHER}
   */
  public int bytes() {
    return bytes;
  }

  /**
   * Tells whether the elements are floating-point numbers that models are made of.
   *
   * @return true for F64, F32, F16 and BF16
   */
  public boolean floating() {
    return this == F64 || this == F32 || this == F16 || this == BF16;
  }
}
