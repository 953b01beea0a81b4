package org.holdfast.health.probe;

import io.netty.channel.IoEventLoop;
import java.util.function.Consumer;
import org.holdfast.health.Probe;
import org.holdfast.health.ProbeResult;

/**
 * Runs one kind of probe. A prober is independent of schedules, retries and verdicts; the caller
 * enforces the timeout.
 *
 * @param <P> the kind
 */
@FunctionalInterface
public interface Prober<P extends Probe> {

  /**
   * Starts one run on {@code loop}'s thread, and never blocks. Failures that a server, the network
   * or a shortage of descriptors causes are results, not exceptions.
   *
   * @param answer called once, on {@code loop}, never from within this call; not after {@link
   *     Attempt#cancel}
   */
  ProbeRun start(P probe, IoEventLoop loop, Consumer<ProbeResult> answer);
}
