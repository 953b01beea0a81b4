/**
 * What {@code status} shows: the report as records, and the tables that people read. PURE but for
 * JSON.
 */
@NullMarked
package org.holdfast.agent.status;

import org.jspecify.annotations.NullMarked;
