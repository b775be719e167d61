package io.greenmim.train.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.greenmim.image.read.ImageLimits;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageFolderScannerTest {

  @TempDir Path folder;

  @Test
  void anInterruptEndsTheWalk() throws IOException {
    Files.createFile(folder.resolve("a.jpg"));
    Thread.currentThread().interrupt();
    DataException end = assertThrows(DataException.class, () -> ImageFolderScanner.scan(folder));
    assertInstanceOf(InterruptedIOException.class, end.getCause());
  }

  @Test
  void findsImagesAtAnyDepthInStringOrder() throws IOException {
    for (String name :
        List.of(
            "b.jpg",
            "a/z.PNG",
            "a/b/c.JPeg",
            "a.bmp",
            "a-b/x.webp",
            "B.jpg",
            "notes.txt",
            "jpg",
            ".hidden.jpg",
            ".git/y.jpg",
            "a/.cache/y.jpg",
            "video.mp4",
            "x.jpg.part")) {
      TestImages.write(folder, name, new byte[name.length()]);
    }
    Files.createDirectories(folder.resolve("folder.jpg"));
    ImageList images = ImageFolderScanner.scan(folder);
    // '-' < '.' < '/' and upper case before lower case.
    assertEquals(
        List.of("B.jpg", "a-b/x.webp", "a.bmp", "a/b/c.JPeg", "a/z.PNG", "b.jpg"),
        images.files().stream().map(ImageFile::name).toList());
    assertEquals(10, images.files().get(3).bytes());
    assertEquals(folder.resolve("a").resolve("b").resolve("c.JPeg"), images.path(3));
  }

  private static List<String> names(ImageList images) {
    return images.files().stream().map(ImageFile::name).toList();
  }

  private static byte[] starting(int... bytes) {
    byte[] file = new byte[40];
    for (int i = 0; i < bytes.length; i++) {
      file[i] = (byte) bytes[i];
    }
    return file;
  }

  /** Nothing but the first bytes tells what these are. */
  @Test
  void aFileIsAnImageByItsContentWhateverItsName() throws IOException {
    TestImages.write(folder, "jpeg", starting(0xff, 0xd8, 0xff, 0xe0));
    TestImages.write(folder, "png.dat", starting(0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'));
    TestImages.write(
        folder, "webp.txt", starting('R', 'I', 'F', 'F', 1, 0, 0, 0, 'W', 'E', 'B', 'P'));
    TestImages.write(folder, "tiff.0001", starting('I', 'I', 42, 0));
    TestImages.write(folder, "x.jpg.part", starting(0xff, 0xd8, 0xff, 0xe1));
    TestImages.write(
        folder,
        "notes.txt",
        "BM is no bitmap, and these are no images".getBytes(StandardCharsets.UTF_8));
    TestImages.write(folder, "short", new byte[] {(byte) 0xff, (byte) 0xd8, (byte) 0xff});
    TestImages.write(folder, "empty", new byte[0]);
    ImageList images = ImageFolderScanner.scan(folder);
    assertEquals(List.of("jpeg", "png.dat", "tiff.0001", "webp.txt", "x.jpg.part"), names(images));
    assertEquals(3, images.passedOver().count());
  }

  /** To read them fails, and then they are listed: an image that is lost must not go unseen. */
  @Test
  void aFileIsAnImageByItsNameWhateverItsContent() throws IOException {
    List<String> all =
        List.of("a.jfif", "b.JPE", "c.tif", "d.TIFF", "e.dib", "f.jpg", "g.jpeg", "h.png");
    for (String name : all) {
      TestImages.write(folder, name, new byte[0]);
    }
    ImageList images = ImageFolderScanner.scan(folder);
    assertEquals(all, names(images));
    assertEquals(List.of(), images.passedOver().lines(folder));
  }

  /** What a run of version 0.1 recorded of such a folder; see digestIsThatOfNamesAndSizes. */
  @Test
  void anOrdinaryFolderHasTheListThatOldRunsRecorded() throws IOException {
    TestImages.write(folder, "c.png", new byte[7]);
    TestImages.write(folder, "a/b.jpg", new byte[5]);
    TestImages.write(folder, "a/labels.txt", new byte[50]);
    assertEquals(
        "53737ad49c69b4639f7f71b44e9700763fc201539022cc86b3ecbcce6aa063d9",
        digest(ImageFolderScanner.scan(folder)));
  }

  @Test
  void whatIsPassedOverIsCountedByReason() throws IOException {
    TestImages.write(folder, "a.jpg", new byte[3]);
    for (String name :
        List.of("1.txt", "2.TXT", "3.gif", "README", "s/4.txt", ".DS_Store", ".git/x/y.jpg")) {
      TestImages.write(folder, name, new byte[20]);
    }
    TestImages.write(folder, "raw.NEF", starting('M', 'M', 0, 42));
    PassedOver passed = ImageFolderScanner.scan(folder).passedOver();
    assertEquals(8, passed.count());
    assertEquals(
        List.of(
            "passed over 8 in %s: other files 5 (.txt 3, no ending 1, .gif 1), raw files of cameras"
                    .formatted(folder)
                + " 1 (.nef 1), hidden 2"),
        passed.lines(folder));
    assertEquals(Map.of(), passed.unreachable());
  }

  @Test
  void manyEndingsAndStrangeOnesStayOnOneLine() throws IOException {
    TestImages.write(folder, "a.jpg", new byte[3]);
    for (int i = 0; i < 1100; i++) {
      TestImages.write(folder, "file." + (10000 + i), new byte[1]);
    }
    TestImages.write(folder, "x.a\nb\u001b[31m", new byte[1]);
    String line = ImageFolderScanner.scan(folder).passedOver().lines(folder).get(0);
    assertTrue(line.contains("other files 1101 (no ending 1"), line);
    assertTrue(line.endsWith(", ...)"), line);
    assertEquals(1, line.lines().count());
    assertFalse(line.contains("\u001b"), line);
  }

  @Test
  void linksAreFollowed() throws IOException {
    TestImages.write(folder, "real/one.jpg", new byte[3]);
    Path data = Files.createDirectories(folder.resolve("data"));
    Files.createSymbolicLink(data.resolve("link"), folder.resolve("real"));
    Files.createSymbolicLink(data.resolve("again.jpg"), folder.resolve("real/one.jpg"));
    ImageList images = ImageFolderScanner.scan(data);
    assertEquals(List.of("again.jpg", "link/one.jpg"), names(images));
    assertEquals(3, images.files().get(0).bytes());
  }

  @Test
  void linksThatLeadNowhereOrInACircleDoNotEndTheWalk() throws IOException {
    Path data = folder.resolve("data");
    TestImages.write(data, "one.jpg", new byte[3]);
    TestImages.write(data, "sub/two.jpg", new byte[3]);
    Files.createSymbolicLink(data.resolve("gone.jpg"), data.resolve("nowhere.jpg"));
    Files.createSymbolicLink(data.resolve("sub/up"), data);
    Files.createSymbolicLink(data.resolve("self"), data.resolve("self"));
    Files.createSymbolicLink(data.resolve("ping"), data.resolve("pong"));
    Files.createSymbolicLink(data.resolve("pong"), data.resolve("ping"));
    Files.createSymbolicLink(data.resolve(".hidden"), data.resolve("nowhere.jpg"));
    ImageList images = ImageFolderScanner.scan(data);
    assertEquals(List.of("one.jpg", "sub/two.jpg"), names(images));
    Map<String, String> reasons = images.passedOver().unreachable();
    assertEquals(Set.of("gone.jpg", "sub/up", "self", "ping", "pong"), reasons.keySet());
    assertEquals("a link that leads nowhere", reasons.get("gone.jpg"));
    assertEquals("a link that leads in a circle", reasons.get("sub/up"));
    for (String name : List.of("self", "ping", "pong")) {
      assertTrue(reasons.get(name).startsWith("a link that leads in a circle"), reasons.get(name));
    }
    List<String> lines = images.passedOver().lines(data);
    assertEquals(
        "passed over 6 in %s: hidden 1, links, folders and files that cannot be read 5"
            .formatted(data),
        lines.get(0));
    assertEquals("passed over gone.jpg: a link that leads nowhere", lines.get(1));
    assertEquals(6, lines.size());
  }

  /** As root every folder can be read, so the walk is played to the visitor. */
  @Test
  void foldersThatCannotBeReadDoNotEndTheWalk() throws IOException {
    ImageFileVisitor visitor = new ImageFileVisitor(folder);
    Path locked = folder.resolve("locked");
    assertEquals(
        FileVisitResult.CONTINUE,
        visitor.visitFileFailed(locked, new AccessDeniedException(locked.toString())));
    assertEquals(
        FileVisitResult.CONTINUE,
        visitor.postVisitDirectory(folder.resolve("half"), new IOException("Stale handle")));
    assertEquals(
        FileVisitResult.CONTINUE,
        visitor.visitFileFailed(folder.resolve(".lost"), new AccessDeniedException("")));
    assertEquals(
        Map.of(
            "locked",
            "no permission to read it",
            "half",
            "not listed to its end: cannot be read: java.io.IOException: Stale handle"),
        visitor.passedOver().unreachable());
    assertEquals(3, visitor.passedOver().count());
    assertThrows(
        AccessDeniedException.class,
        () -> visitor.visitFileFailed(folder, new AccessDeniedException(folder.toString())));
    assertThrows(
        IOException.class, () -> visitor.postVisitDirectory(folder, new IOException("gone")));
  }

  /** Opening a pipe that nobody writes to would wait for ever. */
  @Test
  void pipesAndSocketsAreNotOpened() throws Exception {
    TestImages.write(folder, "one.jpg", new byte[3]);
    run("mkfifo", folder.resolve("pipe.jpg").toString(), folder.resolve("pipe").toString());
    try (ServerSocketChannel socket = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      socket.bind(UnixDomainSocketAddress.of(folder.resolve("socket.png")));
      ImageList images =
          assertTimeoutPreemptively(Duration.ofSeconds(20), () -> ImageFolderScanner.scan(folder));
      assertEquals(List.of("one.jpg"), names(images));
      assertEquals(
          List.of("passed over 3 in %s: pipes, sockets and devices 3".formatted(folder)),
          images.passedOver().lines(folder));
    }
    Path pipe = folder.resolve("pipe.jpg");
    DataException refused = assertThrows(DataException.class, () -> ImageFolderScanner.find(pipe));
    assertTrue(refused.getMessage().endsWith(pipe + ", which is neither"), refused.getMessage());
  }

  /** A name that is no text leads nowhere once it has been text. */
  @Test
  void namesThatAreNoTextAreListed() throws Exception {
    TestImages.write(folder, "one.jpg", new byte[3]);
    run("bash", "-c", "cd '" + folder + "' && echo > $'\\xff.jpg' && mkdir $'\\xfe'");
    String[] entries = folder.toFile().list();
    assumeTrue(entries.length == 3, "this file system has no names that are no text");
    ImageList images = ImageFolderScanner.scan(folder);
    assertEquals(List.of("one.jpg"), names(images));
    assertEquals(2, images.passedOver().count());
    images
        .passedOver()
        .unreachable()
        .values()
        .forEach(reason -> assertTrue(reason.startsWith("its name is no text in "), reason));
  }

  private static void run(String... command) throws Exception {
    try {
      assumeTrue(new ProcessBuilder(command).start().waitFor() == 0, "no " + command[0] + " here");
    } catch (IOException e) {
      assumeTrue(false, "no " + command[0] + " here");
    }
  }

  @Test
  void oneFileIsAnImageWhateverItHolds() throws IOException {
    Path file = TestImages.write(folder, "sub/.a.bin", new byte[3]);
    TestImages.write(folder, "sub/b.jpg", new byte[4]);
    ImageList images = ImageFolderScanner.find(file);
    assertEquals(List.of(".a.bin"), names(images));
    assertEquals(file, images.path(0));
    assertEquals(List.of("b.jpg"), names(ImageFolderScanner.find(folder.resolve("sub"))));
    Path none = folder.resolve("none");
    String message =
        assertThrows(DataException.class, () -> ImageFolderScanner.find(none)).getMessage();
    assertEquals(
        "expected an image or a folder of images, got %s, which does not exist".formatted(none),
        message);
  }

  @Test
  void dotInTheRootsOwnNameDoesNotHideIt() throws IOException {
    TestImages.write(folder, ".data/one.jpg", new byte[3]);
    assertEquals(1, ImageFolderScanner.scan(folder.resolve(".data")).size());
  }

  @Test
  void missingFolder() {
    assertRefused(folder.resolve("nowhere"), "nowhere does not exist");
  }

  @Test
  void fileInsteadOfFolder() throws IOException {
    assertRefused(TestImages.write(folder, "one.jpg", new byte[3]), "one.jpg is not a folder");
  }

  @Test
  void emptyFolder() {
    assertRefused(folder, "no image under " + folder);
  }

  @Test
  void folderWithoutImages() throws IOException {
    TestImages.write(folder, "sub/readme.txt", new byte[3]);
    assertRefused(
        folder,
        "expected files in JPEG, PNG, BMP, WebP or TIFF; passed over: other files 1 (.txt 1)");
  }

  private static String digest(ImageList images) throws IOException {
    BatchShape any = new BatchShape(1, 3, 32, 32);
    return new AugmentedImages(images, ImageLimits.USUAL, Augmentation.PRETRAINING, any, 0)
        .digest();
  }

  /** Digest of "a/b.jpg\0" "5\n" "c.png\0" "7\n", from the sha256sum program. */
  @Test
  void digestIsThatOfNamesAndSizes() throws IOException {
    ImageList list =
        new ImageList(folder, List.of(new ImageFile("a/b.jpg", 5), new ImageFile("c.png", 7)));
    assertEquals("53737ad49c69b4639f7f71b44e9700763fc201539022cc86b3ecbcce6aa063d9", digest(list));
    ImageList resized =
        new ImageList(folder, List.of(new ImageFile("a/b.jpg", 5), new ImageFile("c.png", 8)));
    assertNotEquals(digest(list), digest(resized));
    ImageList moved = new ImageList(folder.resolve("elsewhere"), list.files());
    assertEquals(digest(list), digest(moved));
  }

  @Test
  void listWithoutImagesIsRefused() {
    List<ImageFile> none = List.of();
    assertThrows(IllegalArgumentException.class, () -> new ImageList(folder, none));
  }

  private static void assertRefused(Path path, String part) {
    String message =
        assertThrows(DataException.class, () -> ImageFolderScanner.scan(path)).getMessage();
    assertTrue(message.contains(part), message);
    assertEquals(1, message.lines().count());
  }
}
