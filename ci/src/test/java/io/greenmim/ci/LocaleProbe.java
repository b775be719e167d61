package io.greenmim.ci;

import ai.djl.Model;
import ai.djl.inference.Predictor;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import io.greenmim.backbone.Backbones;
import io.greenmim.config.HeadConfig;
import io.greenmim.config.ModelConfig;
import io.greenmim.detect.config.CocoCategories;
import io.greenmim.detect.config.DetectorVariants;
import io.greenmim.model.Encoder;
import io.greenmim.model.mim.MaskedImageModel;
import io.greenmim.weights.ModelFolder;
import io.greenmim.weights.StateDict;
import io.greenmim.zoo.ModelLicense;
import io.greenmim.zoo.PublishRequest;
import io.greenmim.zoo.ZooPublisher;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * An application that writes a model, publishes it, and loads what another process wrote. What it
 * prints must not depend on its locale.
 */
final class LocaleProbe {

  private static final String VARIANT = "swin_nano_patch4_window7_224";
  private static final String PARAMETERS = "djl";

  private LocaleProbe() {}

  /**
   * Runs the application.
   *
   * @param args the locale that the process should have, a folder to read (this run's own or that
   *     of another locale), a folder to write, and an image
   */
  public static void main(String[] args) throws Exception {
    Locale locale = Locale.forLanguageTag(args[0]);
    if (!Locale.getDefault().equals(locale)) {
      throw new IllegalStateException("expected " + locale + ", got " + Locale.getDefault());
    }
    Path read = Path.of(args[1]);
    Path written = Path.of(args[2]);
    Path image = Path.of(args[3]);
    System.out.println("variants " + Backbones.names());
    System.out.println("detectors " + DetectorVariants.names());
    for (String name :
        DetectorVariants.names().stream().filter(each -> each.contains("swin")).toList()) {
      System.out.println(name + " " + DetectorVariants.of(name, CocoCategories.all()));
    }
    System.out.println(
        "layouts "
            + Backbones.families().stream().map(family -> family.layouts().titles()).toList());
    write(written);
    for (String line : digests(written)) {
      System.out.println(line);
    }
    System.out.println("class path " + feature("greenmim://" + VARIANT, image));
    System.out.println("zoo " + feature("greenmim://nano?zoo=" + read.resolve("zoo"), image));
    System.out.println("djl " + parameters(read));
  }

  private static void write(Path folder) throws IOException {
    ModelConfig config =
        ModelConfig.of(
            VARIANT, Backbones.variant(VARIANT).encoder(), Backbones.variant(VARIANT).decoder());
    Path run = folder.resolve("run");
    try (NDManager manager = NDManager.newBaseManager();
        Model model = Model.newInstance("encoder")) {
      MaskedImageModel block = ModelFolder.newMaskedImageModel(config);
      StateDict.of(block).initialise(manager, ModelFolder.inputShape(config), 5);
      ModelFolder.save(run, config, block);
      // DJL's own file, whose parameters are named by it.
      model.setBlock(ModelFolder.loadEncoder(manager, run));
      model.save(folder.resolve(PARAMETERS), "encoder");
    }
    ModelLicense license = ModelLicense.parse("Apache-2.0");
    new ZooPublisher(folder.resolve("zoo"))
        .publish(run, new PublishRequest("nano", "1.2.3", license, null, false));
  }

  /** Loads DJL's own file; returns the sum of its parameters. */
  private static String parameters(Path folder) throws Exception {
    ModelConfig config =
        ModelConfig.of(VARIANT, Backbones.variant(VARIANT).encoder(), HeadConfig.NONE);
    try (Model model = Model.newInstance("encoder")) {
      Encoder block = ModelFolder.newEncoder(config);
      StateDict.of(block).initialise(model.getNDManager(), ModelFolder.inputShape(config), 9);
      model.setBlock(block);
      model.load(folder.resolve(PARAMETERS), "encoder");
      float sum = 0;
      for (NDArray array : StateDict.of(block).arrays().values()) {
        sum += array.sum().getFloat();
      }
      return Float.toHexString(sum);
    }
  }

  private static List<String> digests(Path folder) throws Exception {
    List<Path> files;
    try (Stream<Path> all = Files.walk(folder)) {
      files = all.filter(Files::isRegularFile).sorted().toList();
    }
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    return files.stream()
        .map(
            file -> {
              try {
                BigInteger hash = new BigInteger(1, digest.digest(Files.readAllBytes(file)));
                return folder.relativize(file) + " " + hash.toString(16);
              } catch (IOException e) {
                return e.toString();
              }
            })
        .toList();
  }

  private static String feature(String address, Path image) throws Exception {
    Criteria<Path, float[]> criteria =
        Criteria.builder().setTypes(Path.class, float[].class).optModelUrls(address).build();
    try (ZooModel<Path, float[]> model = criteria.loadModel();
        Predictor<Path, float[]> predictor = model.newPredictor()) {
      float[] feature = predictor.predict(image);
      return IntStream.range(0, feature.length)
          .mapToObj(i -> Float.toHexString(feature[i]))
          .collect(Collectors.joining(" "));
    }
  }
}
