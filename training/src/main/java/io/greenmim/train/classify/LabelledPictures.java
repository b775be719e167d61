package io.greenmim.train.classify;

import io.greenmim.image.PixelPlanes;
import io.greenmim.train.data.DrawnCrops;
import io.greenmim.train.data.Samples;
import io.greenmim.train.label.LabelledImage;
import io.greenmim.train.label.LabelledImages;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** Training pictures of labelled images, drawn and changed at random. */
final class LabelledPictures implements Samples<ClassifierSample> {

  private final LabelledImages images;
  private final DrawnCrops crops;

  LabelledPictures(LabelledImages images, DrawnCrops crops) {
    this.images = images;
    this.crops = crops;
  }

  @Override
  public int size() {
    return images.size();
  }

  @Override
  public String name(int index) {
    return images.images().get(index).name();
  }

  /** Another label is as much another sample as another file. */
  @Override
  public long mark(int index) {
    LabelledImage image = images.images().get(index);
    return 31 * image.bytes() + images.classes().get(image.label()).hashCode();
  }

  @Override
  public String otherMark() {
    return "of another size or class";
  }

  @Override
  public Path place() {
    return images.place();
  }

  @Override
  public Map<String, String> unreachable() {
    return images.unreachable();
  }

  @Override
  public ClassifierSample read(int index, int epoch, int draw) throws IOException {
    LabelledImage image = images.images().get(index);
    DrawnCrops.Drawn drawn = crops.draw(image.path(), epoch, draw);
    return new ClassifierSample(
        image.name(), image.label(), PixelPlanes.of(drawn.picture(), drawn.mirrored()));
  }
}
