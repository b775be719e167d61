package io.greenmim.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GraphOptimizerTest {

  private static final String PROPERTY = "ai.djl.pytorch.graph_optimizer";

  private final List<Object> events = new ArrayList<>();
  private final GraphOptimizer optimizer = new GraphOptimizer(events::add);

  @AfterEach
  void forget() {
    System.clearProperty(PROPERTY);
  }

  @Test
  void theThreadsSettingIsPutBack() {
    assertEquals("result", optimizer.without(() -> note("result")));
    assertEquals(List.of(false, "result", true), events);
  }

  @Test
  void theApplicationsChoiceIsPutBack() {
    System.setProperty(PROPERTY, "false");
    optimizer.without(() -> note("call"));
    assertEquals(List.of(false, "call", false), events);
  }

  @Test
  void itIsPutBackAfterAFailure() {
    assertThrows(
        IllegalStateException.class,
        () ->
            optimizer.without(
                () -> {
                  throw new IllegalStateException();
                }));
    assertEquals(List.of(false, true), events);
  }

  private String note(String event) {
    events.add(event);
    return event;
  }
}
