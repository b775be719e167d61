package io.greenmim.detect.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import io.greenmim.backbone.Backbones;
import io.greenmim.backbone.EncoderUse;
import io.greenmim.config.Checks;
import io.greenmim.detect.anchor.AnchorGrid;
import io.greenmim.detect.anchor.Anchors;
import io.greenmim.detect.backbone.EncoderFeatures;
import io.greenmim.detect.backbone.PyramidBackbone;
import io.greenmim.detect.boxes.Boxes;
import io.greenmim.detect.boxes.PixelSize;
import io.greenmim.detect.config.DetectorConfig;
import io.greenmim.detect.match.GroundTruth;
import io.greenmim.detect.match.Permutation;
import io.greenmim.detect.roi.DetectionSelector;
import io.greenmim.detect.roi.Detections;
import io.greenmim.detect.roi.RoiHeads;
import io.greenmim.detect.rpn.Candidates;
import io.greenmim.detect.rpn.ProposalNetwork;
import io.greenmim.detect.rpn.ProposalSelector;
import io.greenmim.detect.rpn.Proposals;
import io.greenmim.model.Encoder;
import io.greenmim.model.FeatureSpec;
import io.greenmim.model.StagedPass;
import io.greenmim.nn.ParameterBlock;
import io.greenmim.ops.ArrayScope;
import io.greenmim.weights.StateDict;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Mask R-CNN (He et al., 2017, arXiv 1703.06870) on a feature pyramid (Lin et al., 2017, arXiv
 * 1612.03144): proposals, then class, box and mask of each. Parameters carry detectron2's names.
 *
 * <p>Float32 at both ends, inside as {@link io.greenmim.ops.PassStore} tells; works on the device
 * of its input. What is decided about boxes is decided on the host. Forward passes for inference
 * may run on several threads at once.
 *
 * @shape input normalised images (B, 3, H, W) of any size, padded here, and optionally the least
 *     score that is wanted (1), float64; output, over the detections of all images, boxes (D, 4),
 *     scores (D), classes (D), index of the image (D) and, with masks, probabilities (D, S, S)
 */
public final class MaskRcnn extends ParameterBlock {

  private final DetectorConfig config;
  private final PyramidBackbone backbone;
  private final ProposalNetwork proposalGenerator;
  private final RoiHeads roiHeads;
  private final AnchorGrid grid;
  private final DetectionSelector selector;

  /**
   * Makes a detector without weights.
   *
   * @param config its architecture
   * @param encoder the encoder, which is part of the detector from now on
   * @param frozen number of the encoder's first stages that are not trained
   * @throws IllegalArgumentException if the encoder has not as many stages as the configuration
   */
  public MaskRcnn(DetectorConfig config, Encoder encoder, int frozen) {
    this.config = config;
    int channels = config.pyramidChannels();
    EncoderFeatures bottomUp =
        new EncoderFeatures(encoder, config.encoder().layerNormEps(), frozen);
    List<FeatureSpec> maps = bottomUp.featureSpecs();
    Checks.that(
        maps.size() == config.encoder().stages(),
        "encoder: expected %d stages, got %d",
        config.encoder().stages(),
        maps.size());
    backbone = addChildBlock("backbone", new PyramidBackbone(bottomUp, channels));
    proposalGenerator =
        addChildBlock(
            "proposal_generator.rpn_head",
            new ProposalNetwork(channels, config.anchors().aspectRatios().size()));
    int finest = Integer.numberOfTrailingZeros(maps.get(0).stride());
    roiHeads =
        addChildBlock(
            "roi_heads",
            new RoiHeads(config.roi(), channels, config.classes(), finest, maps.size()));
    grid = new AnchorGrid(config.anchors(), strides(maps));
    selector = new DetectionSelector(config.output());
  }

  /** The pyramid has a level more than there are maps, of twice the last stride. */
  private static List<Integer> strides(List<FeatureSpec> maps) {
    List<Integer> strides = new ArrayList<>(maps.stream().map(FeatureSpec::stride).toList());
    strides.add(2 * strides.get(strides.size() - 1));
    return strides;
  }

  /**
   * Makes a detector on the encoder of its configuration, without weights.
   *
   * @param config its architecture
   * @param frozen number of the encoder's first stages that are not trained
   * @return the detector
   */
  public static MaskRcnn of(DetectorConfig config, int frozen) {
    return new MaskRcnn(config, Backbones.newEncoder(config.encoder(), EncoderUse.PYRAMID), frozen);
  }

  /**
   * Gives every parameter its initial value: those of pyramid and heads as detectron2 has them
   * (modules {@code fpn}, {@code rpn}, {@code box_head}, {@code fast_rcnn} and {@code mask_head}),
   * those of the encoder as its family has them.
   *
   * @param manager manager that owns the parameters and names their device
   * @param seed seed of the values
   */
  public void initialise(NDManager manager, long seed) {
    StateDict.of(this).initialise(manager, inputShape(), seed);
  }

  /**
   * Returns the shape of the smallest images that every part can be initialised with.
   *
   * @shape (1, c, s, s) for an encoder of stride s
   * @return the shape
   */
  public Shape inputShape() {
    int side = config.encoder().stride();
    return new Shape(1, config.encoder().inChannels(), side, side);
  }

  /**
   * Returns the architecture.
   *
   * @return the configuration
   */
  public DetectorConfig config() {
    return config;
  }

  /**
   * Returns the encoder with its pyramid.
   *
   * @return the backbone
   */
  public PyramidBackbone backbone() {
    return backbone;
  }

  /**
   * Returns the network that makes proposals.
   *
   * @return the region proposal network
   */
  public ProposalNetwork proposalGenerator() {
    return proposalGenerator;
  }

  /**
   * Returns the heads on regions.
   *
   * @return class, box and mask heads
   */
  public RoiHeads roiHeads() {
    return roiHeads;
  }

  /**
   * Computes the losses of a batch. The caller records gradients, lets the result go backward, and
   * then the pass of the encoder:
   *
   * <pre>{@code
   * try (StagedPass features = new StagedPass(store, recompute, seed)) {
   *   try (Autograd.Recorded recorded = Autograd.record();
   *       ArrayScope scope = new ArrayScope();
   *       TrainingPass pass = model.train(store, features, batch, truths, permutation)) {
   *     pass.backward(1);
   *   }
   *   features.backward();
   * }
   * }</pre>
   *
   * @param store the parameter store
   * @param pass a pass of the encoder that has not begun
   * @param batch the images
   * @param truths what training knows of each image
   * @param permutation order in which anchors and regions are taken: first the anchors of all
   *     images, then the regions
   * @return the losses and what was decided on the way
   * @throws io.greenmim.detect.boxes.NonFiniteException if a proposal of an image is not finite
   * @throws IllegalArgumentException if a truth does not fit the batch or the configuration
   */
  public TrainingPass train(
      ParameterStore store,
      StagedPass pass,
      ImageBatch batch,
      List<GroundTruth> truths,
      Permutation permutation) {
    List<NDArray> levels =
        backbone
            .pyramid()
            .forward(store, backbone.bottomUp().forward(store, pass, batch.images()), true);
    NDArray predictions = proposalGenerator.forward(store, levels, true);
    Anchors anchors = anchors(levels);
    List<Candidates> candidates =
        ProposalNetwork.candidates(
            ProposalSelector.training(config.rpn()), batch.names(), anchors, predictions);
    return new TrainingStep(config, roiHeads, batch, truths, permutation)
        .run(store, levels, predictions, anchors, candidates);
  }

  /**
   * Finds the objects of images.
   *
   * @param store the parameter store
   * @param batch the images
   * @return what was found in each image
   */
  public List<ImageDetections> detect(ParameterStore store, ImageBatch batch) {
    return detect(store, batch, 0);
  }

  private List<ImageDetections> detect(ParameterStore store, ImageBatch batch, double least) {
    try (ArrayScope scope = new ArrayScope()) {
      List<NDArray> levels = backbone.forward(store, batch.images());
      return detect(store, batch, levels, propose(store, batch, levels), least);
    }
  }

  /**
   * Finds the objects of images among given proposals.
   *
   * @param store the parameter store
   * @param batch the images
   * @param levels levels of their pyramid
   * @param proposals where the objects of each image may be
   * @return what was found in each image
   */
  public List<ImageDetections> detect(
      ParameterStore store, ImageBatch batch, List<NDArray> levels, List<Proposals> proposals) {
    return detect(store, batch, levels, proposals, 0);
  }

  private List<ImageDetections> detect(
      ParameterStore store,
      ImageBatch batch,
      List<NDArray> levels,
      List<Proposals> proposals,
      double least) {
    List<Boxes> regions = proposals.stream().map(Proposals::boxes).toList();
    // Most of what is found is unlikely, and a mask takes as long as anything else of it.
    List<Detections> found =
        roiHeads.detect(store, levels, regions, batch.sizes(), selector).stream()
            .map(objects -> objects.atLeast(least))
            .toList();
    List<float[]> masks =
        roiHeads.hasMasks()
            ? roiHeads.probabilities(store, levels, found)
            : Collections.nCopies(found.size(), new float[0]);
    List<ImageDetections> images = new ArrayList<>();
    for (int i = 0; i < found.size(); i++) {
      images.add(new ImageDetections(found.get(i), masks.get(i), batch.sizes().get(i)));
    }
    return images;
  }

  /**
   * Proposes where the objects of images may be, as inference does.
   *
   * @param store the parameter store
   * @param batch the images
   * @param levels levels of their pyramid
   * @return the proposals of each image
   */
  public List<Proposals> propose(ParameterStore store, ImageBatch batch, List<NDArray> levels) {
    try (ArrayScope scope = new ArrayScope()) {
      NDArray predictions = proposalGenerator.forward(store, levels, false);
      ProposalSelector best = ProposalSelector.inference(config.rpn());
      List<Candidates> candidates =
          ProposalNetwork.candidates(best, batch.names(), anchors(levels), predictions);
      List<Proposals> proposals = new ArrayList<>();
      for (int i = 0; i < candidates.size(); i++) {
        proposals.add(best.select(batch.names().get(i), candidates.get(i), batch.sizes().get(i)));
      }
      return proposals;
    }
  }

  /**
   * Returns the anchors of levels.
   *
   * @param levels levels of the pyramid, (B, C, H_l, W_l)
   * @return the anchors
   */
  public Anchors anchors(List<NDArray> levels) {
    return grid.of(
        levels.stream()
            .map(NDArray::getShape)
            .map(
                shape ->
                    new PixelSize(Math.toIntExact(shape.get(2)), Math.toIntExact(shape.get(3))))
            .toList());
  }

  @Override
  protected NDList forwardInternal(
      ParameterStore store, NDList inputs, boolean training, PairList<String, Object> params) {
    if (inputs.size() != 2) {
      checkInputs(inputs.size(), 1);
    }
    NDArray images = inputs.head();
    List<String> names = new ArrayList<>();
    for (int i = 0; i < images.getShape().get(0); i++) {
      names.add("image " + i);
    }
    List<ImageDetections> found;
    try (ArrayScope scope = new ArrayScope()) {
      found =
          detect(store, ImageBatch.padded(images, names, config.encoder()), LeastScore.of(inputs));
    }
    return arrays(images.getManager(), found);
  }

  private NDList arrays(NDManager manager, List<ImageDetections> images) {
    NDList boxes = new NDList();
    NDList scores = new NDList();
    NDList classes = new NDList();
    NDList numbers = new NDList();
    NDList masks = new NDList();
    for (int i = 0; i < images.size(); i++) {
      ImageDetections found = images.get(i);
      int n = found.objects().boxes().size();
      boxes.add(manager.create(found.objects().boxes().corners(), new Shape(n, Boxes.WIDTH)));
      scores.add(manager.create(found.objects().scores()));
      classes.add(manager.create(found.objects().classes()));
      numbers.add(manager.full(new Shape(n), (float) i));
      if (roiHeads.hasMasks()) {
        int side = config.roi().mask().side();
        masks.add(manager.create(found.masks(), new Shape(n, side, side)));
      }
    }
    NDList all = new NDList();
    for (NDList parts : List.of(boxes, scores, classes, numbers, masks)) {
      if (!parts.isEmpty()) {
        all.add(NDArrays.concat(parts));
      }
    }
    return all;
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputShapes) {
    Shape each = new Shape(-1);
    Shape boxes = new Shape(-1, Boxes.WIDTH);
    if (!roiHeads.hasMasks()) {
      return new Shape[] {boxes, each, each, each};
    }
    int side = config.roi().mask().side();
    return new Shape[] {boxes, each, each, each, new Shape(-1, side, side)};
  }
}
