package io.greenmim.tensors.torch;

import io.greenmim.tensors.RegionInput;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Deque;
import java.util.Locale;

/**
 * Checks a pickle from end to end before it is read. A pickle has no jumps, so the height of its
 * stack, the numbers in its memo and about what its objects take in memory follow from its opcodes
 * alone. After a scan, reading can neither run out of bytes or values nor take more memory than was
 * granted.
 */
final class PickleScan {

  /** Longest integer in bytes; PyTorch's own magic number has 10. */
  private static final int LONGEST_INTEGER = 64;

  private static final int LONGEST_NAME = 1024;
  private static final int MOST_MARKS = 1000;
  private static final int HIGHEST_PROTOCOL = 5;

  /** Memory of a slot of the stack or of a list that it ends in, with room to grow. */
  private static final int SLOT = 16;

  /** Further memory of a pair of a dictionary. */
  private static final int PAIR = 32;

  private final RegionInput input;
  private final long start;
  private final Deque<Integer> marks = new ArrayDeque<>();
  private final BitSet memo = new BitSet();
  private final int granted;
  private int height;
  private int memoized;
  private long cost;

  private PickleScan(RegionInput input, int granted) {
    this.input = input;
    this.granted = granted;
    start = input.position();
  }

  /**
   * Checks the pickle at the input's position, and leaves the input behind its end.
   *
   * @param input where the pickle starts
   * @param granted bytes of memory that its objects may take
   * @throws IOException if it is damaged or wants more than that; the message does not name the
   *     file
   */
  static void check(RegionInput input, int granted) throws IOException {
    new PickleScan(input, granted).run();
  }

  private void run() throws IOException {
    PickleOp op;
    do {
      int code = input.next();
      op = PickleOp.of(code);
      if (op == null) {
        throw damaged(
            String.format(
                Locale.ROOT, "has the opcode 0x%02x, which PyTorch does not write", code));
      }
      int memoIndex = argument(op);
      stack(op);
      memo(op, memoIndex);
      cost += op.cost();
      if (cost > granted) {
        throw damaged("would take more than %s bytes of memory".formatted(granted));
      }
    } while (op != PickleOp.STOP);
    if (height != 0 || !marks.isEmpty()) {
      throw damaged("ends with values left over");
    }
  }

  /** Passes the argument of an opcode; returns the memo's number if it is one. */
  private int argument(PickleOp op) throws IOException {
    switch (op.argument()) {
      case NONE -> {}
      case BYTES_1 -> {
        int value = input.next();
        if (op == PickleOp.PROTO && value > HIGHEST_PROTOCOL) {
          throw damaged("has protocol %s, at most 5 is known".formatted(value));
        }
      }
      case BYTES_2, BYTES_4, BYTES_8 -> pass(op.argument().bytes());
      case COUNTED_1, COUNTED_4, COUNTED_8 -> counted(op);
      case TWO_LINES -> {
        line();
        line();
      }
      case MEMO_1, MEMO_4 -> {
        long index = input.next(op.argument().bytes());
        // Numbers are handed out one after the other, so none exceeds the bytes read so far.
        if (index > input.position() - start) {
          throw damaged("has the memo number %s".formatted(index));
        }
        return (int) index;
      }
    }
    return -1;
  }

  private void counted(PickleOp op) throws IOException {
    long count = input.next(op.argument().bytes());
    boolean integer = op == PickleOp.LONG1 || op == PickleOp.LONG4;
    if (integer && (count < 0 || count > LONGEST_INTEGER)) {
      throw damaged("has an integer of %s bytes".formatted(count));
    }
    pass(count);
    // A text of Latin letters takes a byte for each of them, any other takes two.
    cost += count > PickledBytes.LONGEST_KEPT ? PickledBytes.COST : 2 * count;
  }

  private void pass(long bytes) throws IOException {
    if (bytes < 0 || bytes > input.left()) {
      throw damaged("wants %s bytes where %s are left".formatted(bytes, input.left()));
    }
    input.skip(bytes);
  }

  private void line() throws IOException {
    for (int i = 0; i < LONGEST_NAME; i++) {
      cost += 4; // kept twice, maybe as wide characters
      if (input.next() == '\n') {
        return;
      }
    }
    throw damaged("has a name of more than %s bytes".formatted(LONGEST_NAME));
  }

  private void stack(PickleOp op) throws IOException {
    int floor = marks.isEmpty() ? 0 : marks.peek();
    if (op.pops() >= 0) {
      if (height - floor < op.pops()) {
        throw damaged("takes a value that is not there");
      }
      height -= op.pops();
    } else {
      if (marks.isEmpty()) {
        throw damaged("takes a mark that is not there");
      }
      marks.pop();
      int taken = height - floor;
      boolean pairs = op == PickleOp.DICT || op == PickleOp.SETITEMS;
      if ((pairs && taken % 2 != 0) || (op == PickleOp.OBJ && taken == 0)) {
        throw damaged("has half a pair");
      }
      cost += pairs ? (long) taken / 2 * PAIR : 0;
      height = floor;
      if (op.pops() == PickleOp.TO_MARK_AND_ONE) {
        int below = marks.isEmpty() ? 0 : marks.peek();
        if (height - below < 1) {
          throw damaged("takes a value that is not there");
        }
        height--;
      }
    }
    height += op.pushes();
    cost += (long) op.pushes() * SLOT;
    if (op == PickleOp.MARK) {
      marks.push(height);
      cost += SLOT;
      if (marks.size() > MOST_MARKS) {
        throw damaged("is nested more than %s deep".formatted(MOST_MARKS));
      }
    }
  }

  private void memo(PickleOp op, int index) throws IOException {
    switch (op) {
      case BINPUT, LONG_BINPUT -> {
        memoized += memo.get(index) ? 0 : 1;
        memo.set(index);
      }
      case MEMOIZE -> {
        int next = memoized;
        memoized += memo.get(next) ? 0 : 1;
        memo.set(next);
      }
      case BINGET, LONG_BINGET -> {
        if (!memo.get(index)) {
          throw damaged("asks for the memo number %s before it is set".formatted(index));
        }
      }
      default -> {}
    }
  }

  private IOException damaged(String what) {
    return new IOException("a pickle that %s, at byte %s".formatted(what, input.position()));
  }
}
