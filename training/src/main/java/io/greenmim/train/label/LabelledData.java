package io.greenmim.train.label;

import io.greenmim.tensors.Printable;
import io.greenmim.train.data.DataException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * A labelled data set: what is trained on and what is validated on, with the same classes.
 *
 * @param train what is trained on, of at least two classes
 * @param validation what is validated on, if anything is; not every class need have images there
 */
public record LabelledData(LabelledImages train, Optional<LabelledImages> validation) {

  /**
   * Finds the labelled images to train and to validate on.
   *
   * @param settings where they are
   * @param seed decides which images of each class are validated on, where one set is split
   * @param told takes what is left out, and what else a user should know, a line at a time
   * @return the images
   * @throws DataException if the images, lists or names of classes are not what they have to be;
   *     the message is one line
   */
  public static LabelledData read(LabelSettings settings, long seed, Consumer<String> told) {
    ReadPart train;
    Optional<ReadPart> validation;
    if (settings.labels() == null) {
      ClassFolders.Parts parts = ClassFolders.Parts.of(settings.data(), told);
      train = ClassFolders.read(parts.train(), told);
      validation = parts.validation().map(folder -> ClassFolders.read(folder, told));
    } else {
      train = LabelList.read(settings.labels(), settings.data(), told);
      validation =
          Optional.ofNullable(settings.valLabels())
              .map(list -> LabelList.read(list, settings.data(), told));
      List<ReadPart> both = new ArrayList<>(List.of(train));
      validation.ifPresent(both::add);
      LabelList.tellUnlisted(both, LabelList.base(settings.labels(), settings.data()), told);
    }
    if (settings.valShare() != null && validation.isPresent()) {
      throw new DataException(
          "valShare: expected none with a folder %s, got %s"
              .formatted(validation.get().place(), settings.valShare()));
    }
    requireTwo(train);
    SortedSet<String> all = new TreeSet<>(train.classes());
    validation.ifPresent(part -> all.addAll(part.classes()));
    Names.requireDistinct(all, train.place());
    List<String> classes = List.copyOf(train.classes());
    LabelledImages images = train.numbered(classes);
    LabelledData data =
        validation.isPresent()
            ? new LabelledData(images, Optional.of(known(validation.get(), classes)))
            : Split.of(images, settings.share(), seed);
    data.validation().ifPresent(part -> tellMissing(part, told));
    return data;
  }

  /**
   * Finds labelled images to judge a model by: what a data set validates on, or all of one without
   * parts, or those of a list.
   *
   * @param settings where they are
   * @param told takes what is left out, and what else a user should know, a line at a time
   * @return the images, of at least one class
   * @throws DataException if the images, the list or names of classes are not what they have to be
   */
  public static LabelledImages judged(LabelSettings settings, Consumer<String> told) {
    ReadPart part;
    if (settings.labels() == null) {
      Path folder = ClassFolders.Parts.judged(settings.data(), told);
      told.accept("images of " + folder);
      part = ClassFolders.read(folder, told);
    } else {
      part = LabelList.read(settings.labels(), settings.data(), told);
      LabelList.tellUnlisted(
          List.of(part), LabelList.base(settings.labels(), settings.data()), told);
    }
    Names.requireDistinct(part.classes(), part.place());
    return part.numbered(List.copyOf(part.classes()));
  }

  private static LabelledImages known(ReadPart validation, List<String> classes) {
    Names.requireKnown(validation.classes(), classes, validation.place(), "the training part");
    return validation.numbered(classes);
  }

  private static void requireTwo(ReadPart part) {
    SortedSet<String> classes = part.classes();
    if (classes.size() < 2) {
      throw new DataException(
          "%s: expected images of at least 2 classes, found %s of one, '%s'%s"
              .formatted(
                  part.place(),
                  part.entries().size(),
                  Printable.of(classes.first()),
                  ClassFolders.hint(part.place(), classes.first())));
    }
  }

  private static void tellMissing(LabelledImages validation, Consumer<String> told) {
    SortedSet<String> missing = new TreeSet<>(validation.classes());
    validation.images().forEach(image -> missing.remove(validation.classes().get(image.label())));
    if (!missing.isEmpty()) {
      told.accept(
          "%s of %s classes have no image to validate on: %s"
              .formatted(missing.size(), validation.classes().size(), Names.some(missing)));
    }
  }
}
