package io.greenmim.detect.weights;

import io.greenmim.detect.config.Category;
import io.greenmim.detect.config.CocoCategories;
import io.greenmim.tensors.TensorFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** What the classes of a checkpoint are, in the order that ours have: the background last. */
final class CheckpointClasses {

  /**
   * Rows of torchvision's published detectors: the background, and a row for each of COCO's ids.
   */
  private static final int COCO_SLOTS = 91;

  /** The list that mmdetection keeps beside the weights, as a pickle is printed. */
  private static final Pattern NAMES =
      Pattern.compile("'(?:CLASSES|classes)': [(\\[]((?:'[^']*'(?:, |,)?)+)[)\\]]");

  private static final Pattern NAME = Pattern.compile("'([^']*)'");
  private static final String META = "meta";

  private CheckpointClasses() {}

  /**
   * Puts the classes into our order and names them.
   *
   * @param file the checkpoint
   * @param heads its heads; layers are replaced in it
   * @param given categories of the detector; empty for what the checkpoint tells
   * @return the categories
   * @throws IOException if another number of them is given than the checkpoint has
   */
  static List<Category> of(TensorFile file, HeadTensors heads, List<Category> given)
      throws IOException {
    int slots = heads.side(DetectorTensors.CLASS_LOGITS + ".weight", 0, 2);
    List<Category> coco = CocoCategories.all();
    boolean torchvision = heads.layout() == DetectorLayout.TORCHVISION;
    boolean sparse =
        torchvision && slots == COCO_SLOTS && (given.isEmpty() || given.size() == coco.size());
    int classes = sparse ? coco.size() : slots - 1;
    if (!given.isEmpty() && given.size() != classes) {
      throw new IOException(
          "%s: expected the categories of %s classes, got %s categories"
              .formatted(heads.path(), classes, given.size()));
    }
    if (torchvision) {
      List<Integer> rows =
          sparse
              ? coco.stream().map(category -> (int) category.id()).toList()
              : IntStream.range(1, slots).boxed().toList();
      new ClassRows(slots, 0, rows).apply(heads.tensors(), slots);
    }
    if (!given.isEmpty()) {
      return given;
    }
    return classes < 1 ? coco : named(file, classes);
  }

  private static List<Category> named(TensorFile file, int classes) {
    Matcher list = NAMES.matcher(file.metadata().getOrDefault(META, ""));
    List<Category> categories = new ArrayList<>();
    if (list.find()) {
      Matcher name = NAME.matcher(list.group(1));
      while (name.find()) {
        categories.add(new Category(categories.size() + 1, name.group(1)));
      }
    }
    List<String> names = categories.stream().map(Category::name).toList();
    boolean coco = names.equals(CocoCategories.all().stream().map(Category::name).toList());
    return coco || categories.size() != classes ? CocoCategories.guess(classes) : categories;
  }
}
