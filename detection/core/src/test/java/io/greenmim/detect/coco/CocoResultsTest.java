package io.greenmim.detect.coco;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.greenmim.detect.boxes.BoxXywh;
import io.greenmim.detect.mask.RunLengthMask;
import io.greenmim.detect.testing.Shared;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CocoResultsTest {

  @TempDir private Path folder;

  @Test
  void readsWhatItWrites() throws IOException {
    RunLengthMask mask = RunLengthMask.of(4, 5, 3, 6, 1, 2, 8);
    List<CocoResult> results =
        List.of(
            new CocoResult(
                5, 18, Optional.of(new BoxXywh(0.1, 2, 3.25, 1e-7)), 0.3, Optional.of(mask)),
            new CocoResult(9, -1, Optional.of(new BoxXywh(1, 2, 3, 4)), 1, Optional.empty()),
            new CocoResult(9, 1L << 60, Optional.empty(), 0, Optional.of(mask)));
    Path file = folder.resolve("deep/results.json");

    CocoResults.write(file, results.iterator());

    assertEquals(results, CocoResults.read(file));
  }

  @Test
  void readsUncompressedMasks() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("r.json"),
            "[{\"image_id\":1,\"category_id\":2,\"score\":0.5,\"segmentation\":"
                + "{\"size\":[2,3],\"counts\":[1,5]}}]");

    assertEquals(Optional.of(RunLengthMask.of(2, 3, 1, 5)), CocoResults.read(file).get(0).mask());
  }

  @Test
  void anEmptyBoxIsNone() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("r.json"),
            "[{\"image_id\":1,\"category_id\":2,\"score\":0.5,\"bbox\":[],\"segmentation\":"
                + "{\"size\":[2,3],\"counts\":[1,5]}}]");

    assertEquals(Optional.empty(), CocoResults.read(file).get(0).box());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        "{} | expected a COCO result file, a list of objects, got an object at its start",
        "[{\"image_id\":1}, | result 0: expected a whole number as category_id, got" + " nothing",
        "[{\"image_id\":1,\"category_id\":1,\"score\":1} | result 0: result: expected a bbox or a"
            + " segmentation, got neither",
        "[{\"image_id\":1,\"category_id\":1,\"bbox\":[1,2,3,4]} | expected a finite number as"
            + " score, got nothing",
        "[{\"image_id\":1,\"category_id\":1,\"bbox\":[1,2,3,4],\"score\":\"0.9\"} | got the text"
            + " \"0.9\"",
        "[{\"image_id\":\"1\",\"category_id\":1} | as image_id, got the text \"1\"",
        "[{\"image_id\":1,\"bbox\":[1,\"2\",3,4]} | expected four finite numbers as bbox, got"
            + " texts",
        "[{\"image_id\":1,\"category_id\":1,\"score\":1,\"bbox\":[1,2,3]} | result 0:"
            + " expected four finite numbers as bbox, got [1.0, 2.0, 3.0]",
        "[{\"image_id\":1,\"category_id\":1,\"score\":1,\"bbox\":[1,2,3,NaN]} | expected four"
            + " finite numbers",
        "[{\"image_id\":1,\"category_id\":1,\"score\":1,\"segmentation\":[[1,2,3]]} | segmentation:"
            + " expected run lengths, got a list of polygons",
        "[{\"image_id\":1,\"category_id\":1,\"score\":1,\"segmentation\":{\"size\":[1,2],"
            + "\"counts\":\"~\"}} | compressed mask: expected characters '0' to 'o'",
        "[{\"image_id\":1,\"category_id\":1,\"score\":1,\"bbox\":[1,2,3,4]} | got a truncated one",
        "[7] | expected an object as result 0, got a number"
      })
  void refusesWhatIsNoResultFile(String text, String message) throws IOException {
    Path file = Files.writeString(folder.resolve("r.json"), text);

    CocoFileException refused = assertThrows(CocoFileException.class, () -> CocoResults.read(file));

    assertTrue(refused.getMessage().startsWith(file + ": "), refused.getMessage());
    assertTrue(refused.getMessage().contains(message), refused.getMessage());
    assertEquals(1, refused.getMessage().lines().count());
  }

  @Test
  void readsResultsOfOthers() throws IOException {
    JsonObject reference =
        JsonParser.parseString(Files.readString(Shared.file("golden/detection/coco_general.json")))
            .getAsJsonObject();
    Path file = Files.writeString(folder.resolve("r.json"), reference.get("detections").toString());

    List<CocoResult> results = CocoResults.read(file);
    Path again = folder.resolve("again.json");
    CocoResults.write(again, results.iterator());

    assertEquals(reference.getAsJsonArray("detections").size(), results.size());
    assertTrue(results.stream().allMatch(r -> r.mask().isPresent() && r.box().isPresent()));
    assertEquals(results, CocoResults.read(again));
    assertEquals(
        reference.getAsJsonArray("detections").get(0).getAsJsonObject().get("segmentation"),
        JsonParser.parseString(Files.readString(again))
            .getAsJsonArray()
            .get(0)
            .getAsJsonObject()
            .get("segmentation"));
  }
}
