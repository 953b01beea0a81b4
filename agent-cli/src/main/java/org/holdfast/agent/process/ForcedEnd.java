package org.holdfast.agent.process;

import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.holdfast.linux.DyingProcess;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends an agent whose election loop hangs, so that it can no longer end in order. Waits for no
 * other thread of the process except for a limited time: any of them may hang too.
 */
public final class ForcedEnd implements Watchdog.Listener {

  private static final Logger log = LoggerFactory.getLogger(ForcedEnd.class);

  /**
   * The command that the JVM also runs when it crashes; it removes the agent's addresses. The
   * launcher sets this property unless the agent has a parent, which starts it again and so
   * resumes.
   */
  private static final String ON_ERROR = "holdfast.on-error";

  private static final int FRAMES = 12;

  private final ServiceManager serviceManager;
  private final Runnable flush;
  private final int status;

  /**
   * Creates a listener that reports a loop that turns to the service manager, and ends the agent
   * when the loop hangs.
   *
   * @param flush writes the pending lines of the log; waits for a limited time only
   * @param status the exit status
   */
  public ForcedEnd(ServiceManager serviceManager, Runnable flush, int status) {
    this.serviceManager = serviceManager;
    this.flush = flush;
    this.status = status;
  }

  @Override
  public void turns() {
    serviceManager.alive();
  }

  @Override
  public void hangs(Duration since, @Nullable Thread loopThread) {
    log.error(
        "The election loop has not turned for {} s: it waits in {}. The agent is ended",
        since.toMillis() / 1000.0,
        framesOf(loopThread));
    flush.run();
    release();
    DyingProcess.exit(status);
  }

  /** Returns where the thread is; a thread that never reaches a safepoint cannot be examined. */
  private static List<String> framesOf(@Nullable Thread thread) {
    if (thread == null) {
      return List.of();
    }
    var frames = new CompletableFuture<StackTraceElement[]>();
    Thread.ofPlatform().daemon().name("stack").start(() -> frames.complete(thread.getStackTrace()));
    try {
      return Arrays.stream(frames.get(1, TimeUnit.SECONDS))
          .limit(FRAMES)
          .map(StackTraceElement::toString)
          .toList();
    } catch (ExecutionException | TimeoutException e) {
      return List.of("unknown code");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return List.of();
    }
  }

  /** Has another process stop this one, remove its addresses and kill it; returns if it cannot. */
  private static void release() {
    var command = System.getProperty(ON_ERROR);
    if (command == null) {
      return;
    }
    var pid = Long.toString(ProcessHandle.current().pid());
    try {
      new ProcessBuilder("/bin/sh", "-c", command.replace("%p", pid))
          .inheritIO()
          .start()
          .waitFor(10, TimeUnit.SECONDS);
    } catch (IOException e) {
      log.error("The agent's addresses cannot be removed: {}", e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
