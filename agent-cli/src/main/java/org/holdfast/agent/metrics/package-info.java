/**
 * What the agent measures, for Prometheus: one table of metrics, filled at each scrape from what
 * the agent's parts say of themselves. Nothing here is loaded unless the configuration asks for it,
 * and nothing here runs on a loop that elects, checks or keeps the kernel's tables.
 */
@NullMarked
package org.holdfast.agent.metrics;

import org.jspecify.annotations.NullMarked;
