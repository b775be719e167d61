package io.greenmim.tensors.torch;

import io.greenmim.tensors.FileRegion;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.List;

/**
 * Gathers the elements of a strided view into row-major order. A view that spans more of the
 * storage than the buffer holds is cut across its widest stride, part by part, so memory stays at
 * the tensor and one buffer however the view lies.
 */
final class StridedReader {

  private static final int BUFFER = 1 << 20;

  private final int width;
  private final long[] sides;
  private final long[] strides;
  private final int[] places;
  private final ByteBuffer target;

  /**
   * Prepares the reading of a view.
   *
   * @param width bytes of an element
   * @param shape sides of the view, none of them 0
   * @param strides distance in elements from one index of a side to the next
   */
  StridedReader(int width, List<Long> shape, List<Long> strides) {
    this.width = width;
    sides = shape.stream().mapToLong(Long::longValue).toArray();
    this.strides = strides.stream().mapToLong(Long::longValue).toArray();
    places = new int[sides.length];
    int place = 1;
    for (int i = sides.length - 1; i >= 0; i--) {
      places[i] = place;
      place = Math.toIntExact(place * sides[i]);
    }
    target = ByteBuffer.allocate(Math.multiplyExact(place, width));
  }

  /**
   * Reads the view out of a file.
   *
   * @param storage the bytes of the storage
   * @param offset first element of the view
   * @return the elements, from position 0
   * @throws IOException if the file cannot be read
   */
  ByteBuffer read(FileRegion storage, long offset) throws IOException {
    try (FileChannel channel = storage.channel()) {
      int size = (int) Math.min(BUFFER, storage.length());
      read(storage, channel, ByteBuffer.allocate(size), offset, 0, sides);
    }
    return target;
  }

  /**
   * Reads the view out of a storage in memory, which begins with it.
   *
   * @param storage the bytes of the storage
   * @return the elements, from position 0
   */
  ByteBuffer read(byte[] storage) {
    scatter(ByteBuffer.wrap(storage), 0, 0, 0, sides);
    return target;
  }

  private void read(
      FileRegion storage,
      FileChannel channel,
      ByteBuffer buffer,
      long offset,
      int place,
      long[] part)
      throws IOException {
    long span = 1;
    int widest = -1;
    for (int i = 0; i < part.length; i++) {
      span += (part[i] - 1) * strides[i];
      if (part[i] > 1 && (widest < 0 || strides[i] > strides[widest])) {
        widest = i;
      }
    }
    if (span * width <= BUFFER) {
      buffer.clear().limit((int) span * width);
      storage.read(channel, offset * width, buffer);
      scatter(buffer, 0, 0, place, part);
      return;
    }
    long half = part[widest] / 2;
    long[] first = part.clone();
    first[widest] = half;
    read(storage, channel, buffer, offset, place, first);
    long[] second = part.clone();
    second[widest] -= half;
    int further = place + (int) half * places[widest];
    read(storage, channel, buffer, offset + half * strides[widest], further, second);
  }

  private void scatter(ByteBuffer buffer, int side, int from, int place, long[] part) {
    if (side == part.length) {
      target.put(place * width, buffer, from * width, width);
      return;
    }
    if (side == part.length - 1 && strides[side] == 1) {
      target.put(place * width, buffer, from * width, (int) part[side] * width);
      return;
    }
    for (int i = 0; i < part[side]; i++) {
      int next = from + (int) (i * strides[side]);
      scatter(buffer, side + 1, next, place + i * places[side], part);
    }
  }
}
