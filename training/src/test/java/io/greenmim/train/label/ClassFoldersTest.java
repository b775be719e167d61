package io.greenmim.train.label;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.greenmim.train.data.DataException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClassFoldersTest {

  @TempDir private Path folder;

  private final List<String> told = new ArrayList<>();

  private void images(String... names) throws IOException {
    for (String name : names) {
      Path file = folder.resolve(name);
      Files.createDirectories(file.getParent());
      Files.writeString(file, "not read here: " + name);
    }
  }

  private void images(String prefix, int count) throws IOException {
    for (int i = 0; i < count; i++) {
      images(prefix + i + ".jpg");
    }
  }

  private LabelledData read() {
    return read(null, 0);
  }

  private LabelledData read(Double share, long seed) {
    return LabelledData.read(new LabelSettings(folder, null, null, share), seed, told::add);
  }

  private String failure() {
    return assertThrows(DataException.class, this::read).getMessage().replace(folder + "", "D");
  }

  private List<String> told() {
    return told.stream().map(line -> line.replace(folder + "", "D")).toList();
  }

  private static List<String> names(LabelledImages images) {
    return images.images().stream().map(LabelledImage::name).toList();
  }

  @Test
  void partsHaveTheClassesOfTheTrainingPart() throws IOException {
    images("train/dog/2.jpg", "train/cat/deep/1.jpg", "train/owl/3.jpg");
    images("val/owl/4.jpg", "val/cat/1.jpg");

    LabelledData data = read();

    assertEquals(List.of("cat", "dog", "owl"), data.train().classes());
    assertEquals(List.of("cat/deep/1.jpg", "dog/2.jpg", "owl/3.jpg"), names(data.train()));
    assertEquals(folder.resolve("train/dog/2.jpg"), data.train().images().get(1).path());
    assertEquals("not read here: train/dog/2.jpg".length(), data.train().images().get(1).bytes());
    LabelledImages validation = data.validation().orElseThrow();
    assertEquals(List.of("cat", "dog", "owl"), validation.classes());
    assertArrayEquals(new int[] {1, 0, 1}, validation.counts());
    assertEquals(List.of("1 of 3 classes have no image to validate on: dog"), told());
  }

  @Test
  void oneFolderIsSplitClassByClass() throws IOException {
    images("cat/", 20);
    images("dog/", 10);
    images("owl/", 2);
    images("yak/", 1);

    LabelledData data = read();

    LabelledImages validation = data.validation().orElseThrow();
    assertArrayEquals(new int[] {4, 2, 1, 0}, validation.counts());
    assertArrayEquals(new int[] {16, 8, 1, 1}, data.train().counts());
    TreeSet<String> all = new TreeSet<>(names(data.train()));
    all.addAll(names(validation));
    assertEquals(33, all.size());
    assertEquals(List.of("1 of 4 classes have no image to validate on: yak"), told());
    assertEquals(data, read());
    assertTrue(!names(validation).equals(names(read(null, 1).validation().orElseThrow())));
  }

  @Test
  void aSplitOfAClassDoesNotDependOnOthers() throws IOException {
    images("cat/", 20);
    images("dog/", 10);
    List<String> before = names(read().validation().orElseThrow());
    images("bee/", 10);
    assertTrue(names(read().validation().orElseThrow()).containsAll(before));
  }

  @Test
  void nothingIsValidatedWithAShareOfNone() throws IOException {
    images("cat/1.jpg", "cat/2.jpg", "dog/1.jpg");
    assertEquals(Optional.empty(), read(0.0, 0).validation());
    assertEquals(3, read(0.0, 0).train().size());
  }

  @Test
  void aClassMayBeNamedTrain() throws IOException {
    images("train/1.jpg", "bus/1.jpg", "car/1.jpg");
    assertEquals(List.of("bus", "car", "train"), read().train().classes());
  }

  @Test
  void whatIsBesideTheClassesIsNamed() throws IOException {
    images("train/cat/1.jpg", "train/dog/1.jpg", "train/loose.jpg", "val/cat/1.jpg", "test/x.jpg");
    images("train/cat/note.txt", "train/dog/.hidden/1.jpg");
    Files.createDirectories(folder.resolve("train/owl"));

    LabelledData data = read();

    assertEquals(
        List.of(
            "not used in D, which has a folder train: test",
            "passed over 2 in D/train: other files 1 (.txt 1), hidden 1",
            "left out of D/train: 1 beside the class folders (loose.jpg)",
            "left out of D/train: 1 class folder(s) without an image (owl)",
            "1 of 2 classes have no image to validate on: dog"),
        told());
    assertEquals(
        "it lies beside the class folders, and has no class",
        data.train().unreachable().get("loose.jpg"));
  }

  @Test
  void linksAreFollowedAndBrokenOnesNamed() throws IOException {
    images("cat/1.jpg", "cat/2.jpg", "elsewhere/.keep");
    Files.createSymbolicLink(folder.resolve("dog"), folder.resolve("cat"));
    Files.createSymbolicLink(folder.resolve("cat/3.jpg"), folder.resolve("nowhere"));
    LabelledData data = read(0.0, 0);
    assertArrayEquals(new int[] {2, 2}, data.train().counts());
    assertEquals("a link that leads nowhere", data.train().unreachable().get("cat/3.jpg"));
  }

  @Test
  void oneClassIsNone() throws IOException {
    images("cat/1.jpg", "cat/2.jpg");
    assertEquals("D: expected images of at least 2 classes, found 2 of one, 'cat'", failure());
  }

  @Test
  void classesOneFolderDeeperAreHintedAt() throws IOException {
    images("animals/cat/1.jpg", "animals/dog/2.jpg");
    assertEquals(
        "D: expected images of at least 2 classes, found 2 of one, 'animals', which has the folders"
            + " cat, dog; is D/animals meant?",
        failure());
  }

  @Test
  void imagesWithoutFoldersHaveNoClass() throws IOException {
    images("1.jpg", "2.jpg");
    assertEquals(
        "data: expected class folders in D, such as cat/1.jpg, found 2 images and none in a folder",
        failure());
  }

  @Test
  void noFolderIsNamed() throws IOException {
    Files.delete(folder);
    assertEquals(
        "data: expected a folder of class folders, got D, which does not exist", failure());
    Files.writeString(folder, "");
    assertEquals("data: expected a folder of class folders, got D, which is none", failure());
  }

  @Test
  void aFolderWithoutImagesIsNamed() throws IOException {
    Files.createDirectories(folder.resolve("cat"));
    images("dog/a.txt");
    assertEquals(
        "no image under D; expected files in JPEG, PNG, BMP, WebP or TIFF; passed over: other files"
            + " 1 (.txt 1)",
        failure());
  }

  @Test
  void aClassOnlyToValidateOnIsAnError() throws IOException {
    images("train/cat/1.jpg", "train/dog/1.jpg", "val/cat/1.jpg", "val/dgo/1.jpg");
    assertEquals(
        "D/val: expected classes of the training part, got 1 that it lacks: dgo; near ones: dog,"
            + " cat",
        failure());
  }

  @Test
  void namesThatDifferInCaseAloneAreAnError() throws IOException {
    images("train/cat/1.jpg", "train/Cat/1.jpg", "train/dog/1.jpg");
    assertEquals(
        "D/train: expected different names of classes, got 'Cat' and 'cat', which differ in case"
            + " alone",
        failure());
  }

  @Test
  void namesOfPartsThatDifferInCaseAloneAreAnError() throws IOException {
    images("train/cat/1.jpg", "train/dog/1.jpg", "val/Cat/1.jpg");
    assertEquals(
        "D/train: expected different names of classes, got 'Cat' and 'cat', which differ in case"
            + " alone",
        failure());
  }

  @Test
  void namesThatDifferInBlanksOrEncodingAloneAreAnError() throws IOException {
    images("cat/1.jpg", "cat /1.jpg", "dog/1.jpg");
    assertEquals(
        "D: expected different names of classes, got 'cat ' and 'cat', which differ in blanks"
            + " alone",
        failure());
  }

  @Test
  void aNameOfTwoLinesIsAnError() throws IOException {
    images("cat\nfish/1.jpg", "dog/1.jpg");
    assertEquals("D: expected names of classes on one line, got 'cat?fish'", failure());
  }

  @Test
  void aShareIsRefusedWhereAFolderSaysIt() throws IOException {
    images("train/cat/1.jpg", "train/dog/1.jpg", "val/cat/1.jpg");
    String message = assertThrows(DataException.class, () -> read(0.3, 0)).getMessage();
    assertEquals("valShare: expected none with a folder " + folder + "/val, got 0.3", message);
  }

  /** They would be trained on as two classes, and nobody told. */
  @Test
  void partsOfOtherNamesAreNoClasses() throws IOException {
    images("Train/cat/1.jpg", "Train/dog/1.jpg", "Test/cat/2.jpg", "Test/dog/2.jpg");
    assertEquals(
        "data: expected parts of the names train and val in D, got Test, Train", failure());
  }

  @Test
  void classesMayBeCalledAsPartsAre() throws IOException {
    images("train/1.jpg", "test/1.jpg");
    assertEquals(List.of("test", "train"), read().train().classes());
    images("bus/front/1.jpg", "test/a/1.jpg", "train/2.jpg");
    assertEquals(List.of("bus", "test", "train"), read().train().classes());
  }

  @Test
  void aPartToValidateOnIsJudgedWithoutAnother() throws IOException {
    images("val/cat/1.jpg", "val/dog/1.jpg");
    LabelSettings settings = new LabelSettings(folder, null, null, null);
    assertEquals(List.of("cat", "dog"), LabelledData.judged(settings, told::add).classes());
    assertEquals(List.of("images of D/val"), told());
    images("train/cat/2.jpg", "train/dog/2.jpg");
    assertEquals(2, LabelledData.judged(settings, told::add).size());
  }
}
