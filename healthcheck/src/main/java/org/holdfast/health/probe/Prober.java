package org.holdfast.health.probe;

import io.netty.channel.IoEventLoop;
import java.util.function.Consumer;
import org.holdfast.health.Probe;
import org.holdfast.health.ProbeResult;

/**
 * Runs one kind of probe. Independent of schedules, retries and verdicts; the caller watches the
 * timeout.
 *
 * @param <P> the kind
 */
@FunctionalInterface
public interface Prober<P extends Probe> {

  /**
   * Starts one run on {@code loop}'s thread, and never blocks. Never throws for what a server, the
   * network or a shortage of descriptors causes: that is a result.
   *
   * @param answer called once, on {@code loop}, never from within this call; not after {@link
   *     Attempt#cancel}
   */
  ProbeRun start(P probe, IoEventLoop loop, Consumer<ProbeResult> answer);
}
