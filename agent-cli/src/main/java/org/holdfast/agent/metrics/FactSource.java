package org.holdfast.agent.metrics;

import java.util.concurrent.CompletableFuture;

/** Collects facts from the agent's parts. */
@FunctionalInterface
public interface FactSource {

  /** Collects the present facts. Any thread; no part waits for another. */
  CompletableFuture<AgentFacts> ask();
}
