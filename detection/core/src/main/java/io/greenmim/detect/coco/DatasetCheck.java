package io.greenmim.detect.coco;

import io.greenmim.detect.config.Category;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Looks for everything that training could stumble over, and decides what training does about it.
 * An evaluation takes annotations as they stand instead.
 *
 * <p>A fault is as wide as its field: what is good of an entry is used. An annotation is examined
 * up to the first fault for which it is skipped; what is only mended is reported all together.
 * Annotations of a skipped image are not examined.
 */
public final class DatasetCheck {

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
   * @throws UncheckedIOException if the thread is interrupted while an image is read
   */
  public static CheckReport run(CocoDataset dataset, ImageSizes sizes) {
    DatasetCheck check = new DatasetCheck(dataset, sizes);
    check.findRepeatedNames();
    check.findRepeatedFiles();
    check.findRepeatedIds();
    for (int i = 0; i < dataset.images().size(); i++) {
      Optional<CocoImage> usable = check.usable(dataset.images().get(i), i);
      if (usable.isPresent()) {
        check.images.add(usable.get());
        dataset.annotations(i).forEach(annotation -> check.examine(annotation, usable.get()));
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

  private void findRepeatedNames() {
    Map<String, Category> named = new HashMap<>();
    for (Category category : dataset.categories()) {
      Category other = named.putIfAbsent(category.name().strip(), category);
      if (other != null) {
        String detail =
            "%s: expected a name of its own, got that of category %s"
                .formatted(category.name(), other.id());
        OptionalLong id = OptionalLong.of(category.id());
        faults.add(new Fault(FaultKind.SAME_NAME, id, "", detail, Treatment.KEPT));
      }
    }
  }

  private void findRepeatedFiles() {
    Map<String, CocoImage> named = new HashMap<>();
    for (CocoImage image : dataset.images()) {
      String plain = image.fileName().replace('\\', '/').replaceAll("/(\\./|/)*", "/");
      CocoImage other = named.putIfAbsent(plain.replaceFirst("^\\./", ""), image);
      if (other != null && !plain.isEmpty()) {
        String detail = "expected a file of its own, got that of image " + other.id();
        report(FaultKind.SAME_FILE, image, detail, Treatment.KEPT);
      }
    }
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

  private Optional<CocoImage> usable(CocoImage image, int place) {
    if (image.fileName().isEmpty()) {
      return Optional.empty(); // reported when it was read
    }
    int count = dataset.annotations(place).size();
    String with = "; skipped with " + count + (count == 1 ? " annotation" : " annotations");
    try {
      Optional<ImageSize> size = sizes.of(image);
      if (size.isEmpty()) {
        report(FaultKind.MISSING_IMAGE_FILE, image, sizes.missing(image) + with, Treatment.SKIPPED);
      } else if (!image.hasSize()) {
        return Optional.of(image.withSize(size.get()));
      } else if (isSizeOf(image, size.get())) {
        return Optional.of(image);
      } else {
        reportSize(image, size.get(), with);
      }
    } catch (ClosedByInterruptException e) {
      throw new UncheckedIOException(e); // The file is as good as it was.
    } catch (IOException e) {
      report(FaultKind.UNREADABLE_IMAGE_FILE, image, e.getMessage() + with, Treatment.SKIPPED);
    }
    return Optional.empty();
  }

  private static boolean isSizeOf(CocoImage image, ImageSize size) {
    return size.equals(new ImageSize(image.width(), image.height()));
  }

  private void reportSize(CocoImage image, ImageSize size, String with) throws IOException {
    ImageSize declared = new ImageSize(image.width(), image.height());
    boolean turned = isSizeOf(image, sizes.stored(image).orElse(size));
    String detail =
        turned
            ? "expected the size of the upright picture, "
                + size
                + " pixels, got "
                + declared
                + ", as the file stores it before its orientation is applied"
            : "expected " + declared + " pixels, got an image file of " + size;
    FaultKind kind = turned ? FaultKind.TURNED_IMAGE : FaultKind.IMAGE_SIZE;
    report(kind, image, detail + with, Treatment.SKIPPED);
  }

  private void examine(CocoAnnotation annotation, CocoImage image) {
    FaultReport report =
        (kind, detail, treatment) -> report(kind, annotation, image.fileName(), detail, treatment);
    withOwnId(annotation, image)
        .flatMap(numbered -> new AnnotationCheck(dataset, image, report).mend(numbered))
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

  private void report(FaultKind kind, CocoImage image, String detail, Treatment treatment) {
    OptionalLong id = OptionalLong.of(image.id());
    faults.add(new Fault(kind, id, image.fileName(), detail, treatment));
  }

  private void report(
      FaultKind kind, CocoAnnotation annotation, String file, String detail, Treatment treatment) {
    faults.add(new Fault(kind, OptionalLong.of(annotation.id()), file, detail, treatment));
  }
}
