/**
 * The agent's metrics for Prometheus: one table of metrics, filled at each scrape from the state of
 * the agent's parts. No class of this package is loaded unless the configuration enables metrics,
 * and none runs on the loops for the election, the checks or the kernel's tables.
 */
@NullMarked
package org.holdfast.agent.metrics;

import org.jspecify.annotations.NullMarked;
