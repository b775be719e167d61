package io.greenmim.train.report;

import io.greenmim.tensors.FileFailure;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Map;
import java.util.zip.CRC32C;

/**
 * Numbers of a run as an event file of TensorBoard: a sequence of records, each a length, its
 * checksum, a protocol buffer {@code tensorflow.Event} and its checksum.
 *
 * <p>A resumed run opens a file of its own; TensorBoard shows the files of a folder together, and
 * of two values of one step the later one.
 */
public final class TensorBoardLog implements AutoCloseable {

  private static final String VERSION = "brain.Event:2";
  private static final double NANOS = 1e9;

  // Field numbers of tensorflow.Event and tensorflow.Summary.Value.
  private static final int EVENT_WALL_TIME = 1;
  private static final int EVENT_STEP = 2;
  private static final int EVENT_FILE_VERSION = 3;
  private static final int EVENT_SUMMARY = 5;
  private static final int SUMMARY_VALUE = 1;
  private static final int VALUE_TAG = 1;
  private static final int VALUE_SIMPLE = 2;

  private final Path file;
  private final FileChannel channel;

  private TensorBoardLog(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /**
   * Opens a new event file.
   *
   * @param folder folder of the run; made if need be
   * @return the log
   * @throws IOException if the file cannot be written
   */
  public static TensorBoardLog open(Path folder) throws IOException {
    Files.createDirectories(folder);
    long now = System.currentTimeMillis();
    Path file = folder.resolve("events.out.tfevents.%s.greenmim".formatted(now));
    TensorBoardLog log =
        new TensorBoardLog(
            file, FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND));
    log.append(
        new ProtoMessage()
            .add(EVENT_WALL_TIME, wallTime())
            .add(EVENT_FILE_VERSION, VERSION.getBytes(StandardCharsets.US_ASCII)));
    return log;
  }

  /**
   * Appends numbers of a step.
   *
   * @param step number of the step, from 1
   * @param values the numbers by tag, such as {@code loss/total}
   * @throws IOException if they cannot be written
   */
  public void append(long step, Map<String, Double> values) throws IOException {
    ProtoMessage summary = new ProtoMessage();
    values.forEach(
        (tag, value) ->
            summary.add(
                SUMMARY_VALUE,
                new ProtoMessage()
                    .add(VALUE_TAG, tag.getBytes(StandardCharsets.UTF_8))
                    .add(VALUE_SIMPLE, value.floatValue())
                    .bytes()));
    append(
        new ProtoMessage()
            .add(EVENT_WALL_TIME, wallTime())
            .add(EVENT_STEP, step)
            .add(EVENT_SUMMARY, summary.bytes()));
  }

  private static double wallTime() {
    Instant now = Instant.now();
    return now.getEpochSecond() + now.getNano() / NANOS;
  }

  private void append(ProtoMessage event) throws IOException {
    byte[] content = event.bytes();
    ByteBuffer record =
        ByteBuffer.allocate(Long.BYTES + 2 * Integer.BYTES + content.length)
            .order(ByteOrder.LITTLE_ENDIAN);
    record.putLong(content.length);
    record.putInt(checksum(record.array(), Long.BYTES));
    record.put(content);
    record.putInt(checksum(content, content.length));
    record.flip();
    try {
      while (record.hasRemaining()) {
        channel.write(record);
      }
    } catch (IOException e) {
      throw FileFailure.of(file, e);
    }
  }

  /** The masked CRC-32C of the record format. */
  private static int checksum(byte[] bytes, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, length);
    int value = (int) crc.getValue();
    return Integer.rotateRight(value, 15) + 0xa282ead8;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
