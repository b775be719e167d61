package io.greenmim.train.align;

import io.greenmim.random.SplitMix64;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Images and what is said of them.
 *
 * @param place folder of the images
 * @param images the images, in the order of their names
 * @param sentences all sentences, each once: images of one sentence belong to it alike
 * @param heldOut number of images at the end of the list that are not trained on
 */
record CaptionedImages(
    Path place, List<CaptionedImage> images, List<String> sentences, int heldOut) {

  private static final long PURPOSE = 9;

  CaptionedImages {
    images = List.copyOf(images);
    sentences = List.copyOf(sentences);
  }

  /** Number of images that are trained on, the first ones. */
  int trained() {
    return images.size() - heldOut;
  }

  /** Puts a share of the images, drawn by a seed, at the end and holds it out. */
  CaptionedImages split(double share, long seed) {
    int held = share == 0 ? 0 : Math.max(1, (int) Math.round(share * images.size()));
    List<Integer> order = new ArrayList<>();
    SplitMix64 random = SplitMix64.of(seed, PURPOSE, 0);
    for (int i = 0; i < images.size(); i++) {
      int j = random.nextInt(i + 1);
      order.add(i);
      order.set(i, order.get(j));
      order.set(j, i);
    }
    List<Integer> trained = order.subList(held, order.size()).stream().sorted().toList();
    List<Integer> kept = order.subList(0, held).stream().sorted().toList();
    List<CaptionedImage> all = new ArrayList<>();
    trained.forEach(i -> all.add(images.get(i)));
    kept.forEach(i -> all.add(images.get(i)));
    return new CaptionedImages(place, all, sentences, held);
  }
}
