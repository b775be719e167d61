package io.greenmim.bench;

import io.greenmim.config.Checks;
import io.greenmim.config.ImageSize;
import io.greenmim.config.RecordMapper;
import io.greenmim.search.Found;
import io.greenmim.search.ImageIndex;
import io.greenmim.search.ImageIndexWriter;
import io.greenmim.search.IndexedImage;
import io.greenmim.search.VectorQuery;
import io.greenmim.search.VectorSpace;
import io.greenmim.train.config.Interruption;
import io.greenmim.train.config.Setting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Measures the index of images: how many of the nearest it finds, how many vectors it looks at, how
 * long it takes, how large it is.
 *
 * @param features file of features, made if it is not there
 * @param data folder of the photographs of whose random crops features are made
 * @param model model that makes them: folder, id or address
 * @param count vectors of the index
 * @param queries vectors that are asked for, none of them in the index
 * @param top how many of the nearest are wanted
 * @param breadth candidates that a search keeps, each measured by itself
 * @param imageSize size of the crops; null for that of the model
 * @param batchSize crops of a pass
 * @param device where the model runs
 */
public record SearchBench(
    @Setting(
            value =
                "File of features (safetensors), of at least --count and --queries images. Made of"
                    + " random crops by --data and --model if it is not there, which takes longer"
                    + " than all else.",
            label = "FILE",
            required = true)
        Path features,
    @Setting(value = "Folder of the photographs that are cropped.", label = "DIR") Path data,
    @Setting(value = "Model: a folder, an id of the zoo or an address.", label = "MODEL")
        String model,
    @Setting(value = "Vectors of the index.", usual = "100000", label = "N") int count,
    @Setting(value = "Vectors that are asked for.", usual = "500", label = "N") int queries,
    @Setting(value = "How many of the nearest are wanted.", usual = "10", label = "N") int top,
    @Setting(
            value = "Candidates that a search keeps, numbers joined by commas.",
            usual = "10,50,100,200,400",
            label = "NUMBERS")
        List<Integer> breadth,
    @Setting("Side of the crops, or HEIGHTxWIDTH. Default: that of the model.") ImageSize imageSize,
    @Setting(value = "Crops of a pass.", usual = "32") int batchSize,
    @Setting(value = "auto (a GPU if there is one), cpu or gpu.", usual = "auto") String device)
    implements Measurement<SearchBench.Result> {

  private static final double NANOS_PER_SECOND = 1e9;

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if a number is out of its range, or nobody tells what makes
   *     features that are not there
   */
  public SearchBench {
    breadth = List.copyOf(breadth);
    Checks.atLeast("count", count, 1);
    Checks.atLeast("queries", queries, 1);
    Checks.atLeast("top", top, 1);
    for (int kept : breadth) {
      Checks.atLeast("breadth", kept, top);
    }
    Checks.atLeast("batchSize", batchSize, 1);
    Checks.that(
        Files.exists(features) || (data != null && model != null),
        "features: expected a file, or data and model to make it with, got %s, which does not"
            + " exist",
        features);
  }

  /**
   * Searches with one breadth.
   *
   * @param breadth candidates that the search keeps; 0 for a look at each vector
   * @param recall share of the nearest that were found
   * @param visited share of the vectors that were looked at
   * @param query milliseconds of a search
   */
  public record Searched(int breadth, double recall, double visited, Spread query) {}

  /**
   * What was measured.
   *
   * @param settings what was measured
   * @param length numbers of a vector
   * @param seconds time to write the index, from features in memory
   * @param bytes size of the index
   * @param searched the searches, a look at each vector first
   */
  public record Result(
      SearchBench settings, int length, double seconds, long bytes, List<Searched> searched)
      implements Report {

    /** Copies the list. */
    public Result {
      searched = List.copyOf(searched);
    }

    @Override
    public String text() {
      TextTable table =
          new TextTable()
              .texts("breadth")
              .values("recall@" + settings.top(), "%.4f")
              .values("visited %", "%.2f")
              .values("ms a query", "%.3f");
      for (Searched one : searched) {
        String breadth = one.breadth() == 0 ? "exact" : Integer.toString(one.breadth());
        table.row(breadth, one.recall(), 100 * one.visited(), one.query());
      }
      return TextTable.line(
              "Index of %s vectors of %s numbers, written in %.1f s, %.1f MB; %s queries",
              settings.count(), length, seconds, bytes / 1e6, settings.queries())
          + table.text();
    }

    @Override
    public Map<String, Object> values() {
      Map<String, Object> values = new LinkedHashMap<>();
      values.put("count", settings.count());
      values.put("queries", settings.queries());
      values.put("top", settings.top());
      values.put("length", length);
      values.put("seconds", seconds);
      values.put("bytes", bytes);
      values.put("searched", searched.stream().map(RecordMapper::write).toList());
      return values;
    }
  }

  @Override
  public Class<Result> resultType() {
    return Result.class;
  }

  @Override
  public Result measure() throws IOException, InterruptedException {
    return measure(line -> {});
  }

  @Override
  public Result measure(Consumer<String> told) throws IOException, InterruptedException {
    List<float[]> all = new CropFeatures(this, told).read(count + queries);
    told.accept("features are there; indexing %s of them".formatted(count));
    Path folder = Files.createTempDirectory("greenmim-search");
    try {
      double seconds = write(folder, all.subList(0, count));
      List<float[]> asked = all.subList(count, count + queries);
      try (ImageIndex index = ImageIndex.open(folder)) {
        List<Searched> searched = new ArrayList<>();
        List<Set<String>> nearest = new ArrayList<>();
        searched.add(search(index, asked, 0, nearest));
        for (int kept : breadth) {
          searched.add(search(index, asked, kept, nearest));
        }
        return new Result(this, all.get(0).length, seconds, bytes(folder), searched);
      }
    } finally {
      delete(folder);
    }
  }

  private double write(Path folder, List<float[]> vectors) throws IOException {
    long began = System.nanoTime();
    VectorSpace space = new VectorSpace("bench", "", "00", false);
    try (ImageIndexWriter writer = ImageIndexWriter.open(folder, folder, space)) {
      for (int i = 0; i < vectors.size(); i++) {
        String name = String.format(Locale.ROOT, "crops/%06d", i);
        writer.put(new IndexedImage(name, 0, 0, ""), vectors.get(i));
      }
      writer.finish();
    }
    return (System.nanoTime() - began) / NANOS_PER_SECOND;
  }

  /** The first search says what the nearest are; the others are compared with it. */
  private Searched search(
      ImageIndex index, List<float[]> asked, int kept, List<Set<String>> nearest)
      throws IOException, InterruptedException {
    boolean first = nearest.isEmpty();
    long right = 0;
    long visited = 0;
    List<Double> millis = new ArrayList<>();
    for (int i = 0; i < asked.size(); i++) {
      Interruption.check();
      VectorQuery query =
          new VectorQuery(asked.get(i), top, kept == 0 ? VectorQuery.ALL : kept, "");
      long began = System.nanoTime();
      Found found = index.search(query);
      millis.add((System.nanoTime() - began) / 1e6);
      Set<String> names = new HashSet<>();
      found.images().forEach(hit -> names.add(hit.name()));
      if (first) {
        nearest.add(Set.copyOf(names));
      }
      names.retainAll(nearest.get(i));
      right += names.size();
      visited += found.visited();
    }
    double wanted = (double) asked.size() * Math.min(top, count);
    double share = (double) visited / asked.size() / count;
    return new Searched(kept, right / wanted, share, Spread.of(millis));
  }

  private static long bytes(Path folder) throws IOException {
    long bytes = 0;
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        bytes += Files.size(file);
      }
    }
    return bytes;
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(folder);
  }
}
