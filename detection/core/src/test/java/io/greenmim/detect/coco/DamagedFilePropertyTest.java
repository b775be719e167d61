package io.greenmim.detect.coco;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.greenmim.random.SplitMix64;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever a file holds, it is read, or refused in one line; what is left can be used. */
class DamagedFilePropertyTest {

  private static final String WHOLE =
      """
      {"images":[{"id":7,"file_name":"a.png","width":10,"height":8}],
       "annotations":[
        {"id":1,"image_id":7,"category_id":3,"bbox":[1,2,3.5,4],"area":9,"iscrowd":0,
         "segmentation":[[1,2,4,2,4,6.25],[1,1,3,1,3,3,1,3]]},
        {"id":2,"image_id":7,"category_id":3,"bbox":[1,2,3,4],"area":80,"iscrowd":1,
         "segmentation":{"size":[8,10],"counts":[0,30,50]}},
        {"id":3,"image_id":7,"category_id":-1,"bbox":[1,2,3,4],"area":1e2,
         "segmentation":{"size":[8,10],"counts":"0Pj0"}},
        {"id":4,"image_id":7,"category_id":-1,"bbox":[0,0,10,8],"area":80}],
       "categories":[{"id":3,"name":"a"},{"id":-1,"name":"b"}]}
      """;

  private static final String CHARACTERS = "0123456789.-eE{}[]:,\" natruefslNI~\\\u00e9";

  private static void use(Path file) throws IOException {
    try {
      CheckReport report = DatasetCheck.run(CocoDataset.read(file), ImageSizes.AS_DECLARED);
      CocoDataset usable = report.usable();
      new CheckSummary(report).lines(2);
      for (int i = 0; i < usable.images().size(); i++) {
        CocoImage image = usable.images().get(i);
        if (image.hasSize() && (long) image.width() * image.height() < 1_000_000) {
          for (CocoAnnotation annotation : usable.annotations(i)) {
            SegmentationMasks.of(annotation.segmentation(), image.height(), image.width());
            assertTrue(annotation.box().area() > 0);
            assertTrue(usable.classOf(annotation.categoryId()) >= 0);
          }
        }
      }
    } catch (CocoFileException e) {
      assertEquals(1, e.getMessage().lines().count(), e.getMessage());
      assertTrue(e.getMessage().startsWith(file + ": expected"), e.getMessage());
    }
  }

  @Property(tries = 1000)
  void changedCharacters(@ForAll long seed, @ForAll @IntRange(min = 1, max = 4) int changes)
      throws IOException {
    SplitMix64 random = SplitMix64.of(seed);
    StringBuilder text = new StringBuilder(WHOLE);
    for (int i = 0; i < changes; i++) {
      char character = CHARACTERS.charAt(random.nextInt(CHARACTERS.length()));
      text.setCharAt(random.nextInt(text.length()), character);
    }
    Path file = Files.createTempFile("damaged", ".json");
    try {
      use(Files.writeString(file, text));
    } finally {
      Files.delete(file);
    }
  }

  @Test
  void truncatedAnywhere(@TempDir Path folder) throws IOException {
    String text = WHOLE.strip();
    for (int length = 0; length < text.length(); length++) {
      Path file = Files.writeString(folder.resolve("cut.json"), text.substring(0, length));
      CocoFileException refused =
          assertThrows(CocoFileException.class, () -> CocoDataset.read(file), text);
      assertTrue(refused.getMessage().contains("got a truncated one"), refused.getMessage());
    }
    use(Files.writeString(folder.resolve("whole.json"), WHOLE));
  }
}
