package io.greenmim.train.label;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.greenmim.train.data.DataException;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LabelListTest {

  @TempDir private Path folder;

  private final List<String> told = new ArrayList<>();
  private Path list;

  @BeforeEach
  void drawNothing() throws IOException {
    list = folder.resolve("labels.csv");
    for (String name : List.of("a.jpg", "b.jpg", "c.jpg")) {
      Files.writeString(folder.resolve(name), "not read here");
    }
  }

  private void write(String text) throws IOException {
    write(text, StandardCharsets.UTF_8);
  }

  private void write(String text, Charset charset) throws IOException {
    Files.write(list, text.getBytes(charset));
  }

  private LabelledImages read() {
    return LabelledData.read(new LabelSettings(null, list, null, 0.0), 0, told::add).train();
  }

  private String failure(String text) throws IOException {
    write(text);
    return failure();
  }

  private String failure() {
    return plain(assertThrows(DataException.class, this::read).getMessage());
  }

  private String plain(String line) {
    return line.replace(list + "", "LIST").replace(folder + "", "D");
  }

  private List<String> told() {
    return told.stream().map(this::plain).toList();
  }

  private static List<String> labels(LabelledImages images) {
    return images.images().stream()
        .map(image -> image.name() + "=" + images.classes().get(image.label()))
        .toList();
  }

  private static final List<String> EXPECTED = List.of("a.jpg=cat", "b.jpg=dog", "c.jpg=cat");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "file,label\nb.jpg,dog\na.jpg,cat\nc.jpg,cat\n",
        "file,label\r\nb.jpg,dog\r\na.jpg,cat\r\nc.jpg,cat",
        "\ufeffImage; Class \nb.jpg;dog\n\n a.jpg ; cat\nc.jpg;cat;\n",
        "class\tid\tpath\ndog\t1\tb.jpg\ncat\t2\ta.jpg\ncat\t3\tc.jpg\n",
        "sep=;\nfilename;category\nb.jpg;dog\na.jpg;cat\nc.jpg;cat\n",
        "\"file\";\"label\"\r\n\"b.jpg\";\"dog\"\r\na.jpg;cat\r\nc.jpg;\"cat\"\r\n",
        "\"file\"\t\"label\"\n\"b.jpg\"\t\"dog\"\na.jpg\tcat\nc.jpg\tcat\n",
        "\"file\",\"label\"\n\"b.jpg\",\"dog\"\n./a.jpg,\"cat\" \n \"c.jpg\",cat\n",
        """
        \ufeff{"file": "b.jpg", "label": "dog"}
        {"label": "cat", "file": "a.jpg", "id": [1]}

        {"image": "c.jpg", "class": "cat"}
        """,
      })
  void listsAreReadHoweverTheyAreWritten(String text) throws IOException {
    write(text);
    LabelledImages images = read();
    assertEquals(EXPECTED, labels(images));
    assertEquals(List.of("cat", "dog"), images.classes());
    assertEquals(folder.resolve("b.jpg"), images.images().get(1).path());
    assertEquals(list, images.place());
    assertEquals(List.of(), told());
  }

  @Test
  void quotesHoldDelimitersQuotesAndEndsOfLines() throws IOException {
    Files.writeString(folder.resolve("a, \"b\".jpg"), "");
    Files.writeString(folder.resolve("x\ny.jpg"), "");
    write("file,label\n\"a, \"\"b\"\".jpg\",cat\n\"x\ny.jpg\",\"dog, wet\"\na.jpg,12\" inch\n");
    assertEquals(
        List.of("a, \"b\".jpg=cat", "a.jpg=12\" inch", "x\ny.jpg=dog, wet"), labels(read()));
  }

  @Test
  void numbersAreNames() throws IOException {
    write(
        """
        {"file": "a.jpg", "label": 7}
        {"file": "b.jpg", "label": true}
        {"file": "c.jpg", "label": 7}
        """);
    assertEquals(List.of("7", "true"), read().classes());
  }

  @Test
  void pathsCountFromTheFolderOfTheDataOrOfTheList() throws IOException {
    Path images = Files.createDirectories(folder.resolve("images/deep"));
    Files.writeString(images.resolve("1.jpg"), "");
    Path absolute = folder.resolve("c.jpg");
    write("file,label\ndeep\\1.jpg,cat\n" + absolute + ",dog\n../a.jpg,dog\n");
    LabelledImages read =
        LabelledData.read(
                new LabelSettings(folder.resolve("images"), list, null, 0.0), 0, told::add)
            .train();
    assertEquals(List.of(folder + "/a.jpg=dog", absolute + "=dog", "deep/1.jpg=cat"), labels(read));
  }

  @Test
  void aSecondListIsValidatedOn() throws IOException {
    write("file,label\na.jpg,cat\nb.jpg,dog\n");
    Path second = folder.resolve("val.csv");
    Files.writeString(second, "file,label\nc.jpg,dog\n");
    LabelledData data =
        LabelledData.read(new LabelSettings(null, list, second, null), 0, told::add);
    assertEquals(List.of("c.jpg=dog"), labels(data.validation().orElseThrow()));
    assertEquals(List.of("1 of 2 classes have no image to validate on: cat"), told());

    Files.writeString(second, "file,label\nc.jpg,dogg\n");
    assertEquals(
        second
            + ": expected classes of the training part, got 1 that it lacks: dogg; near ones:"
            + " dog, cat",
        assertThrows(
                DataException.class,
                () -> LabelledData.read(new LabelSettings(null, list, second, null), 0, told::add))
            .getMessage());
  }

  @Test
  void oneListIsSplit() throws IOException {
    StringBuilder text = new StringBuilder("file,label\n");
    for (int i = 0; i < 20; i++) {
      Files.writeString(folder.resolve(i + ".jpg"), "");
      text.append(i).append(".jpg,").append(i % 2 == 0 ? "cat" : "dog").append('\n');
    }
    write(text.toString());
    LabelledData data = LabelledData.read(new LabelSettings(null, list, null, null), 3, told::add);
    assertArrayEquals(new int[] {2, 2}, data.validation().orElseThrow().counts());
    assertArrayEquals(new int[] {8, 8}, data.train().counts());
    assertEquals(
        List.of("not used: 3 image(s) in D without a label (a.jpg, b.jpg, c.jpg)"), told());
  }

  @Test
  void whatIsLeftOutIsNamed() throws IOException {
    Files.createDirectories(folder.resolve("sub"));
    write("file,label\na.jpg,cat\nb.jpg,dog\nnone.jpg,cat\nc.jpg,\nsub,cat\na.jpg,cat\n");
    LabelledImages images = read();
    assertEquals(List.of("a.jpg=cat", "b.jpg=dog"), labels(images));
    assertEquals(
        List.of(
            "LIST: 1 line(s) repeat others, and count once",
            "left out 3 of the 6 lines of LIST",
            "left out c.jpg: line 5: it has no label",
            "left out none.jpg: line 4: no such file",
            "left out sub: line 6: a folder, no file"),
        told());
    assertEquals(List.of("c.jpg", "none.jpg", "sub"), List.copyOf(images.unreachable().keySet()));
  }

  @Test
  void filesWithoutLabelsAreCounted() throws IOException {
    write("file,label\na.jpg,cat\nb.jpg,dog\n");
    read();
    assertEquals(List.of("not used: 1 image(s) in D without a label (c.jpg)"), told());
  }

  @Test
  void anImageOfTwoClassesIsAnError() throws IOException {
    assertEquals(
        "LIST: expected one class for ./a.jpg, got 'cat' in line 2 and 'dog' in line 4",
        failure("file,label\na.jpg,cat\nb.jpg,dog\n./a.jpg,dog\n"));
  }

  @Test
  void namesThatDifferInCaseAloneAreAnError() throws IOException {
    assertEquals(
        "LIST: expected different names of classes, got 'Cat' and 'cat', which differ in case"
            + " alone",
        failure("file,label\na.jpg,cat\nb.jpg,Cat\n"));
  }

  @Test
  void oneClassIsNone() throws IOException {
    assertEquals(
        "LIST: expected images of at least 2 classes, found 2 of one, 'cat'",
        failure("file,label\na.jpg,cat\nb.jpg,cat\n"));
  }

  @Test
  void missingColumnsAreNamed() throws IOException {
    String expected =
        "LIST: expected the columns file (or image, path) and label (or class) in the";
    assertEquals(expected + " first line, got 'a.jpg,cat'", failure("a.jpg,cat\nb.jpg,dog\n"));
    assertEquals(expected + " first line, got 'file,tag'", failure("file,tag\na.jpg,cat\n"));
    assertEquals(
        "LIST: expected one of the columns 'label' and 'Class', got both; rename one",
        failure("file,label,Class\na.jpg,1,cat\n"));
  }

  @Test
  void rowsOfOtherFieldsAreNamed() throws IOException {
    assertEquals(
        "LIST line 3: expected 2 fields as in the first line, got 3; quotes go around a field that"
            + " holds ','",
        failure("file,label\na.jpg,cat\nb,c.jpg,dog\n"));
    assertEquals(
        "LIST line 2: expected 2 fields as in the first line, got 1; quotes go around a field that"
            + " holds ';'",
        failure("file;label\na.jpg,cat\n"));
    assertEquals(
        "LIST line 2: expected the name of a file, got none", failure("file,label\n ,cat\n"));
  }

  @Test
  void quotesThatDoNotEndAreNamed() throws IOException {
    assertEquals(
        "LIST line 2: expected a second quote for the one in this line, got the end of the file",
        failure("file,label\n\"a.jpg,cat\nb.jpg,dog\n"));
    assertEquals(
        "LIST line 2: expected the end of the field after its quotes, got 'x'",
        failure("file,label\n\"a.jpg\"x,cat\n"));
  }

  @Test
  void nothingIsNoList() throws IOException {
    assertEquals("LIST: expected a list of files and labels, got an empty file", failure("\n"));
    assertEquals(
        "LIST: expected files and labels below the names of the columns, got none",
        failure("file,label\n"));
    Files.delete(list);
    assertEquals(
        "LIST: expected a list of files and labels, got none: it does not exist", failure());
    Files.createDirectories(list);
    assertEquals("LIST: expected a list of files and labels, got no file", failure());
  }

  @Test
  void noFileOfAListIsThere() throws IOException {
    assertEquals(
        "LIST: expected labelled images, none of the 2 lines has one; the first, x/1.jpg (line 2:"
            + " no such file); paths count from D",
        failure("file,label\nx/1.jpg,cat\na/2.jpg,dog\n"));
  }

  @Test
  void otherEncodingsAreNamed() throws IOException {
    write("file,label\na.jpg,K\u00e4se\n", StandardCharsets.ISO_8859_1);
    assertEquals("LIST: expected text in UTF-8, line 2 is none; save the list as UTF-8", failure());
    write("\ufefffile,label\na.jpg,cat\n", StandardCharsets.UTF_16LE);
    assertEquals("LIST: expected text in UTF-8, got UTF-16; save the list as UTF-8", failure());
    write("file,label\na.jpg,cat\n", StandardCharsets.UTF_16LE);
    assertEquals("LIST: expected text in UTF-8, line 1 is none; save the list as UTF-8", failure());
  }

  @Test
  void brokenLinesOfJsonAreNamed() throws IOException {
    list = folder.resolve("labels.jsonl");
    String good = "{\"file\": \"a.jpg\", \"label\": \"cat\"}\n";
    assertEquals(
        "LIST line 2: expected an object such as {\"file\": \"1.jpg\", \"label\": \"cat\"}, got"
            + " '{\"file\": \"b.jpg\", \"lab' (End of input at line 1 column 24 path $.file)",
        failure(good + "{\"file\": \"b.jpg\", \"lab\n")
            .replaceAll("\\((?!End).*\\)", "(End of input at line 1 column 24 path \\$.file)"));
    assertEquals(
        "LIST line 2: expected the keys file (or image, path) and label (or class), got file, tag",
        failure(good + "{\"file\": \"b.jpg\", \"tag\": 1}\n"));
    assertEquals(
        "LIST line 1: expected one text, got several: [cat, dog]",
        failure("{\"file\": \"b.jpg\", \"label\": [\"cat\", \"dog\"]}\n"));
    assertEquals(
        "LIST: expected CSV, or JSON lines with an object in each, got a JSON array",
        failure("[" + good + "]"));
    write(
        good + "{\"file\": \"b.jpg\", \"label\": null}\n{\"file\": \"c.jpg\", \"label\": \"d\"}\n");
    assertEquals("line 2: it has no label", read().unreachable().get("b.jpg"));
  }

  @Test
  void settingsNeedImages() {
    String message =
        assertThrows(
                IllegalArgumentException.class, () -> new LabelSettings(null, null, null, null))
            .getMessage();
    assertEquals("data: expected a folder of class folders, or 'labels', got neither", message);
    assertThrows(IllegalArgumentException.class, () -> new LabelSettings(folder, null, list, null));
    assertThrows(IllegalArgumentException.class, () -> new LabelSettings(folder, list, list, 0.5));
    assertThrows(IllegalArgumentException.class, () -> new LabelSettings(folder, list, null, 1.0));
  }

  @Test
  void oneSetIsJudgedWhole() throws IOException {
    write("file,label\na.jpg,cat\nb.jpg,cat\n");
    LabelledImages images =
        LabelledData.judged(new LabelSettings(null, list, null, null), told::add);
    assertEquals(Optional.of(1), Optional.of(images.classes().size()));
    assertEquals(2, images.size());
  }

  @Test
  void modelsNumberClassesByTheirNames() throws IOException {
    write("file,label\na.jpg,cat\nb.jpg,dog\nc.jpg,cat\n");
    LabelledImages images = read();
    LabelledImages numbered = images.numberedAs(List.of("owl", "dog", "cat"), "the model");
    assertEquals(EXPECTED, labels(numbered));
    assertArrayEquals(new int[] {0, 1, 2}, numbered.counts());
    assertEquals(
        list + ": expected classes of the model, got 1 that it lacks: dog; near ones: Dog, cat",
        assertThrows(
                DataException.class, () -> images.numberedAs(List.of("cat", "Dog"), "the model"))
            .getMessage());
    assertEquals(
        list + ": expected one class 'cat' of the model, got several",
        assertThrows(
                DataException.class,
                () -> images.numberedAs(List.of("cat", "dog", "cat"), "the model"))
            .getMessage());
  }

  @Test
  void wordNetsIdsAreNamesToo() throws IOException {
    write("file,label\na.jpg,n02123045\nb.jpg,n02106662 German shepherd\n");
    LabelledImages numbered =
        read().numberedAs(List.of("n02106662 German shepherd", "n02123045 tabby"), "M");
    assertArrayEquals(new int[] {1, 1}, numbered.counts());
    assertEquals(1, numbered.images().get(0).label());
  }
}
