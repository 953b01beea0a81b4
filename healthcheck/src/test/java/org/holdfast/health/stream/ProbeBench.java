package org.holdfast.health.stream;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.channel.IoEventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.holdfast.health.Failure;
import org.holdfast.health.Probe;
import org.holdfast.health.ProbeResult;
import org.holdfast.health.probe.ProbeRun;
import org.holdfast.health.probe.Prober;

/**
 * A loop on which a test runs probes; it has no timer, and the test decides when a run times out.
 */
public final class ProbeBench implements AutoCloseable {

  private final Set<Path> socketsBefore = socketsBefore();
  private final IoEventLoop loop =
      new MultiThreadIoEventLoopGroup(
              1, new DefaultThreadFactory("probes", true), EpollIoHandler.newFactory())
          .next();
  private final Streams streams = new Streams();

  public Streams streams() {
    return streams;
  }

  /** A run in progress. */
  public final class Run {
    private final CompletableFuture<ProbeResult> answer = new CompletableFuture<>();
    private final AtomicInteger answers = new AtomicInteger();
    private final ProbeRun attempt;

    private <P extends Probe> Run(Prober<P> prober, P probe) {
      attempt =
          onLoop(() -> {
            var started = prober.start(probe, loop, this::ended);
            assertThat(answers).as("answers from within the call").hasValue(0);
            return started;
          });
    }

    private void ended(ProbeResult result) {
      assertThat(loop.inEventLoop()).isTrue();
      answers.incrementAndGet();
      answer.complete(result);
    }

    /** Waits for the result. */
    public ProbeResult answer() {
      var result = answer.orTimeout(20, TimeUnit.SECONDS).join();
      assertThat(answers).hasValue(1);
      return result;
    }

    /** Whether there is no result yet. */
    public boolean goesOn() {
      return !answer.isDone();
    }

    /** The result of a timeout now. */
    public ProbeResult outOfTime() {
      return onLoop(attempt::outOfTime);
    }

    /** Waits until a timeout would be reported in these words, then triggers it. */
    public void waitUntilItSays(String words) {
      await().until(() -> said(outOfTime()), words::equals);
      cancel();
      assertThat(answers).hasValue(0);
    }

    public void cancel() {
      onLoop(() -> {
        attempt.cancel();
        return true;
      });
    }
  }

  public <P extends Probe> Run start(Prober<P> prober, P probe) {
    return new Run(prober, probe);
  }

  /** The result of one run. */
  public <P extends Probe> ProbeResult ask(Prober<P> prober, P probe) {
    return start(prober, probe).answer();
  }

  public static ProbeResult failed(Failure why, String words) {
    return new ProbeResult.Failed(why, words);
  }

  private static String said(ProbeResult result) {
    return result.words();
  }

  private <T> T onLoop(Callable<T> task) {
    return loop.submit(task).syncUninterruptibly().getNow();
  }

  /** The JDK keeps a socket of its own after it has first closed one. */
  private static Set<Path> socketsBefore() {
    try {
      new ServerSocket(0).close();
      return sockets();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Set<Path> sockets() {
    try (var descriptors = Files.list(Path.of("/proc/self/fd"))) {
      return descriptors.map(ProbeBench::link).flatMap(Optional::stream).collect(toSet());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Optional<Path> link(Path descriptor) {
    try {
      return Optional.of(Files.readSymbolicLink(descriptor))
          .filter(link -> link.toString().startsWith("socket:"));
    } catch (IOException e) {
      return Optional.empty(); // closed in the meantime
    }
  }

  /** Fails when a socket is left open, ours or that of a server that was not closed. */
  @Override
  public void close() {
    try {
      await("sockets left").until(() -> socketsBefore.containsAll(sockets()));
    } finally {
      streams.close();
      var _ = loop.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }
  }
}
