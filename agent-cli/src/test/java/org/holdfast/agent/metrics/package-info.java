@NullMarked
package org.holdfast.agent.metrics;

import org.jspecify.annotations.NullMarked;
