package io.greenmim.bench;

import io.greenmim.image.read.ImageLimits;
import io.greenmim.train.data.Augmentation;
import io.greenmim.train.data.AugmentedImages;
import io.greenmim.train.data.BatchLoader;
import io.greenmim.train.data.BatchShape;
import io.greenmim.train.data.ImageFolderScanner;
import io.greenmim.train.data.ImageList;
import io.greenmim.train.data.LoaderThreads;
import io.greenmim.train.data.PixelBatch;
import io.greenmim.train.data.ShuffledOrder;
import io.greenmim.train.data.StepRange;
import io.greenmim.train.data.TrainingSet;
import io.greenmim.train.data.UnreadableImages;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** What a batch of 16 crops of 224 pixels takes; the folder of images is given by {@code -p}. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class LoaderBenchmark {

  private static final BatchShape SHAPE = new BatchShape(16, 3, 224, 224);

  /** A folder of images. */
  @Param("images")
  private String data;

  @Param({"1", "2"})
  private int threads;

  private BatchLoader<PixelBatch> loader;

  /** Starts the loader's threads. */
  @Setup
  public void start() {
    ImageList images = ImageFolderScanner.scan(Path.of(data));
    TrainingSet<byte[], PixelBatch> set =
        new TrainingSet<>(
            new AugmentedImages(images, ImageLimits.USUAL, Augmentation.PRETRAINING, SHAPE, 0),
            new ShuffledOrder(images.size(), SHAPE.images(), 0),
            (number, epoch, pictures) -> PixelBatch.of(number, epoch, SHAPE, pictures));
    loader =
        BatchLoader.start(
            new StepRange(0, Long.MAX_VALUE),
            new LoaderThreads(threads, 2 * threads),
            set.maker(new UnreadableImages()));
  }

  /** Waits for the next batch. */
  @Benchmark
  public PixelBatch batch() throws InterruptedException {
    return loader.next();
  }

  /** Ends the threads. */
  @TearDown
  public void close() {
    loader.close();
  }
}
