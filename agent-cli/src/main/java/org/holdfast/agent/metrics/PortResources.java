package org.holdfast.agent.metrics;

import java.util.concurrent.CompletableFuture;

/** Answers the requests at the port that are not for the metrics. */
@FunctionalInterface
public interface PortResources {

  /** Called on the port's loop; must not block. */
  CompletableFuture<PortAnswer> answer(PortRequest request);
}
