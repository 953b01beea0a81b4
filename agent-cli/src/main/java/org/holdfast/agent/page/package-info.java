/**
 * The resources of the metrics' port besides the metrics: health for load balancers, the status
 * page and its data. No class of this package is loaded unless the configuration enables metrics.
 */
@NullMarked
package org.holdfast.agent.page;

import org.jspecify.annotations.NullMarked;
