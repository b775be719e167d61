package io.greenmim.verify;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import io.greenmim.ops.Precision;
import io.greenmim.train.optim.AdamW;
import io.greenmim.train.optim.Lars;
import io.greenmim.train.optim.ParameterGroup;
import io.greenmim.train.probe.FeatureTable;
import io.greenmim.train.probe.NeighbourVotes;
import io.greenmim.train.probe.ProbeHead;
import io.greenmim.train.score.TopHits;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What labelled features tell: the votes of nearest neighbours ({@code knn_*}), and linear probes
 * ({@code probe_*}), step by step.
 */
final class FeatureReference extends ModelReference {

  @Override
  public boolean recognises(ReferenceFile file) {
    return file.config().says("method", "operators") && file.config().says("family", "features");
  }

  @Override
  Set<String> optional() {
    return Set.of();
  }

  @Override
  Map<String, NDArray> compute(NDManager manager, ReferenceFile file, Precision precision)
      throws IOException {
    Data data =
        new Data(
            table(manager, file, "input.train_features", "input.train_labels"),
            table(manager, file, "input.features", "input.labels"),
            file.config().integer("classes"));
    Map<String, NDArray> results = new LinkedHashMap<>();
    ReferenceConfig cases = file.config().part(ReferenceFile.CASES);
    for (String name : cases.names()) {
      Case one = new Case("out." + name + ".", cases.part(name), file, manager, results);
      if (one.config().has("k")) {
        one.neighbours(data);
      } else {
        one.probe(data);
      }
    }
    return results;
  }

  private static FeatureTable table(
      NDManager manager, ReferenceFile file, String features, String labels) throws IOException {
    NDArray values = file.array(manager, features);
    int length = Math.toIntExact(values.getShape().get(1));
    float[] flat = values.toFloatArray();
    List<float[]> rows = new ArrayList<>();
    for (int first = 0; first < flat.length; first += length) {
      rows.add(Arrays.copyOfRange(flat, first, first + length));
    }
    long[] numbers = file.array(manager, labels).toLongArray();
    return new FeatureTable(
        rows, Arrays.stream(numbers).mapToObj(Math::toIntExact).collect(Collectors.toList()));
  }

  /** Features of known class, and those that are asked for. */
  private record Data(FeatureTable known, FeatureTable asked, int classes) {}

  /** A recorded case. */
  private record Case(
      String prefix,
      ReferenceConfig config,
      ReferenceFile file,
      NDManager manager,
      Map<String, NDArray> results) {

    void neighbours(Data data) throws IOException {
      NeighbourVotes votes = new NeighbourVotes(config.integer("k"), config.number("temperature"));
      List<NeighbourVotes.Ballot> ballots = new ArrayList<>();
      votes.count(manager, data.known(), data.asked(), data.classes(), ballots::add);
      put("votes", ballots.stream().map(NeighbourVotes.Ballot::votes).toList());
      // Not recorded for many: among hundreds rounding decides.
      if (file.has(prefix + "neighbours")) {
        put("neighbours", ballots.stream().map(ballot -> widened(ballot.neighbours())).toList());
      }
      classes(ballots.stream().map(NeighbourVotes.Ballot::votes).toList(), data);
    }

    void probe(Data data) throws IOException {
      ProbeHead head =
          new ProbeHead(
              manager,
              file.array(manager, "param.probe.weight"),
              file.array(manager, "param.probe.bias"));
      Consumer<Function<Parameter, NDArray>> optimiser =
          optimiser(config.part("optimiser"), head.parameters());
      NDArray features = array(data.known());
      int[] numbers = data.known().labels().stream().mapToInt(Integer::intValue).toArray();
      NDArray labels = manager.create(numbers, new Shape(numbers.length));
      int steps = config.integer("steps");
      for (int step = 1; step <= steps; step++) {
        NDArray loss = head.step(features, labels, optimiser);
        if (step == 1 || step == steps) {
          String at = prefix + "step" + step + ".";
          results.put(at + "loss", loss.reshape(1));
          head.parameters()
              .forEach((key, value) -> results.put(at + key, value.getArray().duplicate()));
        }
      }
      results.put(prefix + "mean", head.mean());
      results.put(prefix + "variance", head.variance());
      NDArray logits = head.logits(array(data.asked()));
      results.put(prefix + "logits", logits);
      float[] flat = logits.toFloatArray();
      List<float[]> rows = new ArrayList<>();
      for (int first = 0; first < flat.length; first += data.classes()) {
        rows.add(Arrays.copyOfRange(flat, first, first + data.classes()));
      }
      classes(rows, data);
    }

    private Consumer<Function<Parameter, NDArray>> optimiser(
        ReferenceConfig told, Map<String, Parameter> parameters) throws IOException {
      double rate = told.number("lr");
      double decay = told.number("weight_decay");
      if (told.says("name", "lars")) {
        Lars.Settings settings =
            new Lars.Settings(told.number("momentum"), decay, told.number("trust_coefficient"));
        Lars lars = new Lars(settings, manager, parameters);
        return gradients -> lars.update(rate, gradients);
      }
      List<Double> betas = told.numbers("betas");
      AdamW adam =
          new AdamW(
              new AdamW.Settings(betas.get(0), betas.get(1), told.number("eps"), decay),
              manager,
              parameters,
              (name, parameter) -> new ParameterGroup(1, true));
      NDArray ordinary = manager.create(0f);
      return gradients -> {
        adam.update(rate, gradients, ordinary);
        adam.advance();
      };
    }

    private NDArray array(FeatureTable table) {
      float[] flat = new float[table.size() * table.channels()];
      for (int i = 0; i < table.size(); i++) {
        System.arraycopy(table.features().get(i), 0, flat, i * table.channels(), table.channels());
      }
      return manager.create(flat, new Shape(table.size(), table.channels()));
    }

    private void put(String key, List<float[]> rows) {
      results.put(prefix + key, manager.create(rows.toArray(float[][]::new)));
    }

    /** The classes of the highest scores, and the recorded share of those that are right. */
    private void classes(List<float[]> scores, Data data) throws IOException {
      TopHits hits = new TopHits();
      float[] best = new float[scores.size()];
      for (int i = 0; i < best.length; i++) {
        float[] row = scores.get(i);
        hits.add(row, data.asked().labels().get(i));
        for (int label = 0; label < row.length; label++) {
          best[i] = TopHits.rank(row, label) == 0 ? label : best[i];
        }
      }
      results.put(prefix + "classes", manager.create(best, new Shape(best.length)));
      double share = 100 * hits.top1().share();
      if (Math.abs(share - config.number("top1")) > 1e-3) {
        throw new IOException(
            "%s: %s: expected %s %% of the classes to be right, got %s"
                .formatted(file.path(), prefix, config.number("top1"), share));
      }
    }

    private static float[] widened(int[] numbers) {
      float[] values = new float[numbers.length];
      for (int i = 0; i < values.length; i++) {
        values[i] = numbers[i];
      }
      return values;
    }
  }
}
