package io.greenmim.train.run;

import io.greenmim.train.state.RunState;
import java.util.Optional;

/**
 * How a run ended.
 *
 * @param state where it stands, which is in its checkpoint too
 * @param finished whether it came to its end: it took all steps, or got no better for long, and its
 *     last report is whole; otherwise it can be resumed
 * @param best the best validation in a few words, and where its weights are; empty without one
 */
public record RunEnd(RunState state, boolean finished, Optional<String> best) {}
