package io.greenmim.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDManager;
import io.greenmim.backbone.Backbones;
import io.greenmim.config.ClassifierConfig;
import io.greenmim.config.ModelConfig;
import io.greenmim.tensors.SafeTensorsWriter;
import io.greenmim.train.testing.TinyModelFolder;
import io.greenmim.weights.ModelFolder;
import io.greenmim.weights.StateDict;
import io.greenmim.weights.TensorArrays;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code zoo} and {@code import}. */
class ZooCommandTest {

  private static final String VARIANT = "swin_nano_patch4_window7_224";
  private static final String ID = VARIANT + ".test_in10";
  private static final String GREEN = "swin_base_patch4_window7_224.greenmim_in1k";
  private static final ModelConfig CONFIG =
      ModelConfig.of(
          VARIANT,
          Backbones.variant(VARIANT).encoder().withLayerNormEps(1e-5),
          new ClassifierConfig(10));

  @TempDir private Path folder;

  @BeforeEach
  void useOwnZooAndCache() throws IOException {
    // The engine keeps its library where it was before: it is loaded first.
    NDManager.newBaseManager().close();
    System.setProperty("DJL_CACHE_DIR", folder.resolve("djl").toString());
    System.setProperty("greenmim.zoo", folder.resolve("zoo").toString());
    Path metadata =
        folder.resolve(
            "zoo/model/cv/image_classification/io/greenmim/%s/metadata.json".formatted(ID));
    Files.createDirectories(metadata.getParent());
    Files.writeString(
        metadata,
        """
        {"groupId": "io.greenmim", "artifactId": "%s", "application": "cv/image_classification",
         "artifacts": [{"version": "1.0.0", "name": "%s", "properties": {"classes": "10"},
          "arguments": {
           "blockFactory": "io.greenmim.zoo.GreenMimBlockFactory",
           "translatorFactory": "io.greenmim.translate.GreenMimTranslatorFactory",
           "published": {
            "model": {"variant": "%s", "layerNormEps": 1e-5, "kind": "classifier", "classes": 10,
             "parameters": %d},
            "original": {"file": "original.pth", "access": "manual",
             "url": "https://example.org/file", "page": "https://example.org",
             "bytes": 12000000, "bytesExact": false},
            "conversion": {"layout": "microsoft", "mergeOrder": "column"},
            "licenseFile": "licenses/MIT-Microsoft.txt"}},
          "options": {"hasParameter": "false"}, "files": {}}]}
        """
            .formatted(ID, ID, VARIANT, Backbones.parameters(CONFIG)));
  }

  @AfterEach
  void restore() {
    System.clearProperty("DJL_CACHE_DIR");
    System.clearProperty("greenmim.zoo");
  }

  private Path checkpoint() throws IOException {
    Path file = folder.resolve("mine.bin");
    try (NDManager manager = NDManager.newBaseManager()) {
      StateDict dict = StateDict.of(ModelFolder.newModel(CONFIG));
      dict.initialise(manager, ModelFolder.inputShape(CONFIG), 1);
      SafeTensorsWriter.write(file, TensorArrays.stored(dict.arrays()), Map.of());
    }
    return file;
  }

  private static List<String> row(String id) {
    Screen screen = Screen.of("zoo", "list");
    assertEquals(0, screen.exitCode(), screen.err());
    String line =
        screen.out().lines().filter(text -> text.startsWith(id + " ")).findFirst().orElseThrow();
    return List.of(line.split("  +"));
  }

  @Test
  void listTellsWhereTheWeightsAre() {
    assertEquals(
        List.of(GREEN, "92.0 M", "greenmim", "-", "CC-BY-NC-4.0", "to be downloaded by hand"),
        row(GREEN));
    assertEquals(
        List.of(
            "swin_tiny_patch4_window7_224.ms_in1k",
            "28.3 M",
            "supervised",
            "1000",
            "MIT",
            "fetched when loaded"),
        row("swin_tiny_patch4_window7_224.ms_in1k"));
    String trained = "twins_svt_nano";
    String drawn = "swin_nano_patch4_window14_224";
    assertEquals(List.of(drawn, "3.1 M", "none", "-", "Apache-2.0", "random"), row(drawn));
    assertEquals(
        List.of(
            trained, "5.0 M", "greenmim", "-", "Apache-2.0, CC-BY-NC-4.0", "in the jar, 10.1 MB"),
        row(trained));
    String shown = Screen.of("zoo", "show", trained).out();
    assertTrue(shown.contains("  version       0.2.0; also 0.1.0 (random)"), shown);
  }

  @Test
  void showTellsAllFacts() {
    Screen screen = Screen.of("zoo", "show", GREEN);
    assertEquals(0, screen.exitCode(), screen.err());
    for (String fact :
        List.of(
            "parameters    91,997,880",
            "licence       CC-BY-NC-4.0, https://github.com/LayneH/GreenMIM",
            "source        https://github.com/LayneH/GreenMIM#pre-trained-models",
            "by hand from  https://drive.google.com/file/d/",
            "file name     greenmim_swin_base_patch4_window7_224.pth, about 1",
            "read as       GreenMIM Swin (published code), merge order row",
            "weights       to be downloaded by hand",
            "folder        " + folder.resolve("djl"))) {
      assertTrue(screen.out().contains("  " + fact), fact + "\n" + screen.out());
    }
    assertTrue(Screen.of("zoo", "show").out().lines().anyMatch(ID::equals));
  }

  @Test
  void unknownModelsNameTheNearest() {
    for (List<String> args :
        List.of(
            List.of("zoo", "show", "swin_tiny_patch4_window7_224.ms_ink"),
            List.of(
                "import",
                folder.resolve("zoo/model/cv").resolve("..").toString(),
                "--as",
                "swin_tiny_patch4_window7_224.ms_ink"))) {
      Screen screen = Screen.of(args.toArray(String[]::new));
      assertEquals(1, screen.exitCode());
      assertEquals(1, screen.err().lines().count(), screen.err());
    }
    Screen screen = Screen.of("zoo", "show", "swin_tiny_patch4_window7_224.ms_ink");
    assertTrue(
        screen.err().contains("the nearest are swin_tiny_patch4_window7_224.ms_in1k"),
        screen.err());
    assertEquals(2, Screen.of("zoo").exitCode());
  }

  @Test
  void importMakesTheModelLoadable() throws IOException {
    Path file = checkpoint();
    Screen made = Screen.of("import", file.toString(), "--as", ID);
    assertEquals(0, made.exitCode(), made.err());
    assertTrue(made.out().startsWith(ID + " is now in " + folder.resolve("djl")), made.out());
    assertTrue(made.err().contains("converting mine.bin"), made.err());
    assertTrue(row(ID).get(5).startsWith("cached, 12."), row(ID)::toString);
    Screen again = Screen.of("import", file.toString(), "--as", ID);
    assertTrue(again.out().startsWith(ID + " is already in "), again.out());
    Path images = Files.createDirectories(folder.resolve("images"));
    TinyModelFolder.image(images.resolve("a.png"), 60, 60, 1);
    Screen features =
        Screen.of(
            "features",
            "--model",
            ID,
            "--images",
            images.toString(),
            "--output",
            folder.resolve("features.csv").toString());
    assertEquals(0, features.exitCode(), features.err());
  }

  @Test
  void importRefusesWhatIsNotTheModel() throws IOException {
    Path file = checkpoint();
    Screen other = Screen.of("import", file.toString(), "--as", GREEN);
    assertEquals(1, other.exitCode());
    assertEquals(1, other.err().lines().count(), other.err());
    assertTrue(
        other
            .err()
            .contains(
                "expected the checkpoint of %s (GreenMIM Swin (published code)".formatted(GREEN)),
        other.err());
    assertFalse(other.err().contains("\tat "), other.err());
    Screen architecture = Screen.of("import", file.toString(), "--as", VARIANT);
    assertEquals(
        "greenmim: --as %s: expected a published checkpoint, got a model without one; see"
                .formatted(VARIANT)
            + " 'greenmim zoo list'",
        architecture.err().strip());
    Path absent = folder.resolve("absent");
    assertEquals(
        "greenmim: " + absent + ": expected a file, found none",
        Screen.of("import", absent.toString(), "--as", ID).err().strip());
  }
}
