package io.greenmim.tensors.torch;

import io.greenmim.tensors.RegionInput;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The values that a pickle works on, its marks and its memo, and what all that takes in memory. */
final class PickleStack {

  private static final int MOST_MARKS = 1000;

  /** Memory of a slot of the stack or of a list that it ends in, with room to grow. */
  private static final int SLOT = 16;

  private static final int MEMO = 64;

  private final RegionInput input;
  private final long granted;
  private final List<Object> values = new ArrayList<>();
  private final Deque<Integer> marks = new ArrayDeque<>();
  private final Map<Long, Object> memo = new HashMap<>();
  private long cost;

  /**
   * Makes an empty stack.
   *
   * @param input the pickle, for its position
   * @param granted bytes of memory that its objects may take
   */
  PickleStack(RegionInput input, long granted) {
    this.input = input;
    this.granted = granted;
  }

  IOException damaged(String what) {
    return new IOException("a pickle that %s, at byte %s".formatted(what, input.position()));
  }

  /** Counts bytes of memory against those that were granted. */
  void spend(long bytes) throws IOException {
    cost += bytes;
    if (cost > granted) {
      throw damaged("would take more than %s bytes of memory".formatted(granted));
    }
  }

  void push(int bytes, Object value) throws IOException {
    spend(bytes + (long) SLOT);
    values.add(value);
  }

  Object peek() throws IOException {
    int floor = marks.isEmpty() ? 0 : marks.peek();
    if (values.size() == floor) {
      throw damaged("takes a value that is not there");
    }
    return values.get(values.size() - 1);
  }

  Object pop() throws IOException {
    Object value = peek();
    values.remove(values.size() - 1);
    return value;
  }

  /** Takes the only value. */
  Object last() throws IOException {
    Object value = pop();
    if (!values.isEmpty() || !marks.isEmpty()) {
      throw damaged("ends with values left over");
    }
    return value;
  }

  void mark() throws IOException {
    spend(SLOT);
    marks.push(values.size());
    if (marks.size() > MOST_MARKS) {
      throw damaged("is nested more than %s deep".formatted(MOST_MARKS));
    }
  }

  /** Takes everything above the last mark. */
  Object[] popMark() throws IOException {
    if (marks.isEmpty()) {
      throw damaged("takes a mark that is not there");
    }
    List<Object> above = values.subList(marks.pop(), values.size());
    Object[] taken = above.toArray();
    above.clear();
    return taken;
  }

  void memoize(long index) throws IOException {
    // Numbers are handed out one after the other, so none exceeds the bytes read so far.
    if (index > input.position()) {
      throw damaged("has the memo number %s".formatted(index));
    }
    spend(MEMO);
    memo.put(index, peek());
  }

  void memoizeNext() throws IOException {
    memoize(memo.size());
  }

  Object memoized(long index) throws IOException {
    if (!memo.containsKey(index)) {
      throw damaged("asks for the memo number %s before it is set".formatted(index));
    }
    return memo.get(index);
  }
}
