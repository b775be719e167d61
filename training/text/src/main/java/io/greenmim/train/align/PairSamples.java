package io.greenmim.train.align;

import io.greenmim.random.SplitMix64;
import io.greenmim.train.align.AlignBatch.Pair;
import io.greenmim.train.data.Samples;
import java.nio.file.Path;
import java.util.List;

/** The images that are trained on; which of its sentences one comes with is drawn each time. */
record PairSamples(CaptionedImages data, long seed) implements Samples<Pair> {

  private static final long PURPOSE = 10;

  @Override
  public int size() {
    return data.trained();
  }

  @Override
  public String name(int index) {
    return data.images().get(index).name();
  }

  /** Changes with the file and with what is said of it. */
  @Override
  public long mark(int index) {
    CaptionedImage image = data.images().get(index);
    List<String> said = image.captions().stream().map(data.sentences()::get).toList();
    return 31L * said.hashCode() + image.size();
  }

  @Override
  public String otherMark() {
    return "of another size or with other captions";
  }

  @Override
  public Path place() {
    return data.place();
  }

  @Override
  public Pair read(int index, int epoch, int draw) {
    SplitMix64 random = SplitMix64.of(seed, PURPOSE, ((long) epoch << 32) + draw);
    return new Pair(index, random.nextInt(Integer.MAX_VALUE));
  }
}
