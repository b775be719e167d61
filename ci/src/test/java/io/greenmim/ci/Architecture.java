package io.greenmim.ci;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The rules of docs/ARCHITECTURE.md for a tree of packages. The root is a parameter so that the
 * tests can break each rule in a tree of their own.
 */
final class Architecture {

  /** Methods of an array that copy from its device. */
  private static final String READS =
      "to.*Array|toByteBuffer|toDebugString|encode|contentEquals|allClose"
          + "|get(Long|Double|Float|Int|Byte|Uint8|Boolean)";

  /** Who may call them in what training runs through. */
  private static final Set<String> READERS =
      Set.of(
          "train.step.StepCheck",
          "train.task.PassLoss",
          "detect.model.LeastScore",
          "detect.rpn.ProposalNetwork",
          "detect.roi.RoiHeads",
          "model.mim.MaskInput",
          // Once a process, on the processor.
          "nn.PackedProducts",
          "nn.PackedWeights",
          "model.mim.GreenMimModel");

  /** Who may have DJL bring numbers to a device there. */
  private static final Set<String> UPLOADERS =
      Set.of(
          "ops.EngineMemory",
          "ops.FusedAdamW",
          "ops.ImageTensors",
          "ops.Numbers",
          "nn.InitialValues",
          "nn.Linear",
          "nn.ReducedAttention",
          "sparse.ResponseBlock",
          "model.mim.Reconstruction",
          "train.optim.Lars",
          "detect.ops.DetectionLosses",
          "detect.ops.RoiPooling",
          "detect.model.MaskRcnn");

  /** The families of encoders. */
  private static final List<String> FAMILIES = List.of("convnext", "pvt", "swin", "twins");

  private final String root;

  Architecture(String root) {
    this.root = root;
  }

  /** Lower never uses higher. */
  ArchRule order() {
    Layers layers =
        new Layers(
                root,
                List.of(
                    List.of(
                        "config",
                        "download",
                        "host",
                        "masking",
                        "grouping",
                        "image",
                        "random",
                        "tensors"),
                    List.of(
                        "tensors.torch", "checkpoint.resize", "layout", "image.webp", "image.read"),
                    List.of("ops"),
                    List.of("nn"),
                    List.of("sparse"),
                    List.of("model"),
                    List.of("model.mim"),
                    List.of("backbone"),
                    FAMILIES,
                    List.of("checkpoint"),
                    List.of("weights"),
                    List.of("translate", "catalogue"),
                    List.of("zoo"),
                    List.of("search"),
                    List.of("text"),
                    List.of("text.align"),
                    List.of("detect.config", "detect.boxes", "detect.mask"),
                    List.of("detect.anchor", "detect.match", "detect.coco", "detect.augment"),
                    List.of("detect.evaluate"),
                    List.of("detect.ops"),
                    List.of("detect.nn"),
                    List.of("detect.backbone"),
                    List.of("detect.rpn", "detect.roi"),
                    List.of("detect.model"),
                    List.of("detect.weights"),
                    List.of("detect.translate"),
                    List.of("detect.zoo"),
                    List.of("train.config", "train.device"),
                    List.of("train.data", "train.optim", "train.scene"),
                    List.of("train.augment", "train.label"),
                    List.of("train.state"),
                    List.of("train.report"),
                    List.of("train.score"),
                    List.of("train.predict"),
                    List.of("train.task"),
                    List.of("train.step"),
                    List.of("train.run"),
                    List.of("train.classify", "train.probe"),
                    List.of("train.pretrain"),
                    List.of("train.align"),
                    List.of("detect.report"),
                    List.of("detect.train"),
                    List.of("verify"),
                    List.of("bench", "verify.detect"),
                    List.of("bench.detect"),
                    List.of("cli.option"),
                    List.of(
                        "cli.train",
                        "cli.model",
                        "cli.checkpoint",
                        "cli.measure",
                        "cli.machine",
                        "cli.data",
                        "cli.detect",
                        "cli.classify",
                        "cli.search",
                        "cli.text"),
                    List.of("cli"),
                    List.of("examples")))
            .allow("detect.mask", "detect.boxes")
            .allow("config", "image")
            .allow("config", "tensors")
            .allow("masking", "config")
            .allow("masking", "random")
            .allow("grouping", "config")
            .allow("grouping", "masking")
            .allow("image.read", "image.webp")
            .allow("train.data", "train.scene")
            .allow("train.device", "train.config")
            .allow("cli.train", "cli.search");
    return classes().that().resideInAPackage(root + "..").should(layers.keepTheOrder());
  }

  /** What needs no array is tested without an engine, in milliseconds. */
  ArchRule engineFree() {
    return noClasses()
        .that()
        .resideInAnyPackage(
            root + ".config..",
            root + ".download..",
            root + ".host..",
            root + ".masking..",
            root + ".grouping..",
            root + ".image..",
            root + ".random..",
            root + ".tensors..",
            root + ".checkpoint..",
            root + ".detect.config..",
            root + ".detect.boxes..",
            root + ".detect.mask..",
            root + ".detect.anchor..",
            root + ".detect.match..",
            root + ".detect.coco..",
            root + ".detect.augment..",
            root + ".detect.evaluate..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("ai.djl..")
        .allowEmptyShould(true); // the guard in ArchitectureTest demands that the packages exist
  }

  /** One door to the engine's own classes. */
  ArchRule engineOnlyInOps() {
    return noClasses()
        .that()
        .resideInAPackage(root + "..")
        .and()
        .resideOutsideOfPackage(root + ".ops..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("ai.djl.pytorch..");
  }

  /**
   * A read waits until the device is done with what it was given, so a training step has one, at
   * its end. Others: a mask that a caller gives as an array, boxes, which are decided on the host,
   * and what inference and validation are asked for.
   */
  ArchRule hostReadsOnlyWhereListed() {
    return noClasses()
        .that()
        .resideInAnyPackage(passes())
        .or()
        .haveSimpleNameEndingWith("Task")
        .and(
            describe(
                "are not listed",
                type -> !READERS.contains(type.getName().substring(root.length() + 1))))
        .should()
        .accessTargetWhere(
            target(owner(assignableTo("ai.djl.ndarray.NDArray"))).and(target(nameMatching(READS))))
        .as("only the listed classes read arrays from a device: " + READERS);
  }

  /**
   * Where DJL brings numbers of Java to a GPU itself, be it one beside an operator, the host waits
   * until the device is done; in passes numbers go through {@code ops}. Others: what lies on the
   * host, weights, and what nobody trains with.
   */
  ArchRule uploadsOnlyWhereListed() {
    return noClasses()
        .that()
        .resideInAnyPackage(passes())
        .or()
        .haveSimpleNameEndingWith("Task")
        .and(
            describe(
                "are not listed",
                type -> !UPLOADERS.contains(type.getName().substring(root.length() + 1))))
        .should()
        .callMethodWhere(describe("DJL brings numbers to a device", Architecture::uploads))
        .as("only the listed classes bring numbers to a device by themselves: " + UPLOADERS);
  }

  private static boolean uploads(JavaMethodCall call) {
    String first =
        call.getTarget().getRawParameterTypes().stream()
            .map(JavaClass::getName)
            .findFirst()
            .orElse("");
    return switch (call.getTargetOwner().getName()) {
      case "ai.djl.ndarray.NDManager" ->
          call.getName().equals("create") && !first.endsWith("Shape");
      case "ai.djl.ndarray.NDArray" ->
          call.getTarget().getRawParameterTypes().stream()
              .anyMatch(type -> type.isEquivalentTo(Number.class));
      default -> false;
    };
  }

  /** What the passes of training run through. */
  private String[] passes() {
    return Stream.of(
            "ops",
            "nn",
            "sparse",
            "convnext",
            "pvt",
            "swin",
            "twins",
            "model",
            "train.optim",
            "train.augment",
            "train.task",
            "train.step",
            "train.run",
            "detect.ops",
            "detect.nn",
            "detect.backbone",
            "detect.rpn",
            "detect.roi",
            "detect.model")
        .map(name -> root + "." + name + "..")
        .toArray(String[]::new);
  }

  /** Libraries throw; only the command line ends the process. */
  ArchRule exitOnlyInCommandLine() {
    return noClasses()
        .that()
        .resideInAPackage(root + "..")
        .and()
        .resideOutsideOfPackage(root + "..cli..")
        .should()
        .callMethod(System.class, "exit", int.class)
        .orShould()
        .callMethod(Runtime.class, "exit", int.class)
        .orShould()
        .callMethod(Runtime.class, "halt", int.class);
  }

  /** An application that trains in code brings no parser of command lines. */
  ArchRule commandLineLibrariesOnlyInCommandLine() {
    return noClasses()
        .that()
        .resideInAPackage(root + "..")
        .and()
        .resideOutsideOfPackage(root + ".cli..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("picocli..", "org.yaml..");
  }

  /** An application that only loads models needs neither runs nor what runs are written with. */
  ArchRule servingKnowsNoTraining() {
    List<String> training =
        Stream.of("train", "detect.train", "detect.report", "bench", "verify", "cli", "examples")
            .map(name -> root + "." + name + "..")
            .toList();
    List<String> banned = new ArrayList<>(training);
    banned.addAll(List.of("org.opencv..", "nu.pattern..", "org.knowm..", "me.tongfei.."));
    return noClasses()
        .that()
        .resideInAPackage(root + "..")
        .and()
        .resideOutsideOfPackages(training.toArray(String[]::new))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(banned.toArray(String[]::new));
  }

  /** A family of encoders is found by the registry; nobody else knows one. */
  ArchRule familiesAreKnownByNobody() {
    return noClasses()
        .that()
        .resideInAPackage(root + "..")
        .and()
        .resideOutsideOfPackages(of(FAMILIES))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(of(FAMILIES));
  }

  private String[] of(List<String> packages) {
    return packages.stream().map(name -> root + "." + name + "..").toArray(String[]::new);
  }

  /** No two packages use each other, at any depth. */
  ArchRule noCycles() {
    return SlicesRuleDefinition.slices().matching(root + ".(**)").should().beFreeOfCycles();
  }
}
