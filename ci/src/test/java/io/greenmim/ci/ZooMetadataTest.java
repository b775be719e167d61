package io.greenmim.ci;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ZooMetadataTest {

  private static final String TINY =
      "model/cv/image_classification/io/greenmim/swin_tiny_patch4_window7_224.ms_in1k/metadata.json";
  private static final String DETECTOR =
      "model/cv/instance_segmentation/io/greenmim/mask_rcnn_swin_tiny/metadata.json";
  private static final Path ZOO = zoo("zoo-metadata");
  private static final Path DETECTORS = zoo("detection/core");
  private static final Path SCHEMA = ZOO.resolve("metadata.schema.json");

  private static Path zoo(String module) {
    return Path.of(System.getProperty("greenmim.root"), module, "src/main/resources/mlrepo");
  }

  @Test
  void everyFileObeys() throws IOException {
    obeys(new ZooMetadata(ZOO, SCHEMA), TINY);
    obeys(new ZooMetadata(DETECTORS, SCHEMA), DETECTOR);
  }

  private static void obeys(ZooMetadata zoo, String one) throws IOException {
    Map<String, String> files = zoo.files();
    assertTrue(files.containsKey(one), files.keySet()::toString);
    assertEquals(List.of(), zoo.index());
    assertEquals(List.of(), zoo.ids());
    for (Map.Entry<String, String> file : files.entrySet()) {
      assertEquals(List.of(), zoo.schema(file.getKey(), file.getValue()));
      assertEquals(List.of(), zoo.facts(file.getKey(), file.getValue()));
    }
  }

  /** Each edit breaks one field. */
  @Test
  void wrongFieldsBreakTheSchema() throws IOException {
    ZooMetadata zoo = new ZooMetadata(ZOO, SCHEMA);
    String text = Files.readString(ZOO.resolve(TINY));
    Map<String, String> edits =
        Map.ofEntries(
            Map.entry("\"metadataVersion\": \"0.2\"", "\"metadataVersion\": 0.2"),
            Map.entry("\"website\"", "\"homepage\""),
            Map.entry("\"name\": \"MIT\"", "\"name\": \"MIT licence\""),
            Map.entry("\"groupId\": \"io.greenmim\"", "\"groupId\": \"org.greenmim\""),
            Map.entry("\"cv/image_classification\"", "\"cv/classification\""),
            Map.entry("\"window\": \"7\"", "\"window\": 7"),
            Map.entry("\"size\": \"tiny\",", ""),
            Map.entry("\"data\": \"imagenet-1k\",", ""),
            Map.entry("\"method\": \"supervised\"", "\"method\": \"magic\""),
            Map.entry("\"bytesExact\": true", "\"bytesExact\": \"true\""),
            Map.entry("\"bytes\": 114342173", "\"bytes\": 0"),
            Map.entry("https://github.com/SwinTransformer", "ftp://github.com/SwinTransformer"),
            Map.entry("\"access\": \"direct\"", "\"access\": \"torrent\""),
            Map.entry("\"layout\": \"microsoft\"", "\"layout\": \"onnx\""),
            Map.entry("\"mergeOrder\": \"column\"", "\"mergeOrder\": \"diagonal\""),
            Map.entry("\"parameters\": 28288354", "\"parameters\": 28288354, \"x\": 1"),
            Map.entry("\"hasParameter\": \"false\"", "\"hasParameter\": \"true\""));
    edits.forEach(
        (from, to) -> {
          String edited = text.replace(from, to);
          assertFalse(edited.equals(text), from);
          assertFalse(zoo.schema(TINY, edited).isEmpty(), to);
        });
  }

  @Test
  void wrongFactsOfDetectorsAreFound() throws IOException {
    ZooMetadata zoo = new ZooMetadata(DETECTORS, SCHEMA);
    String text = Files.readString(DETECTORS.resolve(DETECTOR));
    Map<String, String> edits =
        Map.of(
            "\"variant\": \"mask_rcnn_swin_tiny\"", "\"variant\": \"mask_rcnn_swin_huge\"",
            "\"size\": \"tiny\"", "\"size\": \"base\"",
            "\"window\": \"7\"", "\"window\": \"12\"",
            "\"classes\": \"80\"", "\"classes\": \"91\"",
            "\"masks\": \"true\"", "\"masks\": \"false\"");
    for (Map.Entry<String, String> edit : edits.entrySet()) {
      String edited = text.replace(edit.getKey(), edit.getValue());
      assertFalse(edited.equals(text), edit.getKey());
      List<String> violations = zoo.facts(DETECTOR, edited);
      assertEquals(1, violations.size(), edit.getValue() + ": " + violations);
    }
    assertFalse(zoo.schema(DETECTOR, text.replace("\"masks\"", "\"mask\"")).isEmpty());
  }

  @Test
  void factsThatDoNotAgreeAreFound() throws IOException {
    ZooMetadata zoo = new ZooMetadata(ZOO, SCHEMA);
    String text = Files.readString(ZOO.resolve(TINY));
    Map<String, String> edits =
        Map.of(
            "\"parameters\": 28288354", "\"parameters\": 28288355",
            "\"variant\": \"swin_tiny_patch4_window7_224\"",
                "\"variant\": \"swin_tiny_patch4_window9_224\"",
            "\"window\": \"7\"", "\"window\": \"14\"",
            "licenses/MIT-Microsoft.txt", "licenses/MIT-Nobody.txt",
            "\"name\": \"MIT\"", "\"name\": \"CC-BY-NC-4.0\"",
            "\"bytes\": 114342173", "\"bytes\": 14342173",
            "\"application\": \"cv/image_classification\"", "\"application\": \"cv\"");
    for (Map.Entry<String, String> edit : edits.entrySet()) {
      String edited = text.replace(edit.getKey(), edit.getValue());
      assertFalse(edited.equals(text), edit.getKey());
      List<String> violations = zoo.facts(TINY, edited);
      assertEquals(1, violations.size(), edit.getValue() + ": " + violations);
    }
  }

  @Test
  void idsAndIndexAreChecked(@TempDir Path folder) throws IOException {
    String text = Files.readString(ZOO.resolve(TINY));
    Path twin = folder.resolve(TINY.replace("/image_classification", ""));
    for (Path file : List.of(folder.resolve(TINY), twin)) {
      Files.createDirectories(file.getParent());
      Files.writeString(file, text);
    }
    Files.writeString(folder.resolve("greenmim-index.txt"), TINY + "\n" + TINY + "\ngone.json\n");
    ZooMetadata zoo = new ZooMetadata(folder, SCHEMA);
    assertEquals(2, zoo.ids().size(), zoo.ids()::toString);
    assertEquals(
        List.of(
            TINY.replace("/image_classification", "") + ": not in the index",
            "gone.json: in the index, but not there",
            "greenmim-index.txt: a path stands there twice"),
        zoo.index());
  }
}
