package io.greenmim.verify;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Parameter;
import io.greenmim.ops.Autograd;
import io.greenmim.ops.Precision;
import io.greenmim.train.optim.AdamW;
import io.greenmim.train.optim.GradientClip;
import io.greenmim.train.optim.Lars;
import io.greenmim.train.optim.MovingAverage;
import io.greenmim.train.optim.ParameterGroup;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Steps of AdamW with a rate for each layer, of LARS and of moving averages, and the clipping of
 * gradients: {@code input.CASE.stepN.*} are gradients, or the weights to take in.
 */
final class OptimiserReference extends ModelReference {

  /**
   * Averages are recorded without the smaller decay that ours have at the beginning, as ours are
   * late in a run.
   */
  private static final long LATE = 1L << 40;

  @Override
  public boolean recognises(ReferenceFile file) {
    return file.config().says("method", "operators") && file.config().says("family", "optimisers");
  }

  @Override
  Set<String> optional() {
    return Set.of();
  }

  @Override
  Map<String, NDArray> compute(NDManager manager, ReferenceFile file, Precision precision)
      throws IOException {
    Map<String, NDArray> results = new LinkedHashMap<>();
    ReferenceConfig cases = file.config().part(ReferenceFile.CASES);
    for (String name : cases.names()) {
      Case one = new Case(name, cases.part(name), file, manager, results);
      switch (name.split("_", -1)[0]) {
        case "adamw" -> one.adamW();
        case "clip" -> one.clip();
        case "lars" -> one.lars();
        case "ema" -> one.average();
        default -> throw new IOException("%s: the case %s is unknown".formatted(file.path(), name));
      }
    }
    return results;
  }

  /** A recorded case. */
  private record Case(
      String name,
      ReferenceConfig config,
      ReferenceFile file,
      NDManager manager,
      Map<String, NDArray> results) {

    void adamW() throws IOException {
      Map<String, Parameter> parameters = parameters(name);
      ReferenceConfig scales = config.part("scale");
      ReferenceConfig decays = config.part("weight_decay");
      Map<String, ParameterGroup> groups = new LinkedHashMap<>();
      double decay = 0;
      for (String parameter : parameters.keySet()) {
        double own = decays.number(parameter);
        decay = Math.max(decay, own);
        groups.put(parameter, new ParameterGroup(scales.number(parameter), own > 0));
      }
      List<Double> betas = config.numbers("betas");
      AdamW adam =
          new AdamW(
              new AdamW.Settings(betas.get(0), betas.get(1), config.number("eps"), decay),
              manager,
              parameters,
              (parameter, any) -> groups.get(parameter));
      int step = 0;
      for (double rate : config.numbers("rates")) {
        Map<String, NDArray> gradients = arrays("input." + name + step(++step));
        adam.update(rate, parameter -> gradients.get(parameter.getName()), manager.create(0f));
        adam.advance();
        record(step, values(parameters));
      }
    }

    void clip() throws IOException {
      Map<String, NDArray> gradients = arrays("input." + name + ".");
      List<NDArray> all = List.copyOf(gradients.values());
      NDArray norm = GradientClip.norm(all);
      results.put("out." + name + ".norm", norm.reshape(1));
      GradientClip.limit(all, norm, config.number("limit"));
      gradients.forEach((key, gradient) -> results.put("out." + name + "." + key, gradient));
    }

    void lars() throws IOException {
      Map<String, Parameter> parameters = parameters(name);
      Lars.Settings settings =
          new Lars.Settings(
              config.number("momentum"),
              config.number("weight_decay"),
              config.number("trust_coefficient"));
      Lars lars = new Lars(settings, manager, parameters);
      for (int step = 1; step <= config.integer("steps"); step++) {
        Map<String, NDArray> gradients = arrays("input." + name + step(step));
        lars.update(config.number("lr"), parameter -> gradients.get(parameter.getName()));
        record(step, values(parameters));
      }
    }

    void average() throws IOException {
      Map<String, Parameter> parameters = parameters("ema");
      MovingAverage average = new MovingAverage(config.number("decay"), manager, parameters);
      for (int step = 1; step <= config.integer("steps"); step++) {
        Map<String, NDArray> weights = arrays("input.ema" + step(step));
        parameters.forEach(
            (key, parameter) -> Autograd.copy(weights.get(key), parameter.getArray()));
        average.update(LATE + step, manager.create(0f));
        record(step, average.state());
      }
    }

    private Map<String, Parameter> parameters(String of) throws IOException {
      Map<String, Parameter> parameters = new LinkedHashMap<>();
      for (Map.Entry<String, NDArray> value : arrays("param." + of + ".").entrySet()) {
        Parameter parameter =
            Parameter.builder().setName(value.getKey()).setType(Parameter.Type.WEIGHT).build();
        parameter.setArray(value.getValue());
        parameters.put(value.getKey(), parameter);
      }
      return parameters;
    }

    /** The arrays with a prefix, by what follows it. */
    private Map<String, NDArray> arrays(String prefix) throws IOException {
      Map<String, NDArray> arrays = new LinkedHashMap<>();
      for (String key : new ArrayList<>(file.keys(prefix))) {
        arrays.put(key.substring(prefix.length()), file.array(manager, key));
      }
      return arrays;
    }

    private static Map<String, NDArray> values(Map<String, Parameter> parameters) {
      Map<String, NDArray> values = new LinkedHashMap<>();
      parameters.forEach((key, parameter) -> values.put(key, parameter.getArray()));
      return values;
    }

    /** Copies what a step left. */
    private void record(int step, Map<String, NDArray> values) {
      values.forEach(
          (key, value) -> results.put("out." + name + step(step) + key, value.duplicate()));
    }

    private static String step(int step) {
      return ".step" + step + ".";
    }
  }
}
