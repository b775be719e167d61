package io.greenmim.train.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageFolderScannerTest {

  @TempDir Path folder;

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

  @Test
  void followsLinksAndRefusesLoops() throws IOException {
    TestImages.write(folder, "real/one.jpg", new byte[3]);
    Path data = Files.createDirectories(folder.resolve("data"));
    Files.createSymbolicLink(data.resolve("link"), folder.resolve("real"));
    assertEquals("link/one.jpg", ImageFolderScanner.scan(data).files().get(0).name());
    Files.createSymbolicLink(data.resolve("loop"), data);
    assertRefused(data, "cannot walk the image folder");
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
    assertRefused(folder, "expected files that end in .bmp, .jpeg, .jpg, .png, .webp");
  }

  /** Digest of "a/b.jpg\0" "5\n" "c.png\0" "7\n", from the sha256sum program. */
  @Test
  void digestIsThatOfNamesAndSizes() {
    ImageList list =
        new ImageList(folder, List.of(new ImageFile("a/b.jpg", 5), new ImageFile("c.png", 7)));
    assertEquals("53737ad49c69b4639f7f71b44e9700763fc201539022cc86b3ecbcce6aa063d9", list.sha256());
    ImageList resized =
        new ImageList(folder, List.of(new ImageFile("a/b.jpg", 5), new ImageFile("c.png", 8)));
    assertNotEquals(list.sha256(), resized.sha256());
    ImageList moved = new ImageList(folder.resolve("elsewhere"), list.files());
    assertEquals(list.sha256(), moved.sha256());
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
