package org.holdfast.health.socket;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.IoEventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.holdfast.health.Probe;
import org.holdfast.health.ProbeResult;
import org.holdfast.health.probe.ProbeRun;
import org.holdfast.health.probe.Prober;

/** A loop on which tests run probes, and their results. */
public final class ProbeBench implements AutoCloseable {

  private static final int PATIENCE_SECONDS = 20;

  private final IoEventLoop loop;
  private final ProbeLoops loops = new ProbeLoops();

  public ProbeBench() {
    loop = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory()).next();
  }

  public ProbeLoops loops() {
    return loops;
  }

  public IoEventLoop loop() {
    return loop;
  }

  /** A started run; it has at most one result. */
  public final class Run {
    private final CompletableFuture<ProbeResult> result = new CompletableFuture<>();
    private final ProbeRun attempt;

    private <P extends Probe> Run(Prober<P> prober, P probe) {
      attempt =
          prober.start(
              probe,
              loop,
              outcome -> {
                assertThat(loop.inEventLoop()).isTrue();
                assertThat(result.complete(outcome)).as("one result").isTrue();
              });
      assertThat(result).as("no result from within start").isNotDone();
    }

    /** The result, when it comes. */
    public ProbeResult result() {
      return await(result);
    }

    /** The result if the run timed out now. */
    public ProbeResult peek() {
      return onLoop(attempt::outOfTime);
    }

    /** The result of a timeout now; the run is cancelled and must not have had a result before. */
    public ProbeResult outOfTime() {
      return onLoop(() -> {
        var words = attempt.outOfTime();
        attempt.cancel();
        attempt.cancel();
        assertThat(result).isNotDone();
        return words;
      });
    }
  }

  /** Starts one run. */
  public <P extends Probe> Run start(Prober<P> prober, P probe) {
    return onLoop(() -> new Run(prober, probe));
  }

  /** Starts many runs at once, before any can be answered. */
  public <P extends Probe> List<Run> startAll(Prober<P> prober, List<P> probes) {
    return onLoop(() -> {
      var runs = new ArrayList<Run>();
      for (var probe : probes) {
        runs.add(new Run(prober, probe));
      }
      return runs;
    });
  }

  /** Runs one probe and returns its result. */
  public <P extends Probe> ProbeResult run(Prober<P> prober, P probe) {
    return start(prober, probe).result();
  }

  /** Runs a task on the loop, after all tasks that are already waiting. */
  public <T> T onLoop(Callable<T> work) {
    var done = new CompletableFuture<T>();
    loop.execute(() -> {
      try {
        done.complete(work.call());
      } catch (Throwable e) {
        done.completeExceptionally(e);
      }
    });
    return await(done);
  }

  /** The number of open descriptors of this process. */
  public static long openDescriptors() {
    try (var all = Files.list(Path.of("/proc/self/fd"))) {
      return all.count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static <T> T await(CompletableFuture<T> future) {
    try {
      return future.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new AssertionError("no result", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
  }
}
