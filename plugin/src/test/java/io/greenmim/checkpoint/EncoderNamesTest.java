package io.greenmim.checkpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.greenmim.config.ModelKind;
import io.greenmim.layout.MergeOrder;
import io.greenmim.tensors.StoredTensor;
import io.greenmim.tensors.TensorFile;
import io.greenmim.tensors.TensorType;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What programs put before all names of a model is taken off and named. */
class EncoderNamesTest {

  private static final PublishedKeys KEYS =
      new PublishedKeys(new SyntheticSwin(TensorType.F32, 4, 4, 4, 4));

  /** A checkpoint of each family, as its layout has it. */
  private record Family(String layout, ModelKind kind, Map<String, StoredTensor> tensors) {}

  private static List<Family> families() {
    ModelKind green = ModelKind.GREENMIM;
    ModelKind sim = ModelKind.SIMMIM;
    ModelKind head = ModelKind.CLASSIFIER;
    ModelKind bare = ModelKind.ENCODER;
    MergeOrder column = MergeOrder.COLUMN;
    return List.of(
        new Family("greenmim_swin", green, KEYS.microsoft("encoder.", column, green)),
        new Family("simmim", sim, KEYS.microsoft("encoder.", column, sim)),
        new Family("microsoft", head, KEYS.microsoft("", column, head)),
        new Family("microsoft", bare, KEYS.microsoft("", column, bare)),
        new Family("timm", head, KEYS.timm(head)),
        new Family("huggingface", head, KEYS.huggingFace("swin.", head)),
        new Family("huggingface", bare, KEYS.huggingFace("", bare)),
        new Family("openmmlab", head, KEYS.openMmLab("backbone.", head)),
        new Family("openmmlab", sim, KEYS.openMmLab("backbone.", sim)),
        new Family("detectron2", bare, KEYS.detector("backbone.bottom_up.")),
        new Family("microsoft_detector", bare, KEYS.detector("backbone.", "neck.x")),
        new Family("torchvision", head, KEYS.torchvision()));
  }

  static Stream<String> prefixes() {
    return Stream.of(
        "module.",
        "module.module.",
        "_orig_mod.",
        "module._orig_mod.",
        "_orig_mod.module.",
        "model.",
        "net.",
        "backbone.",
        "encoder.",
        "student.",
        "model.module.backbone.",
        "some_project.vision-tower.0.");
  }

  @ParameterizedTest
  @MethodSource("prefixes")
  void everyPrefixIsTakenOffEveryLayoutAndNamed(String prefix) throws IOException {
    for (Family family : families()) {
      MapFile file = renamed(family.tensors(), name -> prefix + name);

      assertEquals(prefix, EncoderNames.of(file).prefix(), family.layout());
      ImportedModel model =
          CheckpointImporter.read(file, ImportOptions.defaults().withStrict(true));
      assertEquals(family.layout(), model.layout().id());
      Tensors.assertSame(KEYS.ours(family.kind()), model.tensors());
    }
  }

  @Test
  void plainNamesStay() throws IOException {
    for (Family family : families()) {
      assertEquals("", EncoderNames.of(new MapFile(family.tensors())).prefix());
    }
  }

  @Test
  void modulesThatCompilersPutInsideAreTakenOut() throws IOException {
    Map<String, StoredTensor> green =
        KEYS.microsoft("encoder.", MergeOrder.COLUMN, ModelKind.GREENMIM);
    for (String inner : List.of("_orig_mod.", "_fsdp_wrapped_module.", "_forward_module.")) {
      MapFile file =
          renamed(
              green,
              name ->
                  name.startsWith("encoder.")
                      ? "encoder." + inner + name.substring("encoder.".length())
                      : name);

      assertEquals(inner, EncoderNames.of(file).prefix());
      Tensors.assertSame(KEYS.ours(ModelKind.GREENMIM), read(file).tensors());
    }
    MapFile deep =
        renamed(
            KEYS.timm(ModelKind.ENCODER),
            name -> name.replace(".blocks.", "._checkpoint_wrapped_module.blocks."));
    Tensors.assertSame(KEYS.ours(ModelKind.ENCODER), read(deep).tensors());
  }

  @Test
  void namesOutsideThePrefixAreOtherParts() throws IOException {
    Map<String, StoredTensor> averaged = new LinkedHashMap<>();
    averaged.put("n_averaged", Tensors.zeros());
    KEYS.timm(ModelKind.CLASSIFIER).forEach((name, t) -> averaged.put("module." + name, t));
    averaged.put("criterion.weight", Tensors.zeros(3));

    ImportedModel model =
        CheckpointImporter.read(new MapFile(averaged), ImportOptions.defaults().withStrict(true));

    assertEquals(List.of("n_averaged", "criterion.weight"), model.report().notLoaded());
    Tensors.assertSame(KEYS.ours(ModelKind.CLASSIFIER), model.tensors());
  }

  @Test
  void ofStudentAndTeacherTheUserChooses() throws IOException {
    Map<String, StoredTensor> both = new LinkedHashMap<>();
    KEYS.timm(ModelKind.CLASSIFIER)
        .forEach((name, tensor) -> both.put("student.module.backbone." + name, tensor));
    KEYS.microsoft("", MergeOrder.COLUMN, ModelKind.ENCODER)
        .forEach((name, tensor) -> both.put("teacher." + name, tensor));
    MapFile file = new MapFile(both);

    IOException e = assertThrows(IOException.class, () -> read(file));
    assertEquals(
        "synthetic.pth: expected one encoder, got 2 under the prefixes student.module.backbone.,"
            + " teacher.; checkpoint inspect and convert take one with setting 'prefix'",
        e.getMessage());

    ImportedModel student = read(PrefixedFile.of(file, "student."));
    assertEquals("timm", student.layout().id());
    Tensors.assertSame(KEYS.ours(ModelKind.CLASSIFIER), student.tensors());
    ImportedModel teacher = read(PrefixedFile.of(file, "teacher"));
    assertEquals("microsoft", teacher.layout().id());
    Tensors.assertSame(KEYS.ours(ModelKind.ENCODER), teacher.tensors());
  }

  /** A hostile file may name encoders without number. */
  @Test
  void encodersWithoutNumberAreCutShort() {
    Map<String, StoredTensor> many = new LinkedHashMap<>();
    for (int i = 0; i < 30_000; i++) {
      many.put("m" + i + ".patch_embed.proj.weight", Tensors.zeros());
      many.put("m" + i + ".layers.0.blocks.0.x", Tensors.zeros());
    }
    assertEquals(8, EncoderNames.of(new MapFile(many)).choices().size());
  }

  @ParameterizedTest
  @ValueSource(strings = {"ema.", "studen", "student.."})
  void aPrefixThatNoNameHasIsAnError(String prefix) {
    MapFile file = renamed(KEYS.timm(ModelKind.ENCODER), name -> "student." + name);
    IOException e = assertThrows(IOException.class, () -> PrefixedFile.of(file, prefix));
    assertTrue(
        e.getMessage().startsWith("synthetic.pth: expected names that begin with '" + prefix),
        e.getMessage());
  }

  private static MapFile renamed(Map<String, StoredTensor> tensors, UnaryOperator<String> name) {
    Map<String, StoredTensor> renamed = new LinkedHashMap<>();
    tensors.forEach((key, tensor) -> renamed.put(name.apply(key), tensor));
    return new MapFile(renamed);
  }

  private static ImportedModel read(TensorFile file) throws IOException {
    return CheckpointImporter.read(file, ImportOptions.defaults());
  }
}
