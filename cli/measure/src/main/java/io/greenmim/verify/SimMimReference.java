package io.greenmim.verify;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.greenmim.config.SimMimConfig;
import io.greenmim.masking.PatchMask;
import io.greenmim.model.Encoder;
import io.greenmim.model.MaskPlan;
import io.greenmim.model.mim.ImageMasks;
import io.greenmim.model.mim.SimMimModel;
import io.greenmim.ops.PassStore;
import io.greenmim.ops.Precision;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** SimMIM: features, a corner of the predicted images and the loss. */
final class SimMimReference extends EncoderReference {

  private static final String MASKS = "input.mask_tokens";
  private static final String CORNER = "out.rec_corner";

  SimMimReference() {
    super("simmim");
  }

  /** The head's weight is the largest. */
  @Override
  Set<String> optional() {
    return Set.of("grad.decoder.0.weight");
  }

  @Override
  Map<String, NDArray> compute(NDManager manager, ReferenceFile file, Precision precision)
      throws IOException {
    Encoder encoder = encoder(file);
    SimMimConfig head = SimMimConfig.published();
    SimMimModel model = new SimMimModel(encoder, head);
    RecordedParameters parameters = parameters(file, encoder, head);
    parameters.load(manager, model, Set.of());
    NDArray images = images(manager, file);
    MaskPlan masks = masks(manager, file);
    PassStore store = new PassStore(manager, precision);
    Map<String, NDArray> results = new LinkedHashMap<>();

    long height = images.getShape().get(2);
    NDArray latents = model.encode(store, images, masks, false);
    results.put("out.features", toMap(latents, height / encoder.config().stride()));
    results.put(CORNER, corner(model.predict(store, latents, height, false), file));
    addLoss(results, model, parameters, manager, () -> model.loss(store, images, masks, true));
    return results;
  }

  /** One mask for each image, of the size of the token grid, (B, rows, cols). */
  private static MaskPlan masks(NDManager manager, ReferenceFile file) throws IOException {
    int rows = file.length(MASKS, 1);
    int cols = file.length(MASKS, 2);
    boolean[] values = file.array(manager, MASKS).toBooleanArray();
    List<PatchMask> masks = new ArrayList<>();
    for (int from = 0; from < values.length; from += rows * cols) {
      masks.add(new PatchMask(rows, cols, Arrays.copyOfRange(values, from, from + rows * cols)));
    }
    return new ImageMasks(masks);
  }

  /** Turns tokens into a map: (h x w, B, C) -> (B, C, h, w). */
  private static NDArray toMap(NDArray tokens, long height) {
    Shape shape = tokens.getShape();
    return tokens
        .reshape(height, shape.get(0) / height, shape.get(1), shape.get(2))
        .transpose(2, 3, 0, 1);
  }

  /** The top left of the predicted images, as large as the file has it. */
  private static NDArray corner(NDArray images, ReferenceFile file) throws IOException {
    return file.has(CORNER)
        ? images.get(":, :, 0:%s, 0:%s".formatted(file.length(CORNER, 2), file.length(CORNER, 3)))
        : images;
  }
}
