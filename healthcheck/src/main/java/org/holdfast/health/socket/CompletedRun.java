package org.holdfast.health.socket;

import io.netty.channel.IoEventLoop;
import java.util.function.Consumer;
import org.holdfast.health.ProbeResult;
import org.holdfast.health.probe.ProbeRun;

/** A run with a known result, which is delivered on the loop's next turn. */
final class CompletedRun implements ProbeRun, Runnable {

  private final ProbeResult result;
  private final Consumer<ProbeResult> answer;
  private boolean cancelled;

  private CompletedRun(ProbeResult result, Consumer<ProbeResult> answer) {
    this.result = result;
    this.answer = answer;
  }

  static ProbeRun later(IoEventLoop loop, ProbeResult result, Consumer<ProbeResult> answer) {
    var run = new CompletedRun(result, answer);
    loop.execute(run);
    return run;
  }

  @Override
  public void run() {
    if (!cancelled) {
      cancelled = true;
      answer.accept(result);
    }
  }

  @Override
  public ProbeResult outOfTime() {
    return result;
  }

  @Override
  public void cancel() {
    cancelled = true;
  }
}
