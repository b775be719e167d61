package io.greenmim.tensors.torch;

import io.greenmim.tensors.TensorType;

/** Element types of PyTorch, with those that have no counterpart here. */
enum TorchType {
  FLOAT64("Double", 8, TensorType.F64),
  FLOAT32("Float", 4, TensorType.F32),
  FLOAT16("Half", 2, TensorType.F16),
  BFLOAT16("BFloat16", 2, TensorType.BF16),
  INT64("Long", 8, TensorType.I64),
  INT32("Int", 4, TensorType.I32),
  INT16("Short", 2, TensorType.I16),
  INT8("Char", 1, TensorType.I8),
  UINT8("Byte", 1, TensorType.U8),
  BOOL("Bool", 1, TensorType.BOOL),
  UINT16("", 2, TensorType.U16),
  UINT32("", 4, TensorType.U32),
  UINT64("", 8, TensorType.U64),
  FLOAT8_E4M3FN("", 1, TensorType.F8_E4M3),
  FLOAT8_E4M3FNUZ("", 1, TensorType.F8_E4M3FNUZ),
  FLOAT8_E5M2("", 1, TensorType.F8_E5M2),
  FLOAT8_E5M2FNUZ("", 1, TensorType.F8_E5M2FNUZ),
  FLOAT8_E8M0FNU("", 1, TensorType.F8_E8M0),
  COMPLEX32("ComplexHalf", 4, null),
  COMPLEX64("ComplexFloat", 8, TensorType.C64),
  COMPLEX128("ComplexDouble", 16, null),
  QINT8("QInt8", 1, null),
  QUINT8("QUInt8", 1, null),
  QINT32("QInt32", 4, null),
  QUINT4X2("QUInt4x2", 1, null),
  QUINT2X4("QUInt2x4", 1, null);

  private final String storage;
  private final int bytes;
  private final TensorType tensorType;

  TorchType(String storage, int bytes, TensorType tensorType) {
    this.storage = storage;
    this.bytes = bytes;
    this.tensorType = tensorType;
  }

  /** Size of an element in bytes. */
  int bytes() {
    return bytes;
  }

  /** The counterpart here, or null. */
  TensorType tensorType() {
    return tensorType;
  }

  /** PyTorch's name, such as {@code float32}. */
  String dtype() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }

  /** Finds a type by the class of its storage, such as {@code torch.FloatStorage}; or null. */
  static TorchType ofStorage(String className) {
    String simple = className.substring(className.lastIndexOf('.') + 1);
    if (className.equals("torch." + simple) || className.equals("torch.storage." + simple)) {
      if (simple.equals("UntypedStorage") || simple.equals("_UntypedStorage")) {
        return UINT8;
      }
      for (TorchType type : values()) {
        if (!type.storage.isEmpty() && simple.equals(type.storage + "Storage")) {
          return type;
        }
      }
    }
    return null;
  }

  /** Finds a type by its name, such as {@code torch.float32}; or null. */
  static TorchType ofDtype(String name) {
    for (TorchType type : values()) {
      if (name.equals("torch." + type.dtype())) {
        return type;
      }
    }
    return null;
  }
}
