package io.greenmim.train.predict;

import ai.djl.inference.Predictor;
import ai.djl.repository.zoo.ZooModel;
import ai.djl.translate.TranslateException;
import io.greenmim.image.PixelImage;
import io.greenmim.ops.Autograd;
import io.greenmim.ops.EngineThreads;
import java.io.IOException;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;

/** Passes of a model over batches, one or several at a time, whose answers come in order. */
final class BatchPasses<O> implements AutoCloseable {

  private final ZooModel<PixelImage, O> model;
  private final EngineThreads share;
  private final OrderedWork<Answered<O>> passes;
  private final Queue<Predictor<PixelImage, O>> idle = new ConcurrentLinkedQueue<>();

  /** Images and what the model answered. */
  private record Answered<O>(List<ImageCrops.Crop> crops, List<O> answers) {}

  BatchPasses(ZooModel<PixelImage, O> model, int atOnce) {
    this.model = model;
    share = EngineThreads.divide(atOnce);
    passes = OrderedWork.of(atOnce);
  }

  /** Whether answers are to be taken before more images are given. */
  boolean isFull() {
    return passes.isFull();
  }

  /** Whether no answers are left to be taken. */
  boolean isEmpty() {
    return passes.isEmpty();
  }

  void give(List<ImageCrops.Crop> crops) {
    passes.give(() -> answer(crops));
  }

  private Answered<O> answer(List<ImageCrops.Crop> crops) throws TranslateException {
    Predictor<PixelImage, O> waiting = idle.poll();
    Predictor<PixelImage, O> predictor = waiting == null ? model.newPredictor() : waiting;
    try (Autograd.Paused paused = Autograd.pause()) {
      List<PixelImage> pixels = crops.stream().map(ImageCrops.Crop::pixels).toList();
      return new Answered<>(crops, predictor.batchPredict(pixels));
    } finally {
      idle.add(predictor);
    }
  }

  /** Hands on the answers for the batch that was given first; returns how many there are. */
  int take(FolderPredictor.Handler<O> handler)
      throws IOException, InterruptedException, TranslateException {
    Answered<O> next;
    try {
      next = passes.take();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof TranslateException cause) {
        throw cause;
      }
      throw new IllegalStateException(e.getCause());
    }
    for (int i = 0; i < next.crops().size(); i++) {
      handler.take(next.crops().get(i).name(), next.answers().get(i));
    }
    return next.crops().size();
  }

  /** Waits until no pass is made any more. */
  @Override
  public void close() {
    passes.close();
    idle.forEach(Predictor::close);
    share.close();
  }
}
