package org.holdfast.agent.metrics;

import java.util.concurrent.CompletableFuture;

/** Asks the agent's parts. */
@FunctionalInterface
public interface FactSource {

  /** What they say now, from any thread; none of them waits for another. */
  CompletableFuture<Facts> ask();
}
