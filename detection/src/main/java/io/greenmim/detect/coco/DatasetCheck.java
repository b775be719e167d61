package io.greenmim.detect.coco;

import io.greenmim.detect.boxes.BoxXywh;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Looks for everything that training could stumble over, and decides what to do about it.
 *
 * <p>An annotation is examined up to the first fault for which it is skipped; what is only mended
 * is reported all together. Annotations of a skipped image are not examined.
 */
public final class DatasetCheck {

  /**
   * How far a box may reach over the border without being a fault, in pixels: corner and size are
   * each rounded to two decimals in COCO's own files, and may exceed the border together.
   */
  static final double ROUNDING = 0.0101;

  private final CocoDataset dataset;
  private final ImageSizes sizes;
  private final List<Fault> faults;
  private final List<CocoImage> images = new ArrayList<>();
  private final List<CocoAnnotation> annotations = new ArrayList<>();

  /** First annotation of each number that more than one annotation has. */
  private final Map<Long, Optional<CocoAnnotation>> repeated = new HashMap<>();

  private long nextFreeId;

  private DatasetCheck(CocoDataset dataset, ImageSizes sizes) {
    this.dataset = dataset;
    this.sizes = sizes;
    this.faults = new ArrayList<>(dataset.readFaults());
  }

  /**
   * Checks a data set.
   *
   * @param dataset the data set
   * @param sizes the true sizes of its images, {@link ImageSizes#AS_DECLARED} to leave files alone
   * @return the faults, and the data set that can be trained on
   */
  public static CheckReport run(CocoDataset dataset, ImageSizes sizes) {
    DatasetCheck check = new DatasetCheck(dataset, sizes);
    check.findRepeatedIds();
    for (int i = 0; i < dataset.images().size(); i++) {
      CocoImage image = dataset.images().get(i);
      if (check.isUsable(image, dataset.annotations(i).size())) {
        check.images.add(image);
        dataset.annotations(i).forEach(annotation -> check.examine(annotation, image));
      }
    }
    for (CocoAnnotation stray : dataset.strayAnnotations()) {
      String detail = "expected the id of an image, got " + stray.imageId();
      check.report(FaultKind.MISSING_IMAGE_ENTRY, stray, "", detail, Treatment.SKIPPED);
    }
    CocoDataset usable =
        new CocoDataset(
            dataset.file(), check.images, check.annotations, dataset.categories(), List.of());
    return new CheckReport(dataset, List.copyOf(check.faults), usable);
  }

  private void findRepeatedIds() {
    long[] ids = dataset.annotations().stream().mapToLong(CocoAnnotation::id).sorted().toArray();
    for (int i = 1; i < ids.length; i++) {
      if (ids[i] == ids[i - 1]) {
        repeated.put(ids[i], Optional.empty());
      }
    }
    nextFreeId = ids.length == 0 ? 0 : ids[ids.length - 1] + 1;
  }

  private boolean isUsable(CocoImage image, int count) {
    String with = "; skipped with " + count + (count == 1 ? " annotation" : " annotations");
    ImageSize declared = new ImageSize(image.width(), image.height());
    try {
      Optional<ImageSize> size = sizes.of(image);
      if (size.isEmpty()) {
        report(FaultKind.MISSING_IMAGE_FILE, image, "expected an image file, found none" + with);
      } else if (!size.get().equals(declared)) {
        String detail = "expected " + declared + " pixels, got an image file of " + size.get();
        report(FaultKind.IMAGE_SIZE, image, detail + with);
      } else {
        return true;
      }
    } catch (IOException e) {
      report(FaultKind.UNREADABLE_IMAGE_FILE, image, e.getMessage() + with);
    }
    return false;
  }

  private void examine(CocoAnnotation annotation, CocoImage image) {
    Optional<CocoAnnotation> numbered = withOwnId(annotation, image);
    if (numbered.isEmpty() || !isPlaceable(annotation, image)) {
      return;
    }
    CocoAnnotation inside = withBoxInside(numbered.get(), image);
    CocoSegmentation outline = inside.segmentation();
    new OutlineCheck(
            image,
            (kind, detail, treatment) ->
                report(kind, annotation, image.fileName(), detail, treatment))
        .mend(outline)
        .map(mended -> mended == outline ? inside : inside.withSegmentation(mended))
        .ifPresent(annotations::add);
  }

  /** Leaves a repetition out, and gives another object of the same number a number of its own. */
  private Optional<CocoAnnotation> withOwnId(CocoAnnotation annotation, CocoImage image) {
    Optional<CocoAnnotation> first = repeated.get(annotation.id());
    if (first == null) {
      return Optional.of(annotation);
    }
    if (first.isEmpty()) {
      repeated.put(annotation.id(), Optional.of(annotation));
      return Optional.of(annotation);
    }
    CocoAnnotation other = first.get();
    boolean same =
        other.imageId() == annotation.imageId()
            && other.categoryId() == annotation.categoryId()
            && other.box().equals(annotation.box());
    String detail = "expected an id of its own, got that of an annotation ";
    if (same) {
      detail += "with the same image, category and box";
      report(
          FaultKind.DUPLICATE_ANNOTATION, annotation, image.fileName(), detail, Treatment.SKIPPED);
      return Optional.empty();
    }
    detail += "of image " + other.imageId() + "; used as " + nextFreeId;
    report(
        FaultKind.DUPLICATE_ANNOTATION, annotation, image.fileName(), detail, Treatment.RENUMBERED);
    return Optional.of(annotation.withId(nextFreeId++));
  }

  /** Whether category, box and area leave something to train on. */
  private boolean isPlaceable(CocoAnnotation annotation, CocoImage image) {
    BoxXywh box = annotation.box();
    FaultKind kind = null;
    String detail = "";
    if (dataset.classOf(annotation.categoryId()) < 0) {
      kind = FaultKind.UNKNOWN_CATEGORY;
      detail = "expected the id of a category, got " + annotation.categoryId();
    } else if (box.width() <= 0 || box.height() <= 0) {
      kind = FaultKind.EMPTY_BOX;
      detail = "expected a box with a width and a height, got " + text(box);
    } else if (clip(box, image).area() <= 0) {
      kind = FaultKind.BOX_OUTSIDE;
      detail =
          "expected a box in the image of " + size(image) + ", got " + text(box) + ", all outside";
    } else if (annotation.area() <= 0) {
      kind = FaultKind.ZERO_AREA;
      detail = "expected an area above 0, got " + annotation.area();
    }
    if (kind == null) {
      return true;
    }
    report(kind, annotation, image.fileName(), detail, Treatment.SKIPPED);
    return false;
  }

  private CocoAnnotation withBoxInside(CocoAnnotation annotation, CocoImage image) {
    BoxXywh box = annotation.box();
    boolean inside =
        box.x() >= 0
            && box.y() >= 0
            && box.x() + box.width() <= image.width()
            && box.y() + box.height() <= image.height();
    if (inside) {
      return annotation;
    }
    double over = Math.max(-box.x(), box.x() + box.width() - image.width());
    over = Math.max(over, Math.max(-box.y(), box.y() + box.height() - image.height()));
    if (over > ROUNDING) {
      String detail = "expected a box in the image of " + size(image) + ", got " + text(box);
      report(FaultKind.BOX_OUTSIDE, annotation, image.fileName(), detail, Treatment.CLIPPED);
    }
    return annotation.withBox(clip(box, image));
  }

  private static BoxXywh clip(BoxXywh box, CocoImage image) {
    double left = Math.max(0, Math.min(image.width(), box.x()));
    double top = Math.max(0, Math.min(image.height(), box.y()));
    double right = Math.max(0, Math.min(image.width(), box.x() + box.width()));
    double bottom = Math.max(0, Math.min(image.height(), box.y() + box.height()));
    return new BoxXywh(left, top, right - left, bottom - top);
  }

  private static String size(CocoImage image) {
    return image.width() + " x " + image.height();
  }

  private static String text(BoxXywh box) {
    return Arrays.toString(new double[] {box.x(), box.y(), box.width(), box.height()});
  }

  private void report(FaultKind kind, CocoImage image, String detail) {
    OptionalLong id = OptionalLong.of(image.id());
    faults.add(new Fault(kind, id, image.fileName(), detail, Treatment.SKIPPED));
  }

  private void report(
      FaultKind kind, CocoAnnotation annotation, String file, String detail, Treatment treatment) {
    faults.add(new Fault(kind, OptionalLong.of(annotation.id()), file, detail, treatment));
  }
}
