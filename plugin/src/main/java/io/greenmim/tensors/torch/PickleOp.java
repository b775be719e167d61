package io.greenmim.tensors.torch;

/**
 * The opcodes of pickle protocols 2 to 4 that are read, and what each does to the stack: so a
 * pickle can be checked without making a single object.
 */
enum PickleOp {
  PROTO(0x80, Argument.BYTES_1, 0, 0, 0),
  FRAME(0x95, Argument.BYTES_8, 0, 0, 0),
  STOP('.', Argument.NONE, 1, 0, 0),
  MARK('(', Argument.NONE, 0, 0, 0),
  POP('0', Argument.NONE, 1, 0, 0),
  POP_MARK('1', Argument.NONE, PickleOp.TO_MARK, 0, 0),
  DUP('2', Argument.NONE, 1, 2, 0),

  NONE('N', Argument.NONE, 0, 1, 0),
  NEWTRUE(0x88, Argument.NONE, 0, 1, 0),
  NEWFALSE(0x89, Argument.NONE, 0, 1, 0),
  BININT('J', Argument.BYTES_4, 0, 1, 16),
  BININT1('K', Argument.BYTES_1, 0, 1, 16),
  BININT2('M', Argument.BYTES_2, 0, 1, 16),
  LONG1(0x8a, Argument.COUNTED_1, 0, 1, 64),
  LONG4(0x8b, Argument.COUNTED_4, 0, 1, 64),
  BINFLOAT('G', Argument.BYTES_8, 0, 1, 16),

  BINSTRING('T', Argument.COUNTED_4, 0, 1, 48),
  SHORT_BINSTRING('U', Argument.COUNTED_1, 0, 1, 48),
  BINUNICODE('X', Argument.COUNTED_4, 0, 1, 48),
  SHORT_BINUNICODE(0x8c, Argument.COUNTED_1, 0, 1, 48),
  BINUNICODE8(0x8d, Argument.COUNTED_8, 0, 1, 48),
  BINBYTES('B', Argument.COUNTED_4, 0, 1, 16),
  SHORT_BINBYTES('C', Argument.COUNTED_1, 0, 1, 16),
  BINBYTES8(0x8e, Argument.COUNTED_8, 0, 1, 16),
  BYTEARRAY8(0x96, Argument.COUNTED_8, 0, 1, 16),

  EMPTY_TUPLE(')', Argument.NONE, 0, 1, 16),
  TUPLE1(0x85, Argument.NONE, 1, 1, 24),
  TUPLE2(0x86, Argument.NONE, 2, 1, 24),
  TUPLE3(0x87, Argument.NONE, 3, 1, 32),
  TUPLE('t', Argument.NONE, PickleOp.TO_MARK, 1, 24),
  EMPTY_LIST(']', Argument.NONE, 0, 1, 24),
  LIST('l', Argument.NONE, PickleOp.TO_MARK, 1, 24),
  APPEND('a', Argument.NONE, 2, 1, 24),
  APPENDS('e', Argument.NONE, PickleOp.TO_MARK_AND_ONE, 1, 0),
  EMPTY_DICT('}', Argument.NONE, 0, 1, 24),
  DICT('d', Argument.NONE, PickleOp.TO_MARK, 1, 128),
  SETITEM('s', Argument.NONE, 3, 1, 128),
  SETITEMS('u', Argument.NONE, PickleOp.TO_MARK_AND_ONE, 1, 128),
  EMPTY_SET(0x8f, Argument.NONE, 0, 1, 24),
  FROZENSET(0x91, Argument.NONE, PickleOp.TO_MARK, 1, 24),
  ADDITEMS(0x90, Argument.NONE, PickleOp.TO_MARK_AND_ONE, 1, 0),

  GLOBAL('c', Argument.TWO_LINES, 0, 1, 128),
  STACK_GLOBAL(0x93, Argument.NONE, 2, 1, 1200),
  REDUCE('R', Argument.NONE, 2, 1, 512),
  NEWOBJ(0x81, Argument.NONE, 2, 1, 512),
  NEWOBJ_EX(0x92, Argument.NONE, 3, 1, 512),
  OBJ('o', Argument.NONE, PickleOp.TO_MARK, 1, 512),
  INST('i', Argument.TWO_LINES, PickleOp.TO_MARK, 1, 512),
  BUILD('b', Argument.NONE, 2, 1, 0),
  BINPERSID('Q', Argument.NONE, 1, 1, 96),

  BINPUT('q', Argument.MEMO_1, 1, 1, 64),
  LONG_BINPUT('r', Argument.MEMO_4, 1, 1, 64),
  MEMOIZE(0x94, Argument.NONE, 1, 1, 64),
  BINGET('h', Argument.MEMO_1, 0, 1, 0),
  LONG_BINGET('j', Argument.MEMO_4, 0, 1, 0);

  /** Takes everything above the last mark. */
  static final int TO_MARK = -1;

  /** Takes everything above the last mark and one value below it. */
  static final int TO_MARK_AND_ONE = -2;

  /** What follows an opcode. */
  enum Argument {
    NONE(0),
    BYTES_1(1),
    BYTES_2(2),
    BYTES_4(4),
    BYTES_8(8),
    COUNTED_1(1),
    COUNTED_4(4),
    COUNTED_8(8),
    TWO_LINES(0),
    MEMO_1(1),
    MEMO_4(4);

    private final int bytes;

    Argument(int bytes) {
      this.bytes = bytes;
    }

    /** Bytes of the argument itself, or of the count before it. */
    int bytes() {
      return bytes;
    }
  }

  private static final PickleOp[] BY_CODE = new PickleOp[1 << Byte.SIZE];

  static {
    for (PickleOp op : values()) {
      BY_CODE[op.code] = op;
    }
  }

  private final int code;
  private final Argument argument;
  private final int pops;
  private final int pushes;
  private final int cost;

  PickleOp(int code, Argument argument, int pops, int pushes, int cost) {
    this.code = code;
    this.argument = argument;
    this.pops = pops;
    this.pushes = pushes;
    this.cost = cost;
  }

  /** Finds an opcode by its byte, 0 to 255; null if it is not read. */
  static PickleOp of(int code) {
    return BY_CODE[code];
  }

  Argument argument() {
    return argument;
  }

  /** Number of values taken from the stack, {@link #TO_MARK} or {@link #TO_MARK_AND_ONE}. */
  int pops() {
    return pops;
  }

  /** Number of values put on the stack. */
  int pushes() {
    return pushes;
  }

  /** What the object that it makes takes in memory, in bytes, roughly. */
  int cost() {
    return cost;
  }
}
