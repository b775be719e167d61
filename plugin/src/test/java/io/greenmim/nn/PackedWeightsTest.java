package io.greenmim.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import io.greenmim.host.Processor;
import io.greenmim.ops.ArrayScope;
import io.greenmim.ops.Autograd;
import io.greenmim.ops.FusedAdamW;
import io.greenmim.ops.InferencePrecision;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is made of weights: when it is stale, and when it is freed. */
class PackedWeightsTest {

  private final NDManager manager = NDManager.newBaseManager();
  private final Linear linear = new Linear(128, 512, true);
  private final List<Parameter> parameters = new ArrayList<>(NamedParameters.of(linear).values());

  @BeforeEach
  void start() throws IOException {
    assumeTrue(
        InferencePrecision.INT8.supportedBy(Processor.current()),
        "needs bf16 and int8 in hardware");
    linear.initialize(manager, DataType.FLOAT32, new Shape(1, 128));
  }

  @AfterEach
  void end() {
    manager.close();
  }

  private PackedWeights pack(InferencePrecision precision) {
    return new PackedWeights(manager, parameters, precision);
  }

  @Test
  void seesEveryKindOfChange() {
    NDArray weight = parameters.get(0).getArray();
    List<Runnable> changes =
        List.of(
            () -> weight.muli(2),
            () -> weight.set(new float[512 * 128]),
            () -> weight.set(new NDIndex("3"), 1),
            () -> weight.get(new NDIndex("0:2")).addi(1),
            () -> Autograd.copy(manager.ones(weight.getShape()), weight),
            () -> manager.ones(weight.getShape()).copyTo(weight),
            () -> weight.intern(manager.ones(weight.getShape())),
            this::step,
            () -> {
              linear.clear();
              linear.initialize(manager, DataType.FLOAT32, new Shape(1, 128));
            });
    for (int i = 0; i < changes.size(); i++) {
      PackedWeights packed = pack(InferencePrecision.BF16);
      assertTrue(packed.fresh(), "before change " + i);
      changes.get(i).run();
      assertFalse(packed.fresh(), "after change " + i);
      packed.retire();
    }
  }

  private void step() {
    NDArray value = parameters.get(1).getArray();
    FusedAdamW.step(
        List.of(new FusedAdamW.Slot(value, value.onesLike(), value.zerosLike(), value.zerosLike())),
        new FusedAdamW.Constants(1e-3, 0.9, 0.999, 1e-8, 0),
        1,
        manager.create(0f));
  }

  @Test
  void readingChangesNothing() {
    PackedWeights packed = pack(InferencePrecision.BF16);
    linear.freezeParameters(true);
    parameters.get(0).getArray().toFloatArray();
    linear.freezeParameters(false);
    assertTrue(packed.fresh());
  }

  @Test
  void isMadeOnceAndFreedBehindTheLastPass() {
    PackedWeights packed = pack(InferencePrecision.BF16);
    packed.enter();
    packed.enter();
    NDList made;
    try (ArrayScope scope = new ArrayScope()) {
      made = linear.packed(packed, "first");
    }
    assertSame(made, linear.packed(packed, "first"));
    packed.leave();
    packed.retire();
    assertFalse(made.get(0).isReleased());
    packed.leave();
    made.forEach(array -> assertTrue(array.isReleased()));
    assertFalse(parameters.get(0).getArray().isReleased());
  }

  /** Shows what its passes pack, and does something in the midst of one. */
  private final class Watched extends ArrayBlock {

    private final List<NDList> packed = new ArrayList<>();
    private Runnable within = () -> {};

    Watched() {
      addChildBlock("linear", linear);
    }

    @Override
    public NDArray forward(ParameterStore store, NDArray x, boolean training) {
      packed.add(linear.packed(PackedWeights.of(store), "packed"));
      Runnable now = within;
      within = () -> {};
      now.run();
      return linear.forward(store, x, training);
    }

    @Override
    protected Shape outputShape(Shape in) {
      return in;
    }

    void pass() {
      try (NDManager own = manager.newSubManager()) {
        NDList input = new NDList(own.ones(new Shape(1, 128)));
        forward(new ParameterStore(own, false), input, false);
      }
    }

    boolean isReleased(int pass) {
      return packed.get(pass).stream().allMatch(NDArray::isReleased);
    }
  }

  /** A change begins a new set, and the last pass that reads the old one frees it. */
  @Test
  void aModelFreesWhatAChangeMadeStale() {
    Watched model = new Watched();
    model.serve(manager, InferencePrecision.BF16);
    model.pass();
    model.pass();
    assertSame(model.packed.get(0), model.packed.get(1));
    model.within =
        () -> {
          parameters.get(0).getArray().muli(2);
          model.pass();
          assertFalse(model.isReleased(2), "a pass still reads them");
        };
    model.pass();
    assertNotSame(model.packed.get(2), model.packed.get(3));
    assertTrue(model.isReleased(2), "nobody reads them");
    model.pass();
    assertSame(model.packed.get(3), model.packed.get(4));
    assertFalse(model.isReleased(4));
  }

  @Test
  void smallProductsAreNotWorthIntegers() {
    PackedWeights packed = pack(InferencePrecision.INT8);
    assertEquals(4, linear.packed(packed, "packed").size());
    Linear narrow = new Linear(64, 512, true);
    narrow.initialize(manager, DataType.FLOAT32, new Shape(1, 64));
    assertEquals(2, narrow.packed(packed, "packed").size());
    packed.retire();
  }
}
