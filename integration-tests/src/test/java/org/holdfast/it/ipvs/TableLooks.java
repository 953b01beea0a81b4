package org.holdfast.it.ipvs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.core.ThrowingRunnable;
import org.holdfast.it.lab.Node;
import org.jspecify.annotations.Nullable;

/**
 * An assertion about IPVS tables that is made again when the kernel's own list of one of them has
 * changed, or a second has passed. Until then it fails as it did before. The list costs no process.
 */
final class TableLooks implements ThrowingRunnable {

  private static final Path LIST = Path.of("/proc/thread-self/net/ip_vs");
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

  private final ThrowingRunnable assertion;
  private final List<Node> nodes;
  private List<String> seen = List.of();
  private long lookedAt;
  private @Nullable AssertionError failure;

  TableLooks(ThrowingRunnable assertion, List<Node> nodes) {
    this.assertion = assertion;
    this.nodes = nodes;
  }

  @Override
  public void run() throws Throwable {
    // The lists are read before the assertion is made, so a change during it is not overlooked.
    var lists = new ArrayList<String>();
    nodes.forEach(node -> lists.add(node.call(TableLooks::list)));
    var pause = Duration.ofNanos(System.nanoTime() - lookedAt);
    if (failure != null && lists.equals(seen) && pause.compareTo(LONGEST_PAUSE) < 0) {
      throw failure;
    }
    seen = lists;
    try {
      assertion.run();
    } catch (AssertionError e) {
      failure = e;
      throw e;
    } finally {
      lookedAt = System.nanoTime();
    }
  }

  /** Returns the list of this thread's network namespace; empty while it has no table. */
  private static String list() throws IOException {
    return Files.exists(LIST) ? Files.readString(LIST) : "";
  }
}
