package io.greenmim.detect.coco;

import io.greenmim.detect.config.Category;
import io.greenmim.tensors.Printable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.ToLongFunction;

/**
 * The content of a COCO annotation file; immutable.
 *
 * <p>The order is detectron2's, whatever that of the file: images by id, the annotations of an
 * image as in the file, categories by id, so that class k is the category with the k-th smallest
 * id. (mmdetection orders classes by a list of names in its configuration; for COCO's 80 categories
 * the two agree.)
 */
public final class CocoDataset {

  /** Faults for which an entry cannot even be placed. */
  private static final Set<FaultKind> UNREAD =
      EnumSet.of(FaultKind.MISSING_FIELD, FaultKind.NON_FINITE, FaultKind.CATEGORY_FIELD);

  private final Path file;
  private final List<CocoImage> images;
  private final List<Category> categories;
  private final List<Fault> readFaults;
  private final Map<Long, Integer> imageIndices = new HashMap<>();
  private final Map<Long, Integer> classes = new HashMap<>();

  /** By image, then by place in the file; those of no image follow at the end. */
  private final CocoAnnotation[] annotations;

  /** Where the annotations of each image start; one more for the strays. */
  private final int[] starts;

  /**
   * Makes a data set.
   *
   * @param file where it comes from, for messages
   * @param images the images, in any order; the first of an id stays
   * @param annotations the annotations, in the order of their file
   * @param categories the categories, in any order; the first of an id stays
   * @param readFaults faults that were met while reading
   */
  CocoDataset(
      Path file,
      List<CocoImage> images,
      List<CocoAnnotation> annotations,
      List<Category> categories,
      List<Fault> readFaults) {
    this.file = file;
    List<Fault> faults = new ArrayList<>(readFaults);
    this.images = sorted(images, CocoImage::id, CocoDataset::twice, faults);
    this.categories = sorted(categories, Category::id, CocoDataset::twice, faults);
    this.readFaults = Collections.unmodifiableList(faults);
    for (int i = 0; i < this.images.size(); i++) {
      imageIndices.put(this.images.get(i).id(), i);
    }
    for (int k = 0; k < this.categories.size(); k++) {
      classes.put(this.categories.get(k).id(), k);
    }
    starts = new int[this.images.size() + 2];
    this.annotations = grouped(annotations);
  }

  /**
   * Reads an annotation file as a stream.
   *
   * @param file the file
   * @return its content, faulty annotations included
   * @throws CocoFileException if the file is no whole JSON file or has not the three lists {@code
   *     images}, {@code annotations} and {@code categories}
   */
  public static CocoDataset read(Path file) throws CocoFileException {
    return CocoReader.read(file);
  }

  /** The first entry of each id, by ascending ids; the others are faults. */
  private static <T> List<T> sorted(
      List<T> entries, ToLongFunction<T> id, BiFunction<T, T, Fault> twice, List<Fault> faults) {
    List<T> sorted = new ArrayList<>(entries);
    sorted.sort(Comparator.comparingLong(id));
    List<T> unique = new ArrayList<>(sorted.size());
    for (T entry : sorted) {
      T last = unique.isEmpty() ? null : unique.get(unique.size() - 1);
      if (last != null && id.applyAsLong(last) == id.applyAsLong(entry)) {
        faults.add(twice.apply(entry, last));
      } else {
        unique.add(entry);
      }
    }
    return Collections.unmodifiableList(unique);
  }

  private static Fault twice(CocoImage image, CocoImage last) {
    return new Fault(
        FaultKind.DUPLICATE_IMAGE,
        OptionalLong.of(image.id()),
        image.fileName(),
        "expected an id of its own, got that of " + last.fileName(),
        Treatment.SKIPPED);
  }

  private static Fault twice(Category category, Category last) {
    return new Fault(
        FaultKind.DUPLICATE_CATEGORY,
        OptionalLong.of(category.id()),
        "",
        category.name() + ": expected an id of its own, got that of " + last.name(),
        Treatment.SKIPPED);
  }

  /** Counting sort, which keeps the order of the file within an image. */
  private CocoAnnotation[] grouped(List<CocoAnnotation> unordered) {
    int strays = images.size();
    for (CocoAnnotation annotation : unordered) {
      starts[imageIndices.getOrDefault(annotation.imageId(), strays) + 1]++;
    }
    for (int i = 1; i < starts.length; i++) {
      starts[i] += starts[i - 1];
    }
    int[] next = starts.clone();
    CocoAnnotation[] ordered = new CocoAnnotation[unordered.size()];
    for (CocoAnnotation annotation : unordered) {
      ordered[next[imageIndices.getOrDefault(annotation.imageId(), strays)]++] = annotation;
    }
    return ordered;
  }

  /**
   * Takes the first images alone.
   *
   * @param count most images to keep
   * @return the images of the lowest ids with their annotations, and all categories
   */
  public CocoDataset first(int count) {
    int kept = Math.min(count, images.size());
    return new CocoDataset(
        file, images.subList(0, kept), view(0, starts[kept]), categories, readFaults);
  }

  /**
   * Takes given images, with the annotations that this data set has of them.
   *
   * @param others entries of images; their numbers are among those of this data set
   * @return these images with their annotations, and all categories
   */
  public CocoDataset withImages(List<CocoImage> others) {
    List<CocoAnnotation> kept = new ArrayList<>();
    for (CocoImage image : others) {
      kept.addAll(annotations(imageIndex(image.id())));
    }
    return new CocoDataset(file, others, kept, categories, readFaults);
  }

  /**
   * Takes the sizes of images that the file does not tell from elsewhere.
   *
   * @param sizes the sizes of images; where there is no picture they stay unknown
   * @return the data set with the sizes
   */
  public CocoDataset withSizes(ImageSizes sizes) {
    List<CocoImage> sized = new ArrayList<>(images.size());
    for (CocoImage image : images) {
      sized.add(image.hasSize() ? image : size(image, sizes).map(image::withSize).orElse(image));
    }
    return new CocoDataset(file, sized, List.of(annotations), categories, readFaults);
  }

  private static Optional<ImageSize> size(CocoImage image, ImageSizes sizes) {
    try {
      return sizes.of(image);
    } catch (IOException e) {
      return Optional.empty(); // whoever reads the picture says what is wrong with it
    }
  }

  /**
   * Demands that every entry could be read, as an evaluation does, which leaves nothing out: an
   * entry without a number, or an annotation without box, image or category, counts nowhere.
   *
   * @return this data set
   * @throws CocoFileException if an entry could not be read
   */
  public CocoDataset requireWhole() throws CocoFileException {
    for (Fault fault : readFaults) {
      boolean unread = UNREAD.contains(fault.kind()) || fault.id().isEmpty();
      if (fault.treatment() == Treatment.SKIPPED && unread) {
        throw new CocoFileException(
            file,
            fault + "; an evaluation counts every entry; 'greenmim data check' names all faults");
      }
    }
    return this;
  }

  /** {@return where the data set comes from: the annotation file} */
  public Path file() {
    return file;
  }

  /** {@return the images by ascending id} */
  public List<CocoImage> images() {
    return images;
  }

  /** {@return the categories by ascending id: class k of a detector is the k-th} */
  public List<Category> categories() {
    return categories;
  }

  /**
   * Finds the class of a category.
   *
   * @param categoryId number of the category
   * @return its place in {@link #categories()}; -1 if there is no such category
   */
  public int classOf(long categoryId) {
    return classes.getOrDefault(categoryId, -1);
  }

  /**
   * Finds an image.
   *
   * @param imageId number of the image
   * @return its place in {@link #images()}; -1 if there is no such image
   */
  public int imageIndex(long imageId) {
    return imageIndices.getOrDefault(imageId, -1);
  }

  /**
   * Demands the categories that a detector knows: a class of another meaning would be trained or
   * counted silently.
   *
   * @param expected categories of the detector, in the order of its classes
   * @throws CocoFileException if the data set has other categories, by id or by name
   */
  public void requireCategories(List<Category> expected) throws CocoFileException {
    for (int k = 0; k < Math.max(expected.size(), categories.size()); k++) {
      String wanted = k < expected.size() ? expected.get(k).toString() : "no more";
      String got = k < categories.size() ? categories.get(k).toString() : "no more";
      if (!wanted.equals(got)) {
        throw new CocoFileException(
            file,
            "expected the %s categories of the detector, got %s; class %s: expected %s, got %s"
                .formatted(
                    expected.size(),
                    categories.size(),
                    k,
                    Printable.of(wanted),
                    Printable.of(got)));
      }
    }
  }

  /**
   * Returns the annotations of an image.
   *
   * @param image place of the image in {@link #images()}
   * @return its annotations in the order of the file
   */
  public List<CocoAnnotation> annotations(int image) {
    return view(starts[image], starts[image + 1]);
  }

  /** {@return the annotations whose image has no entry, in the order of the file} */
  public List<CocoAnnotation> strayAnnotations() {
    return view(starts[images.size()], annotations.length);
  }

  /** {@return all annotations, by image, the stray ones last} */
  public List<CocoAnnotation> annotations() {
    return view(0, annotations.length);
  }

  private List<CocoAnnotation> view(int from, int to) {
    return Collections.unmodifiableList(Arrays.asList(annotations).subList(from, to));
  }

  /**
   * Returns the faults of fields that were met while reading, of entries that are kept or not: a
   * value of a wrong type, an id of another entry.
   *
   * @return these faults in the order in which they were met
   */
  public List<Fault> readFaults() {
    return readFaults;
  }
}
