package org.holdfast.agent.metrics;

import java.util.concurrent.CompletableFuture;

/** Collects facts from the agent's parts. */
@FunctionalInterface
public interface FactSource {

  /** Collects the current facts. May be called from any thread; no part waits for another. */
  CompletableFuture<AgentFacts> ask();
}
