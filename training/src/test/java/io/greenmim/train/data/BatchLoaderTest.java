package io.greenmim.train.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.greenmim.image.CropBox;
import io.greenmim.image.PixelImage;
import io.greenmim.image.ResampleFilter;
import io.greenmim.image.Resampler;
import io.greenmim.image.read.ImageLimits;
import io.greenmim.random.SplitMix64;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class BatchLoaderTest {

  private static final int IMAGES = 11;
  private static final BatchShape SHAPE = new BatchShape(3, 3, 16, 12);
  private static final Augmentation NONE = new Augmentation(1, 1, 1, 1, 0, ResampleFilter.BICUBIC);

  @TempDir Path folder;

  /** What a loader delivers. */
  private record LoaderSettings(
      ImageList images,
      ImageLimits limits,
      Augmentation augmentation,
      BatchShape shape,
      long seed,
      StepRange steps,
      LoaderThreads threads) {

    <T> BatchLoader<T> start(Function<PixelBatch, T> finisher, UnreadableImages unreadable) {
      TrainingSet<byte[], T> set =
          new TrainingSet<>(
              new AugmentedImages(images, limits, augmentation, shape, seed),
              new ShuffledOrder(images.size(), shape.images(), seed),
              (number, epoch, pictures) ->
                  finisher.apply(PixelBatch.of(number, epoch, shape, pictures)));
      return BatchLoader.start(steps, threads, set.maker(unreadable));
    }
  }

  /** Eleven squares, each of one red tone that tells its index: 20 * (index + 1). */
  @BeforeEach
  void writeImages() throws IOException {
    for (int i = 0; i < IMAGES; i++) {
      PixelImage image = TestImages.plain(40, 40, 20 * (i + 1), i, 99);
      TestImages.write(folder, name(i), TestImages.encode(image, ".png"));
    }
  }

  private static String name(int index) {
    return (char) ('a' + index) + ".png";
  }

  @Test
  void deliversPlanesInTheSamplersOrder() throws Exception {
    ShuffledOrder order = new ShuffledOrder(IMAGES, 3, 5);
    try (BatchLoader<PixelBatch> loader = start(settings(NONE, 0, 7, 2, 3))) {
      for (int step = 0; step < 7; step++) {
        assertTrue(loader.hasNext());
        PixelBatch batch = loader.next();
        assertEquals(step, batch.step());
        assertEquals(step / 3, batch.epoch());
        byte[] expected = new byte[3 * 3 * 16 * 12];
        for (int i = 0; i < 3; i++) {
          int index = order.batch(step).get(i).sample();
          int plane = 16 * 12;
          Arrays.fill(expected, i * 3 * plane, (i * 3 + 1) * plane, (byte) (20 * (index + 1)));
          Arrays.fill(expected, (i * 3 + 1) * plane, (i * 3 + 2) * plane, (byte) index);
          Arrays.fill(expected, (i * 3 + 2) * plane, (i * 3 + 3) * plane, (byte) 99);
        }
        assertArrayEquals(expected, batch.pixels());
      }
      assertFalse(loader.hasNext());
      assertThrows(NoSuchElementException.class, loader::next);
    }
  }

  @Test
  void pictureIsTheResizedCropMirroredOrNot() throws Exception {
    pictureIsTheResizedCrop(Augmentation.PRETRAINING, ResampleFilter.BICUBIC);
    pictureIsTheResizedCrop(Augmentation.SIMMIM, ResampleFilter.BILINEAR);
  }

  private void pictureIsTheResizedCrop(Augmentation augmentation, ResampleFilter filter)
      throws Exception {
    PixelImage image = TestImages.gradient(50, 38);
    Path single = folder.resolve("single");
    TestImages.write(single, "only.png", TestImages.encode(image, ".png"));
    BatchShape one = new BatchShape(1, 3, 16, 12);
    int mirrored = 0;
    LoaderSettings settings =
        new LoaderSettings(
            ImageFolderScanner.scan(single),
            ImageLimits.USUAL,
            augmentation,
            one,
            3,
            new StepRange(0, 20),
            new LoaderThreads(1, 2));
    Set<CropBox> crops = new HashSet<>();
    try (BatchLoader<PixelBatch> loader = start(settings)) {
      for (int epoch = 0; epoch < 20; epoch++) {
        SplitMix64 random = SplitMix64.of(3, 2, epoch, 0);
        CropBox crop = new RandomResizedCrop(augmentation).sample(50, 38, random);
        boolean flip = random.nextDouble() < 0.5;
        crops.add(crop);
        mirrored += flip ? 1 : 0;
        PixelImage picture = new Resampler(filter).resizeCrop(image, crop, 12, 16);
        byte[] pixels = loader.next().pixels();
        for (int y = 0; y < 16; y++) {
          for (int x = 0; x < 12; x++) {
            for (int c = 0; c < 3; c++) {
              int column = flip ? 11 - x : x;
              assertEquals(picture.sample(column, y, c), pixels[(c * 16 + y) * 12 + x] & 0xff);
            }
          }
        }
      }
    }
    assertEquals(20, crops.size(), "every epoch draws anew");
    assertTrue(mirrored > 3 && mirrored < 17, mirrored + " of 20 mirrored");
  }

  @Test
  void threadsAndPrefetchDoNotChangeTheBatches() throws Exception {
    Map<Long, byte[]> one = all(settings(Augmentation.PRETRAINING, 0, 12, 1, 1));
    assertEquals(12, one.size());
    for (LoaderThreads threads :
        List.of(new LoaderThreads(1, 5), new LoaderThreads(4, 2), new LoaderThreads(8, 8))) {
      Map<Long, byte[]> many =
          all(settings(Augmentation.PRETRAINING, 0, 12, threads.count(), threads.prefetch()));
      one.forEach((step, pixels) -> assertArrayEquals(pixels, many.get(step), "step " + step));
    }
  }

  @Test
  void startsAtAnyStep() throws Exception {
    Map<Long, byte[]> whole = all(settings(Augmentation.PRETRAINING, 0, 12, 2, 2));
    Map<Long, byte[]> rest = all(settings(Augmentation.PRETRAINING, 7, 12, 3, 2));
    assertEquals(Set.of(7L, 8L, 9L, 10L, 11L), rest.keySet());
    rest.forEach((step, pixels) -> assertArrayEquals(whole.get(step), pixels, "step " + step));
    assertNotEquals(Arrays.hashCode(whole.get(7L)), Arrays.hashCode(whole.get(8L)));
  }

  @Test
  void unreadableImageGivesWayToTheNextOne() throws Exception {
    TestImages.write(folder, name(4), "text".getBytes(StandardCharsets.UTF_8));
    TestImages.write(folder, name(5), new byte[0]);
    TestImages.write(folder, name(10), "text".getBytes(StandardCharsets.UTF_8));
    ShuffledOrder order = new ShuffledOrder(IMAGES, 3, 5);
    int[] substitute = {0, 1, 2, 3, 6, 6, 6, 7, 8, 9, 0};
    for (int threads : new int[] {1, 4}) {
      UnreadableImages unreadable = new UnreadableImages();
      LoaderSettings settings = settings(NONE, 0, 9, threads, 4);
      try (BatchLoader<PixelBatch> loader = settings.start(b -> b, unreadable)) {
        for (int step = 0; step < 9; step++) {
          byte[] pixels = loader.next().pixels();
          for (int i = 0; i < 3; i++) {
            int expected = 20 * (substitute[order.batch(step).get(i).sample()] + 1);
            assertEquals(expected, pixels[i * SHAPE.bytesPerImage()] & 0xff);
          }
        }
      }
      Map<String, String> expected = new TreeMap<>();
      expected.put("e.png", "not a JPEG, PNG, BMP, WebP or TIFF file");
      expected.put("f.png", "the file is empty");
      expected.put("k.png", "not a JPEG, PNG, BMP, WebP or TIFF file");
      assertEquals(expected, unreadable.snapshot());
      assertEquals(3, unreadable.size());
    }
  }

  @Test
  void nothingReadableIsAnError() throws Exception {
    LoaderSettings settings = settings(NONE, 0, 5, 2, 2);
    for (int i = 0; i < IMAGES; i++) {
      TestImages.write(folder, name(i), new byte[0]);
    }
    try (BatchLoader<PixelBatch> loader = start(settings)) {
      String message = assertThrows(DataException.class, loader::next).getMessage();
      assertEquals(
          "none of the 11 images under "
              + folder
              + " can be read; the first, a.png: the file is empty",
          message);
    }
  }

  @Test
  void failureSurfacesAtItsStep() throws Exception {
    IllegalArgumentException fault = new IllegalArgumentException("no mask");
    Function<PixelBatch, PixelBatch> finisher =
        batch -> {
          if (batch.step() == 3) {
            throw fault;
          }
          return batch;
        };
    LoaderSettings settings = settings(NONE, 0, 9, 3, 4);
    try (BatchLoader<PixelBatch> loader = settings.start(finisher, new UnreadableImages())) {
      for (int step = 0; step < 3; step++) {
        assertEquals(step, loader.next().step());
      }
      for (int again = 0; again < 2; again++) {
        IllegalStateException e = assertThrows(IllegalStateException.class, loader::next);
        assertSame(fault, e.getCause());
        assertTrue(e.getMessage().contains("batch of step 3 failed"), e.getMessage());
      }
    }
  }

  @Test
  void nullBatchIsAFailure() {
    LoaderSettings settings = settings(NONE, 0, 9, 1, 1);
    try (BatchLoader<PixelBatch> loader = settings.start(batch -> null, new UnreadableImages())) {
      assertThrows(IllegalStateException.class, loader::next);
    }
  }

  @Test
  void worksAheadByPrefetchAndNoFurther() throws Exception {
    AtomicInteger made = new AtomicInteger();
    LoaderSettings settings = settings(NONE, 0, 100, 4, 5);
    try (BatchLoader<Integer> loader =
        settings.start(b -> made.incrementAndGet(), new UnreadableImages())) {
      awaitCount(made, 5);
      loader.next();
      awaitCount(made, 6);
    }
  }

  /** Waits for a count, then gives an overshoot the time to show. */
  private static void awaitCount(AtomicInteger count, int expected) throws InterruptedException {
    while (count.get() < expected) {
      Thread.sleep(1);
    }
    Thread.sleep(100);
    assertEquals(expected, count.get());
  }

  @Test
  void waitingIsMeasured() throws Exception {
    CountDownLatch gate = new CountDownLatch(1);
    Function<PixelBatch, PixelBatch> finisher =
        batch -> {
          await(gate);
          return batch;
        };
    try (BatchLoader<PixelBatch> loader =
        settings(NONE, 0, 1, 1, 1).start(finisher, new UnreadableImages())) {
      assertEquals(0, loader.waitedNanos());
      Thread caller = Thread.currentThread();
      AtomicLong surelyWaited = new AtomicLong();
      Thread opener =
          new Thread(
              () -> {
                while (caller.getState() != Thread.State.WAITING) {
                  Thread.onSpinWait();
                }
                long waiting = System.nanoTime();
                sleep(20);
                surelyWaited.set(System.nanoTime() - waiting);
                gate.countDown();
              });
      opener.start();
      long start = System.nanoTime();
      loader.next();
      long elapsed = System.nanoTime() - start;
      opener.join();
      // On a slow machine all of these grow; their order stays.
      assertTrue(loader.waitedNanos() <= elapsed, loader.waitedNanos() + " ns");
      assertTrue(loader.waitedNanos() >= surelyWaited.get(), loader.waitedNanos() + " ns");
    }
  }

  @Test
  void closeStopsThreadsAndWaiters() throws Exception {
    CountDownLatch gate = new CountDownLatch(1);
    CountDownLatch working = new CountDownLatch(1);
    List<Thread> workers = new ArrayList<>();
    Function<PixelBatch, PixelBatch> finisher =
        batch -> {
          synchronized (workers) {
            workers.add(Thread.currentThread());
          }
          working.countDown();
          await(gate);
          return batch;
        };
    BatchLoader<PixelBatch> loader =
        settings(NONE, 0, 90, 3, 3).start(finisher, new UnreadableImages());
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    Thread waiter = new Thread(() -> thrown.set(assertThrows(Exception.class, loader::next)));
    waiter.start();
    working.await();
    Thread opener = new Thread(gate::countDown);
    Thread closer = new Thread(loader::close);
    closer.start();
    waiter.join();
    assertEquals("the batch loader is closed", thrown.get().getMessage());
    opener.start();
    closer.join();
    loader.close();
    for (Thread worker : workers) {
      worker.join();
    }
    assertThrows(IllegalStateException.class, loader::next);
  }

  @Test
  void interruptedCallerLosesNoBatch() throws Exception {
    try (BatchLoader<PixelBatch> loader = start(settings(NONE, 0, 3, 1, 1))) {
      long delivered = -1;
      Thread.currentThread().interrupt();
      try {
        delivered = loader.next().step();
      } catch (InterruptedException e) {
        assertFalse(Thread.currentThread().isInterrupted());
      }
      // The batch may have been there before the wait; then the interrupt is still pending.
      boolean pending = Thread.interrupted();
      assertEquals(delivered == 0, pending);
      assertEquals(delivered + 1, loader.next().step());
    }
  }

  @Test
  void refusesImpossibleSettings() {
    assertThrows(DataException.class, () -> start(settingsOf(new BatchShape(12, 3, 8, 8))));
    assertThrows(IllegalArgumentException.class, () -> new BatchShape(0, 3, 8, 8));
    assertThrows(IllegalArgumentException.class, () -> new BatchShape(8192, 3, 1024, 1024));
    assertThrows(IllegalArgumentException.class, () -> new StepRange(3, 2));
    assertThrows(IllegalArgumentException.class, () -> new StepRange(-1, 2));
    assertThrows(IllegalArgumentException.class, () -> new LoaderThreads(0, 1));
    assertThrows(IllegalArgumentException.class, () -> new LoaderThreads(1, 0));
    byte[] wrong = new byte[SHAPE.bytes() - 1];
    assertThrows(IllegalArgumentException.class, () -> new PixelBatch(0, 0, SHAPE, wrong));
  }

  private LoaderSettings settingsOf(BatchShape shape) {
    return new LoaderSettings(
        ImageFolderScanner.scan(folder),
        ImageLimits.USUAL,
        NONE,
        shape,
        5,
        new StepRange(0, 1),
        new LoaderThreads(1, 1));
  }

  private LoaderSettings settings(
      Augmentation augmentation, long first, long end, int threads, int prefetch) {
    return new LoaderSettings(
        ImageFolderScanner.scan(folder),
        ImageLimits.USUAL,
        augmentation,
        SHAPE,
        5,
        new StepRange(first, end),
        new LoaderThreads(threads, prefetch));
  }

  private static BatchLoader<PixelBatch> start(LoaderSettings settings) {
    return settings.start(batch -> batch, new UnreadableImages());
  }

  private static Map<Long, byte[]> all(LoaderSettings settings) throws InterruptedException {
    Map<Long, byte[]> batches = new TreeMap<>();
    try (BatchLoader<PixelBatch> loader = start(settings)) {
      while (loader.hasNext()) {
        PixelBatch batch = loader.next();
        batches.put(batch.step(), batch.pixels());
      }
    }
    return batches;
  }

  private static void await(CountDownLatch gate) {
    try {
      gate.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static void sleep(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
