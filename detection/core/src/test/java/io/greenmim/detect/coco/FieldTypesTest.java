package io.greenmim.detect.coco;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.greenmim.detect.boxes.BoxXywh;
import io.greenmim.detect.coco.CocoSegmentation.Missing;
import io.greenmim.detect.coco.CocoSegmentation.Runs;
import io.greenmim.detect.config.Category;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Values of a wrong type are named, and a fault is as wide as its field. */
class FieldTypesTest {

  private static final String OUTLINE = "\"segmentation\":[[10,10,30,10,30,40,10,40]],";

  @TempDir private Path folder;

  private CheckReport check(String images, String annotations, String categories)
      throws IOException {
    Path file = TestFiles.write(folder, images, annotations, categories);
    return DatasetCheck.run(CocoDataset.read(file), ImageSizes.AS_DECLARED);
  }

  private CheckReport check(String annotation) throws IOException {
    return check(TestFiles.IMAGE, annotation, TestFiles.CATEGORIES);
  }

  private static String only(CheckReport report, FaultKind kind, Treatment treatment) {
    assertEquals(1, report.faults().size(), report.faults().toString());
    Fault fault = report.faults().get(0);
    assertEquals(kind, fault.kind(), fault.toString());
    assertEquals(treatment, fault.treatment(), fault.toString());
    return fault.detail();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        "\"1\" | QUOTED_NUMBER | READ | expected numbers, got texts as iscrowd | true",
        "\"0\" | QUOTED_NUMBER | READ | expected numbers, got texts as iscrowd | false",
        "\" 1 \" | QUOTED_NUMBER | READ | expected numbers, got texts as iscrowd | true",
        "null | CROWD_FIELD | FILLED_IN | expected 0 or 1 as iscrowd, got null; 0 is used | false",
        "2 | CROWD_FIELD | AS_CROWD | expected 0 or 1 as iscrowd, got 2 | true",
        "-1 | CROWD_FIELD | AS_CROWD | expected 0 or 1 as iscrowd, got -1 | true",
        "0.5 | CROWD_FIELD | AS_CROWD | expected 0 or 1 as iscrowd, got 0.5 | true",
        "NaN | CROWD_FIELD | AS_CROWD | expected 0 or 1 as iscrowd, got NaN | true",
        "\"2\" | CROWD_FIELD | AS_CROWD | expected 0 or 1 as iscrowd, got the text \"2\" | true",
        "\"yes\" | CROWD_FIELD | AS_CROWD | expected 0 or 1 as iscrowd, got the text \"yes\" |"
            + " true",
        "[0] | CROWD_FIELD | AS_CROWD | expected 0 or 1 as iscrowd, got a list | true",
        "{} | CROWD_FIELD | AS_CROWD | expected 0 or 1 as iscrowd, got an object | true",
      })
  void aMarkOfACrowdIsNeverSilentlyZero(
      String value, FaultKind kind, Treatment treatment, String detail, boolean crowd)
      throws IOException {
    CheckReport report = check(TestFiles.annotation(2, "\"iscrowd\":" + value));

    assertEquals(detail, only(report, kind, treatment));
    assertEquals(crowd, report.usable().annotations().get(0).crowd());
  }

  @ParameterizedTest
  @CsvSource({"true, true", "false, false", "1.0, true", "0.0, false"})
  void theseMarksOfACrowdAreRight(String value, boolean crowd) throws IOException {
    CheckReport report = check(TestFiles.annotation(2, "\"iscrowd\":" + value));

    assertEquals(List.of(), report.faults());
    assertEquals(crowd, report.usable().annotations().get(0).crowd());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        "[1200] | MISSING_AREA | a list",
        "{} | MISSING_AREA | an object",
        "NaN | MISSING_AREA | NaN",
        "1e999 | MISSING_AREA | 1e999",
        "-Infinity | MISSING_AREA | -Infinity",
        "null | MISSING_AREA | null",
        "true | MISSING_AREA | true",
        "\"large\" | MISSING_AREA | the text \"large\"",
        "0 | ZERO_AREA | 0.0",
        "-1 | ZERO_AREA | -1.0",
      })
  void anAreaThatIsNoneIsThatOfTheOutlineOrTheBox(String value, FaultKind kind, String got)
      throws IOException {
    CheckReport outlined = check(TestFiles.annotation(2, OUTLINE + "\"area\":" + value));
    String of = only(outlined, kind, Treatment.FILLED_IN);
    assertTrue(of.contains("area") && of.contains(", got " + got + "; that of the outline"), of);
    assertEquals(600, outlined.usable().annotations().get(0).area());

    CheckReport boxed = check(TestFiles.annotation(2, "\"bbox\":[10,10,20,20],\"area\":" + value));
    String ofBox = only(boxed, kind, Treatment.FILLED_IN);
    assertTrue(ofBox.endsWith("that of the box is used, 400.0"), ofBox);
    assertEquals(400, boxed.usable().annotations().get(0).area());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"size\":[80,100],\"counts\":[0,600,7400]}",
        "[[10,10,30,10,30,40,10,40],[1,2],[50,50,60,60,70,70]]"
      })
  void aFaultyAreaIsThatOfWhatIsSoundInTheOutline(String outline) throws IOException {
    CheckReport report =
        check(TestFiles.annotation(2, "\"segmentation\":" + outline + ",\"area\":[]"));

    assertEquals(600, report.usable().annotations().get(0).area());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        "null | MISSING_FIELD | null",
        "[10,10,NaN,30] | NON_FINITE | [10.0, 10.0, NaN, 30.0]",
        "[10,10,[20],30] | MISSING_FIELD | a list with a list",
        "[10,null,20,\"x\"] | MISSING_FIELD | a list with null",
        "NaN | MISSING_FIELD | NaN",
        "7.5 | MISSING_FIELD | 7.5",
        "[10,10,20] | MISSING_FIELD | [10.0, 10.0, 20.0]",
        "[10,10,20,30,1] | MISSING_FIELD | a list of 5",
        "\"10 10 20 30\" | MISSING_FIELD | the text \"10 10 20 30\"",
        "{\"x\":1} | MISSING_FIELD | an object",
      })
  void aFaultyBoxIsThatOfTheOutline(String value, FaultKind kind, String got) throws IOException {
    CheckReport report = check(TestFiles.annotation(2, OUTLINE + "\"bbox\":" + value));

    assertEquals(
        "expected four finite numbers as bbox at annotations[0], got "
            + got
            + "; that of the outline is used, [10.0, 10.0, 20.0, 30.0]",
        only(report, kind, Treatment.FILLED_IN));
    assertEquals(new BoxXywh(10, 10, 20, 30), report.usable().annotations().get(0).box());
    CheckReport bare = check(TestFiles.annotation(2, "\"bbox\":" + value));
    only(bare, kind, Treatment.SKIPPED);
  }

  @Test
  void aBoxWithoutExtentIsThatOfTheOutlineInTrainingAlone() throws IOException {
    CheckReport report = check(TestFiles.annotation(2, OUTLINE + "\"bbox\":[10,10,0,30]"));

    only(report, FaultKind.EMPTY_BOX, Treatment.FILLED_IN);
    assertEquals(new BoxXywh(10, 10, 20, 30), report.usable().annotations().get(0).box());
    assertEquals(new BoxXywh(10, 10, 0, 30), report.dataset().annotations().get(0).box());
  }

  @Test
  void numbersBetweenQuotesAreReadAndNamed() throws IOException {
    String annotation =
        """
        {"id":"5","image_id":"7","category_id":"90","bbox":["10","10",20,"30.5"],"area":"300",
         "iscrowd":"0","segmentation":{"size":["80","100"],"counts":["0","600",7400]}}
        """;
    CheckReport report = check(annotation);

    assertEquals(
        "expected numbers, got texts as id, image_id, category_id, bbox, area, iscrowd,"
            + " segmentation",
        only(report, FaultKind.QUOTED_NUMBER, Treatment.READ));
    CocoAnnotation read = report.usable().annotations(0).get(0);
    assertEquals(5, read.id());
    assertEquals(new BoxXywh(10, 10, 20, 30.5), read.box());
    assertEquals(300, read.area());
    assertEquals(80, ((Runs) read.segmentation()).height());
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "\"seven\"", "[7]", "7.5", "1e30", "true", "{}"})
  void anAnnotationNeedsAnImageAndACategory(String value) throws IOException {
    for (String field : List.of("image_id", "category_id")) {
      CheckReport report = check(TestFiles.annotation(2, "\"%s\":%s".formatted(field, value)));
      String detail = only(report, FaultKind.MISSING_FIELD, Treatment.SKIPPED);
      assertTrue(
          detail.startsWith("expected a whole number as " + field + " at annotations[0], got "),
          detail);
      CocoFileException refused =
          assertThrows(CocoFileException.class, report.dataset()::requireWhole);
      assertTrue(refused.getMessage().contains(detail), refused.getMessage());
      assertTrue(refused.getMessage().contains(": annotation 2"), refused.getMessage());
    }
  }

  @Test
  void anAnnotationWithoutANumberGetsOne() throws IOException {
    CheckReport report =
        check(
            TestFiles.annotation(2, "\"id\":null")
                + ","
                + TestFiles.annotation(8, "\"iscrowd\":0")
                + ","
                + TestFiles.annotation(3, "\"id\":\"x\""));

    assertEquals(
        List.of(9L, 8L, 10L),
        report.usable().annotations().stream().map(CocoAnnotation::id).toList());
    assertEquals(
        List.of(Treatment.RENUMBERED, Treatment.RENUMBERED),
        report.faults().stream().map(Fault::treatment).toList());
    report.dataset().requireWhole();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        "[10,10,50,10,50,40,10,40] | UNREADABLE_SEGMENTATION",
        "[[10,10,20,20,30,30]] | FLAT_OUTLINE",
        "[[10,10,10,10,10,10,10,10]] | FLAT_OUTLINE",
        "[[10,10,50,10]] | SHORT_POLYGON",
        "[] | NO_POLYGON",
        "\"0Pj7\" | UNREADABLE_SEGMENTATION",
        "true | UNREADABLE_SEGMENTATION",
        "{\"size\":[80,100],\"counts\":[8000]} | FLAT_OUTLINE",
        "{\"size\":[80,100],\"counts\":[1,2]} | RUN_LENGTHS",
        "{\"size\":[80,100],\"counts\":\"~~\"} | RUN_LENGTHS",
        "{\"size\":[100,80],\"counts\":[0,8000]} | MASK_SIZE",
        "{\"size\":[1e9,1e9],\"counts\":[0,5]} | MASK_SIZE",
        "{\"counts\":[0,5]} | UNREADABLE_SEGMENTATION",
      })
  void aFaultyOutlineGoesAndTheBoxStays(String outline, FaultKind kind) throws IOException {
    CheckReport report = check(TestFiles.annotation(2, "\"segmentation\":" + outline));

    only(report, kind, Treatment.MASK_DROPPED);
    CocoAnnotation kept = report.requireUsable().annotations().get(0);
    assertEquals(new BoxXywh(10, 10, 20, 30), kept.box());
    assertEquals(new Missing(), kept.segmentation());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        " | nothing and nothing",
        ",\"width\":100 | 100 and nothing",
        ",\"width\":null,\"height\":80 | null and 80",
        ",\"width\":[100],\"height\":80 | a list and 80",
        ",\"width\":100,\"height\":0 | 100 and 0",
        ",\"width\":100.5,\"height\":80 | 100.5 and 80",
        ",\"width\":99999,\"height\":99999 | 99999 and 99999",
        ",\"width\":1e30,\"height\":\"tall\" | 1e30 and the text \"tall\"",
      })
  void anImageWithoutSizeTakesItFromItsFile(String size, String got) throws IOException {
    String image = "{\"id\":7,\"file_name\":\"a.png\"%s}".formatted(size == null ? "" : size);
    CocoDataset data =
        CocoDataset.read(TestFiles.write(folder, image, TestFiles.GOOD, TestFiles.CATEGORIES));

    CheckReport report = DatasetCheck.run(data, entry -> Optional.of(new ImageSize(100, 80)));

    assertEquals(
        "expected width and height of at least 1 and fewer than 2^31 pixels at images[0], got "
            + got,
        only(report, FaultKind.IMAGE_FIELD, Treatment.SIZE_OF_FILE));
    assertEquals(new CocoImage(7, "a.png", 100, 80), report.requireUsable().images().get(0));
    assertEquals(1, report.usable().annotations(0).size());
    assertEquals(1, DatasetCheck.run(data, ImageSizes.AS_DECLARED).usable().annotations().size());
  }

  @Test
  void sizesBetweenQuotesAreReadAndNamed() throws IOException {
    CheckReport report =
        check(
            "{\"id\":7,\"file_name\":\"a.png\",\"width\":\"100\",\"height\":\"80\"}",
            TestFiles.GOOD,
            TestFiles.CATEGORIES);

    only(report, FaultKind.IMAGE_FIELD, Treatment.READ);
    assertEquals(new CocoImage(7, "a.png", 100, 80), report.requireUsable().images().get(0));
  }

  @Test
  void theAnnotationsOfAnImageWithoutANameAreNotFaulted() throws IOException {
    CheckReport report =
        check(
            "{\"id\":7,\"width\":100,\"height\":80,\"file_name\":[1]}",
            TestFiles.GOOD,
            TestFiles.CATEGORIES);

    only(report, FaultKind.IMAGE_FIELD, Treatment.SKIPPED);
    assertEquals(0, report.usable().images().size());
    assertEquals(1, report.dataset().requireWhole().annotations(0).size());
  }

  @Test
  void twoEntriesOfOneFileAreNamed() throws IOException {
    String size = "\"width\":100,\"height\":80}";
    CheckReport report =
        check(
            TestFiles.IMAGE
                + ",{\"id\":8,\"file_name\":\"./a.png\","
                + size
                + ",{\"id\":9,\"file_name\":\"b\\\\c.png\","
                + size
                + ",{\"id\":10,\"file_name\":\"b//c.png\","
                + size,
            TestFiles.GOOD,
            TestFiles.CATEGORIES);

    assertEquals(
        List.of(
            "image 8 (./a.png): expected a file of its own, got that of image 7",
            "image 10 (b//c.png): expected a file of its own, got that of image 9"),
        report.faults().stream().map(Fault::toString).toList());
    assertTrue(
        report.faults().stream()
            .allMatch(f -> f.kind() == FaultKind.SAME_FILE && f.treatment() == Treatment.KEPT));
    assertEquals(4, report.usable().images().size());
  }

  @Test
  void twoCategoriesOfOneNameAreNamed() throws IOException {
    CheckReport report =
        check(
            TestFiles.IMAGE,
            TestFiles.GOOD,
            TestFiles.CATEGORIES + ",{\"id\":91,\"name\":\"dog \"}");

    assertEquals(
        "dog : expected a name of its own, got that of category 90",
        only(report, FaultKind.SAME_NAME, Treatment.KEPT));
    assertEquals(3, report.usable().categories().size());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", ",\"name\":\" \"", ",\"name\":null", ",\"name\":5", ",\"name\":[\"dog\"]"})
  void aCategoryWithoutANameIsCalledByItsNumber(String name) throws IOException {
    CheckReport report = check(TestFiles.IMAGE, TestFiles.GOOD, "{\"id\":90%s}".formatted(name));

    only(report, FaultKind.CATEGORY_FIELD, Treatment.FILLED_IN);
    assertEquals(List.of(new Category(90, "category 90")), report.usable().categories());
    assertEquals(1, report.requireUsable().annotations().size());
  }

  @Test
  void aNumberBetweenQuotesIsThatOfACategory() throws IOException {
    CheckReport report = check(TestFiles.IMAGE, TestFiles.GOOD, "{\"id\":\"90\",\"name\":\"dog\"}");

    only(report, FaultKind.CATEGORY_FIELD, Treatment.READ);
    assertEquals(1, report.requireUsable().annotations().size());
  }

  @Test
  void readsAByteOrderMarkAndEmptySections() throws IOException {
    String text =
        "\ufeff{\"info\":null,\"licenses\":null,\"images\":[%s],\"annotations\":[%s],"
                .formatted(TestFiles.IMAGE, TestFiles.GOOD)
            + "\"categories\":[%s]}".formatted(TestFiles.CATEGORIES);
    CheckReport report =
        DatasetCheck.run(
            CocoDataset.read(TestFiles.writeText(folder, text)), ImageSizes.AS_DECLARED);

    assertEquals(List.of(), report.faults());
    assertEquals(1, report.usable().annotations().size());
    Path names = Files.writeString(folder.resolve("names.txt"), "\ufeffcat\ndog\n");
    assertEquals("cat", CategoryFile.read(names).get(0).name());
    Path json =
        Files.writeString(
            folder.resolve("names.json"),
            "\ufeff{\"categories\":[{\"id\":\"4\",\"name\":\"cat\"}]}");
    assertEquals(List.of(new Category(4, "cat")), CategoryFile.read(json));
  }

  @Test
  void refusesASectionThatComesTwice() throws IOException {
    Path file =
        TestFiles.writeText(
            folder, "{\"images\":[],\"annotations\":[],\"categories\":[],\"images\":[]}");

    CocoFileException refused = assertThrows(CocoFileException.class, () -> CocoDataset.read(file));
    assertTrue(
        refused.getMessage().contains("expected one list \"images\", got a second one"),
        refused.getMessage());
  }

  @Test
  void saysHowManyCrowdsThereAre() throws IOException {
    String one = TestFiles.annotation(2, "\"iscrowd\":1");
    CheckReport some = check(TestFiles.GOOD + "," + one);
    CheckReport all = check(one + "," + TestFiles.annotation(3, "\"iscrowd\":1"));

    assertEquals(
        "1 of 2 annotations is a crowd (iscrowd 1) and is not trained on",
        new CrowdCount(some.usable()).training().orElseThrow());
    assertTrue(
        new CheckSummary(some).lines(1).contains(new CrowdCount(some.usable()).training().get()));
    assertEquals(
        "all 2 annotations are crowds (iscrowd 1) and are not trained on; if they are single"
            + " objects, as some programs mark all objects with run lengths, set their iscrowd to"
            + " 0",
        new CrowdCount(all.usable()).training().orElseThrow());
    assertEquals(Optional.empty(), new CrowdCount(check(TestFiles.GOOD).usable()).evaluation());
  }
}
