package org.holdfast.health.probe;

import io.netty.channel.IoEventLoop;
import java.util.function.Consumer;
import org.holdfast.health.Probe;
import org.holdfast.health.ProbeResult;

/**
 * Runs one kind of probe. Knows nothing of schedules, retries or verdicts: whoever runs it keeps
 * the time.
 *
 * @param <P> the kind
 */
@FunctionalInterface
public interface Prober<P extends Probe> {

  /**
   * Starts one run, on {@code loop}'s thread, and blocks nowhere. Never throws for what a server,
   * the network or our own lack of descriptors does: that is a result.
   *
   * @param answer told once, on {@code loop}, never from within this call; not after {@link
   *     Attempt#cancel}
   */
  Attempt start(P probe, IoEventLoop loop, Consumer<ProbeResult> answer);
}
