package io.greenmim.zoo;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ModelException;
import ai.djl.inference.Predictor;
import ai.djl.modality.Input;
import ai.djl.modality.Output;
import ai.djl.ndarray.NDManager;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ModelZoo;
import ai.djl.repository.zoo.ZooModel;
import ai.djl.translate.DeferredTranslatorFactory;
import ai.djl.translate.ServingTranslatorFactory;
import ai.djl.translate.TranslateException;
import ai.djl.util.JsonUtils;
import io.greenmim.image.PixelImage;
import io.greenmim.testing.TinyImages;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every way in which a published model is found. */
class PublishedModelTest {

  private static final String ID = "tiny_test_mim";
  private static final String CACHE = "DJL_CACHE_DIR";
  private static final String OFFLINE = "ai.djl.offline";
  private static final String ZOOS = "greenmim.zoo";
  private static final PixelImage IMAGE = TinyImages.noisy(90, 70, 1);

  @TempDir private static Path cache;
  @TempDir private Path folder;

  private Path zoo;

  @BeforeAll
  static void useOwnCache() {
    // The engine keeps its library where it was before: it is loaded first.
    NDManager.newBaseManager().close();
    System.setProperty(CACHE, cache.toString());
  }

  @AfterAll
  static void restore() {
    System.clearProperty(CACHE);
  }

  @BeforeEach
  void nameZoo() {
    zoo = folder.resolve("my zoo+1");
  }

  private PublishedModel publish(long seed, String version, boolean overwrite) throws IOException {
    Path source = ZooFixtures.maskedModel(folder.resolve("run" + seed), seed);
    PublishRequest request =
        new PublishRequest(null, version, ModelLicense.parse("Apache-2.0"), null, overwrite);
    return new ZooPublisher(zoo).publish(source, request);
  }

  private float[] direct(long seed) throws Exception {
    return feature(
        ZooFixtures.ofFolder(folder.resolve("run" + seed), PixelImage.class, float[].class));
  }

  private static float[] feature(Criteria.Builder<PixelImage, float[]> criteria)
      throws ModelException, IOException, TranslateException {
    try (ZooModel<PixelImage, float[]> model = criteria.build().loadModel();
        Predictor<PixelImage, float[]> predictor = model.newPredictor()) {
      return predictor.predict(IMAGE);
    }
  }

  private static float[] featureOf(String url) throws Exception {
    return feature(ZooFixtures.features().optModelUrls(url));
  }

  private String inZoo(String place) {
    return "greenmim://" + place + "?zoo=" + zoo.toString().replace(" ", "%20");
  }

  private static String message(Throwable failure) {
    return failure instanceof UncheckedIOException
        ? failure.getCause().getMessage()
        : failure.getMessage();
  }

  @Test
  void loadsFromTheFolderInEveryWay() throws Exception {
    PublishedModel published = publish(1, "0.1.0", false);
    float[] expected = direct(1);
    assertEquals(64, expected.length);
    assertArrayEquals(expected, featureOf(published.address().toString()));
    assertArrayEquals(expected, featureOf(inZoo(ID)));
    assertArrayEquals(expected, featureOf(inZoo(ID + "/0.1.0")));
    // DJL's own repository of a folder.
    assertArrayEquals(expected, featureOf(zoo.toUri().toString()));
    // A version's folder alone; its serving.properties name the factories.
    assertArrayEquals(
        expected,
        feature(
            ZooFixtures.features()
                .optModelPath(published.folder())
                .optTranslatorFactory(new DeferredTranslatorFactory())));
  }

  @Test
  void addressesQuoteWhatMeansSomethingThere() throws Exception {
    zoo = folder.resolve("a,b&c=d%41?e#f");
    PublishedModel published = publish(1, "1.0-rc1", false);
    assertArrayEquals(direct(1), featureOf(published.address().toString()));
  }

  @Test
  void servingFindsItsTranslator() throws Exception {
    PublishedModel published = publish(1, "0.1.0", false);
    Criteria<Input, Output> criteria =
        Criteria.builder()
            .setTypes(Input.class, Output.class)
            .optModelPath(published.folder())
            .optTranslatorFactory(new ServingTranslatorFactory())
            .build();
    Input input = new Input();
    Path png = TinyImages.write(folder.resolve("image.png"), IMAGE);
    input.add("data", Files.readAllBytes(png));
    try (ZooModel<Input, Output> model = criteria.loadModel();
        Predictor<Input, Output> predictor = model.newPredictor()) {
      String json = predictor.predict(input).getData().getAsString();
      assertArrayEquals(direct(1), JsonUtils.GSON.fromJson(json, float[].class), 1e-6f);
    }
  }

  @Test
  void configuredZoosAreListedAndSearchedFirst() throws Exception {
    publish(1, "0.1.0", false);
    System.setProperty(ZOOS, " " + zoo + " ,");
    try {
      assertTrue(
          ModelZoo.listModels().values().stream()
              .flatMap(models -> models.stream())
              .anyMatch(model -> model.getArtifactId().equals(ID)));
      float[] byId = feature(ZooFixtures.features().optGroupId("io.greenmim").optArtifactId(ID));
      float[] byFilter =
          feature(
              ZooFixtures.features()
                  .optGroupId("io.greenmim")
                  .optFilter("pretrained", "true")
                  .optFilter("method", "greenmim"));
      assertArrayEquals(direct(1), byId);
      assertArrayEquals(direct(1), byFilter);
      assertArrayEquals(direct(1), featureOf("greenmim://" + ID));
    } finally {
      System.clearProperty(ZOOS);
    }
    Exception e = assertThrows(UncheckedIOException.class, () -> featureOf("greenmim://tiny_test"));
    assertTrue(
        message(e).startsWith("unknown model 'tiny_test' in classpath:mlrepo/; the nearest are"),
        message(e));
  }

  @Test
  void newestVersionWinsAndOlderOnesStay() throws Exception {
    publish(1, "0.9.0", false);
    publish(2, "0.10.0", false);
    publish(3, "0.2.0", false);
    assertArrayEquals(direct(2), featureOf(inZoo(ID)));
    assertArrayEquals(direct(2), featureOf(zoo.toUri().toString()));
    assertArrayEquals(direct(1), featureOf(inZoo(ID + "/0.9.0")));
    assertArrayEquals(direct(3), featureOf(inZoo(ID + "/0.2.0")));
    Exception e = assertThrows(UncheckedIOException.class, () -> featureOf(inZoo(ID + "/0.3.0")));
    assertTrue(
        message(e)
            .endsWith("expected a version of tiny_test_mim among 0.10.0, 0.9.0, 0.2.0, got 0.3.0"),
        message(e));
  }

  @Test
  void replacedWeightsAreLoadedInEveryWay() throws Exception {
    publish(1, "0.1.0", false);
    try (ZooServer server = new ZooServer(zoo)) {
      String web = "greenmim://" + ID + "?zoo=" + server.address();
      assertArrayEquals(direct(1), featureOf(web));
      assertArrayEquals(direct(1), featureOf(zoo.toUri().toString()));
      publish(2, "0.1.0", true);
      assertFalse(Arrays.equals(direct(1), direct(2)));
      assertArrayEquals(direct(2), featureOf(web));
      assertArrayEquals(direct(2), featureOf(zoo.toUri().toString()));
      assertArrayEquals(direct(2), featureOf(inZoo(ID)));
    }
  }

  @Test
  void webServerIsAskedOnceForTheWeightsAndNeverOffline() throws Exception {
    publish(1, "0.1.0", false);
    String address;
    try (ZooServer server = new ZooServer(zoo)) {
      address = server.address() + "/";
      assertArrayEquals(direct(1), featureOf("greenmim://" + ID + "?zoo=" + address));
      assertArrayEquals(direct(1), featureOf("greenmim://" + ID + "?zoo=" + address));
      assertEquals(1, server.requestsOf("model.safetensors"));
    }
    String url = "greenmim://" + ID + "?zoo=" + address;
    Exception unreachable = assertThrows(UncheckedIOException.class, () -> featureOf(url));
    assertTrue(message(unreachable).startsWith("cannot fetch " + address), message(unreachable));
    System.setProperty(OFFLINE, "true");
    try {
      assertArrayEquals(direct(1), featureOf(url));
      Exception unknown =
          assertThrows(
              UncheckedIOException.class,
              () -> featureOf("greenmim://" + ID + "?zoo=http://127.0.0.1:1/"));
      assertEquals(
          "http://127.0.0.1:1/greenmim-index.txt is not in the cache,"
              + " and DJL_OFFLINE forbids to fetch it",
          message(unknown));
    } finally {
      System.clearProperty(OFFLINE);
    }
  }

  @Test
  void damagedFilesAreRefused() throws Exception {
    PublishedModel published = publish(1, "0.1.0", false);
    Path weights = published.folder().resolve("model.safetensors");
    byte[] bytes = Files.readAllBytes(weights);
    bytes[bytes.length - 2] ^= 1;
    Files.write(weights, bytes);
    Exception inFolder = assertThrows(IOException.class, () -> featureOf(inZoo(ID)));
    assertTrue(inFolder.getMessage().startsWith(weights + ": expected a file with SHA-1"));
    try (ZooServer server = new ZooServer(zoo)) {
      String url = "greenmim://" + ID + "?zoo=" + server.address();
      Exception fromWeb = assertThrows(IOException.class, () -> featureOf(url));
      assertTrue(
          fromWeb
              .getMessage()
              .startsWith(
                  server.address()
                      + "/model/cv/io/greenmim/"
                      + ID
                      + "/0.1.0/model.safetensors: expected a file with SHA-1"),
          fromWeb.getMessage());
    }
  }

  @Test
  void missingZoosAndModelsAreExplained() throws Exception {
    Exception noZoo =
        assertThrows(UncheckedIOException.class, () -> featureOf(inZoo("tiny_test_mim")));
    assertEquals(
        "zoo " + zoo + ": expected a folder with a folder 'model', found none", message(noZoo));
    publish(1, "0.1.0", false);
    Exception near = assertThrows(UncheckedIOException.class, () -> featureOf(inZoo("tiny_mim")));
    assertEquals(
        "unknown model 'tiny_mim' in " + zoo.toUri() + "; the nearest are tiny_test_mim",
        message(near));
    Exception noAddress =
        assertThrows(IllegalArgumentException.class, () -> featureOf("greenmim://a/b/c"));
    assertEquals(
        "expected greenmim://ARTIFACT[/VERSION][?zoo=FOLDER-OR-URL], got greenmim://a/b/c",
        noAddress.getMessage());
    try (ZooServer server = new ZooServer(folder)) {
      Exception noIndex =
          assertThrows(
              UncheckedIOException.class,
              () -> featureOf("greenmim://" + ID + "?zoo=" + server.address()));
      assertEquals(
          server.address() + "/greenmim-index.txt: the server answered 404", message(noIndex));
    }
    assertThrows(
        FileNotFoundException.class,
        () -> new ClassPathZoo(getClass().getClassLoader()).open("nothing"));
  }
}
