package io.greenmim.train.optim;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Parameter;
import io.greenmim.config.Checks;
import io.greenmim.ops.Autograd;
import io.greenmim.ops.FusedAdamW;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * AdamW (Loshchilov and Hutter, 2017, arXiv 1711.05101, algorithm 2) as PyTorch computes it: decay
 * first, epsilon added to the root of the bias-corrected second moment.
 *
 * <p>Float32 moments on the device of their parameters. Not thread-safe.
 */
public final class AdamW {

  private static final String FIRST = "exp_avg.";
  private static final String SECOND = "exp_avg_sq.";

  private final Settings settings;
  private final List<Slot> slots = new ArrayList<>();
  private final Map<ParameterGroup, List<Slot>> groups = new LinkedHashMap<>();
  private long step;

  /**
   * Constants of the algorithm.
   *
   * @param beta1 decay of the first moment, in [0, 1)
   * @param beta2 decay of the second moment, in [0, 1)
   * @param eps added to the root of the second moment
   * @param weightDecay decay of the parameters that decay
   */
  public record Settings(double beta1, double beta2, double eps, double weightDecay) {}

  private record Slot(
      String name, Parameter parameter, NDArray value, NDArray first, NDArray second) {

    FusedAdamW.Slot with(NDArray gradient) {
      return new FusedAdamW.Slot(value, gradient, first, second);
    }
  }

  /**
   * Makes an optimiser with zero moments.
   *
   * @param settings constants of the algorithm
   * @param manager manager that owns the moments
   * @param parameters parameters by name; those that are frozen are left out
   * @param rule how each of them moves
   */
  public AdamW(
      Settings settings,
      NDManager manager,
      Map<String, Parameter> parameters,
      ParameterGroup.Rule rule) {
    this(settings, manager, parameters, rule, Parameter::getArray);
  }

  /**
   * Makes an optimiser of a copy of the parameters, on another device, with zero moments.
   *
   * @param settings constants of the algorithm
   * @param manager manager that owns the moments
   * @param parameters parameters by name; those that are frozen are left out
   * @param rule how each of them moves
   * @param values gives the value of a parameter that moves
   */
  public AdamW(
      Settings settings,
      NDManager manager,
      Map<String, Parameter> parameters,
      ParameterGroup.Rule rule,
      Function<Parameter, NDArray> values) {
    this.settings = settings;
    parameters.forEach(
        (name, parameter) -> {
          if (parameter.requiresGradient()) {
            NDArray value = values.apply(parameter);
            NDArray first = manager.zeros(value.getShape(), value.getDataType());
            NDArray second = manager.zeros(value.getShape(), value.getDataType());
            Slot slot = new Slot(name, parameter, value, first, second);
            slots.add(slot);
            groups.computeIfAbsent(rule.of(name, parameter), group -> new ArrayList<>()).add(slot);
          }
        });
  }

  /**
   * Returns the number of steps taken.
   *
   * @return steps since the moments were zero
   */
  public long step() {
    return step;
  }

  /**
   * Moves every parameter by its gradient. The step counts once {@link #advance} says so: whether
   * it is skipped is known to the device before it is known to the host.
   *
   * @param learningRate learning rate of this step, before the factors of the groups
   * @param gradients gives the gradient of a parameter
   * @param skip a scalar on the device of the parameters, float32: 1 leaves values and moments as
   *     they are, whatever the gradients hold; 0 for an ordinary step
   */
  public void update(double learningRate, Function<Parameter, NDArray> gradients, NDArray skip) {
    groups.forEach(
        (group, members) ->
            FusedAdamW.step(
                members.stream().map(slot -> slot.with(gradients.apply(slot.parameter()))).toList(),
                new FusedAdamW.Constants(
                    learningRate * group.rateScale(),
                    settings.beta1(),
                    settings.beta2(),
                    settings.eps(),
                    group.decays() ? settings.weightDecay() : 0),
                step + 1,
                skip));
  }

  /** Counts the step that {@link #update} took. */
  public void advance() {
    step++;
  }

  /**
   * Returns the moments by name.
   *
   * @return {@code exp_avg.<parameter>} and {@code exp_avg_sq.<parameter>}, in order
   */
  public Map<String, NDArray> state() {
    Map<String, NDArray> state = new LinkedHashMap<>();
    for (Slot slot : slots) {
      state.put(FIRST + slot.name(), slot.first());
      state.put(SECOND + slot.name(), slot.second());
    }
    return state;
  }

  /**
   * Goes on from an earlier state.
   *
   * @param moments moments as {@link #state} gave them
   * @param steps number of steps taken until then
   * @throws IllegalArgumentException if a moment is missing or has another shape
   */
  public void restore(Map<String, NDArray> moments, long steps) {
    state()
        .forEach(
            (name, target) -> {
              NDArray source = moments.get(name);
              Checks.that(
                  source != null && source.getShape().equals(target.getShape()),
                  "optimiser state: expected %s of shape %s, got %s",
                  name,
                  target.getShape(),
                  source == null ? "none" : source.getShape());
              Autograd.copy(source, target);
            });
    step = steps;
  }
}
