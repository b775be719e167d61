package io.greenmim.tensors.torch;

import io.greenmim.tensors.FileRegion;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/**
 * Gathers the elements of a strided view into row-major order. A view that spans more of the
 * storage than the buffer holds is cut across its widest stride, part by part, so memory stays at
 * the tensor and one buffer however the view lies.
 */
final class StridedReader {

  private static final int BUFFER = 1 << 20;

  private final FileRegion storage;
  private final FileChannel channel;
  private final int width;
  private final long[] strides;
  private final int[] places;
  private final ByteBuffer target;
  private final ByteBuffer buffer;

  /**
   * Prepares the reading of a view.
   *
   * @param storage the bytes of the storage
   * @param channel the open file
   * @param tensor the view
   * @param target where the elements go, from position 0; filled without moving the position
   */
  StridedReader(FileRegion storage, FileChannel channel, TensorRecord tensor, ByteBuffer target) {
    this.storage = storage;
    this.channel = channel;
    this.target = target;
    buffer = ByteBuffer.allocate((int) Math.min(BUFFER, storage.length()));
    width = tensor.type().bytes();
    int rank = tensor.shape().size();
    strides = tensor.strides().stream().mapToLong(Long::longValue).toArray();
    places = new int[rank];
    int place = 1;
    for (int i = rank - 1; i >= 0; i--) {
      places[i] = place;
      place = Math.toIntExact(place * tensor.shape().get(i));
    }
  }

  /**
   * Reads a part of the view.
   *
   * @param offset its first element in the storage
   * @param place its first element in the target
   * @param sides its sides, none of them 0
   * @throws IOException if the file cannot be read
   */
  void read(long offset, int place, long[] sides) throws IOException {
    long span = 1;
    int widest = -1;
    for (int i = 0; i < sides.length; i++) {
      span += (sides[i] - 1) * strides[i];
      if (sides[i] > 1 && (widest < 0 || strides[i] > strides[widest])) {
        widest = i;
      }
    }
    if (span * width <= BUFFER) {
      buffer.clear().limit((int) span * width);
      storage.read(channel, offset * width, buffer);
      scatter(0, 0, place, sides);
      return;
    }
    long half = sides[widest] / 2;
    long[] part = sides.clone();
    part[widest] = half;
    read(offset, place, part);
    part = sides.clone();
    part[widest] -= half;
    read(offset + half * strides[widest], place + (int) half * places[widest], part);
  }

  private void scatter(int side, int from, int place, long[] sides) {
    if (side == sides.length) {
      target.put(place * width, buffer, from * width, width);
      return;
    }
    if (side == sides.length - 1 && strides[side] == 1) {
      target.put(place * width, buffer, from * width, (int) sides[side] * width);
      return;
    }
    for (int i = 0; i < sides[side]; i++) {
      scatter(side + 1, from + (int) (i * strides[side]), place + i * places[side], sides);
    }
  }
}
