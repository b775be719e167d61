package io.greenmim.train.testing;

import static net.bytebuddy.matcher.ElementMatchers.named;
import static net.bytebuddy.matcher.ElementMatchers.takesArguments;

import ai.djl.pytorch.engine.PtNDArray;
import net.bytebuddy.agent.ByteBuddyAgent;
import net.bytebuddy.agent.builder.AgentBuilder;
import net.bytebuddy.asm.Advice;

/**
 * Tells of every read of an array by the host, whichever method of DJL asks for it: all of them end
 * in one method of the engine's arrays, which calls here from now on.
 */
public final class HostReads implements AutoCloseable {

  private static volatile Runnable listener = () -> {};

  static {
    new AgentBuilder.Default()
        .disableClassFormatChanges()
        .with(AgentBuilder.RedefinitionStrategy.RETRANSFORMATION)
        .type(named(PtNDArray.class.getName()))
        .transform(
            (builder, type, loader, module, domain) ->
                builder.visit(
                    Advice.to(OnRead.class)
                        .on(named("toByteBuffer").and(takesArguments(boolean.class)))))
        .installOn(ByteBuddyAgent.install());
  }

  /** What is woven into the engine's arrays. */
  public static final class OnRead {

    private OnRead() {}

    @Advice.OnMethodEnter
    static void enter() {
      HostReads.told();
    }
  }

  /** Called by the engine's arrays. */
  public static void told() {
    listener.run();
  }

  /** Calls a listener at every read, on the thread that reads, until this closes. */
  public static HostReads calling(Runnable onRead) {
    listener = onRead;
    return new HostReads();
  }

  private HostReads() {}

  @Override
  public void close() {
    listener = () -> {};
  }
}
