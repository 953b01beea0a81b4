package org.holdfast.health.socket;

import io.netty.channel.IoEventLoop;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import org.holdfast.health.ProbeResult;
import org.holdfast.health.probe.Attempt;
import org.holdfast.linux.LinuxException;

/**
 * The {@link ProbeLoop} of each event loop, made when the first probe runs there and gone with the
 * loop. One for all probers. From any thread; what it hands out is its loop's alone.
 */
public final class ProbeLoops {

  private final Map<IoEventLoop, ProbeLoop> known = new ConcurrentHashMap<>();

  /**
   * Starts a run with what {@code loop} has for it. When there is no descriptor left for that, the
   * run has ended with a {@link ProbeResult.NotRun}.
   */
  public Attempt start(
      IoEventLoop loop, Consumer<ProbeResult> answer, Function<ProbeLoop, Attempt> start) {
    ProbeLoop here;
    try {
      here = on(loop);
    } catch (LinuxException e) {
      return Told.later(loop, new ProbeResult.NotRun(String.valueOf(e.getMessage())), answer);
    }
    return start.apply(here);
  }

  private ProbeLoop on(IoEventLoop loop) {
    var here = known.get(loop);
    if (here == null) {
      here = ProbeLoop.join(loop, () -> known.remove(loop));
      known.put(loop, here);
    }
    return here;
  }
}
