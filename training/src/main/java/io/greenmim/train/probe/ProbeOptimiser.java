package io.greenmim.train.probe;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Parameter;
import io.greenmim.train.optim.AdamW;
import io.greenmim.train.optim.Lars;
import io.greenmim.train.optim.ParameterGroup;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** What moves the weights of a linear probe. */
public enum ProbeOptimiser {
  /** LARS, as linear probes of masked autoencoders are published with: for batches of thousands. */
  LARS(List.of(0.1, 0.3, 1.0, 3.0, 10.0, 30.0)) {
    @Override
    Moving over(NDManager manager, Map<String, Parameter> parameters, double weightDecay) {
      Lars.Settings usual = Lars.Settings.PUBLISHED;
      Lars lars =
          new Lars(
              new Lars.Settings(usual.momentum(), weightDecay, usual.trust()), manager, parameters);
      return lars::update;
    }
  },
  /** AdamW with the usual constants. */
  ADAMW(List.of(0.0003, 0.001, 0.003, 0.01, 0.03)) {
    @Override
    Moving over(NDManager manager, Map<String, Parameter> parameters, double weightDecay) {
      AdamW adam =
          new AdamW(
              new AdamW.Settings(0.9, 0.999, 1e-8, weightDecay),
              manager,
              parameters,
              (name, parameter) ->
                  new ParameterGroup(1, parameter.getType() == Parameter.Type.WEIGHT));
      NDArray ordinary = manager.create(0f);
      return (rate, gradients) -> {
        adam.update(rate, gradients, ordinary);
        adam.advance();
      };
    }
  };

  @SuppressWarnings("ImmutableEnumChecker") // made by List.of, which nobody can change
  private final List<Double> rates;

  ProbeOptimiser(List<Double> rates) {
    this.rates = rates;
  }

  /** Moves parameters. */
  @FunctionalInterface
  interface Moving {

    /** Takes a step with a learning rate, by the gradients of the parameters. */
    void move(double rate, Function<Parameter, NDArray> gradients);
  }

  /** {@return base rates to choose among, ascending} */
  public List<Double> rates() {
    return rates;
  }

  /** Makes an optimiser of parameters. */
  abstract Moving over(NDManager manager, Map<String, Parameter> parameters, double weightDecay);
}
