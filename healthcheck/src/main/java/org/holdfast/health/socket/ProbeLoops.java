package org.holdfast.health.socket;

import io.netty.channel.IoEventLoop;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import org.holdfast.health.ProbeResult;
import org.holdfast.health.probe.ProbeRun;
import org.holdfast.linux.LinuxException;

/**
 * The {@link ProbeLoop} of each event loop, created with the first probe there and removed with the
 * loop. Shared by all probers. Thread-safe; the instances belong to their loops.
 */
public final class ProbeLoops {

  private final Map<IoEventLoop, ProbeLoop> known = new ConcurrentHashMap<>();

  /**
   * Starts a run with the instance of {@code loop}. When there is no descriptor left for that, the
   * run ends with a {@link ProbeResult.NotRun}.
   */
  public ProbeRun start(
      IoEventLoop loop, Consumer<ProbeResult> answer, Function<ProbeLoop, ProbeRun> start) {
    ProbeLoop here;
    try {
      here = on(loop);
    } catch (LinuxException e) {
      return CompletedRun.later(
          loop, new ProbeResult.NotRun(String.valueOf(e.getMessage())), answer);
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
