/** The contents of {@code status}: the report as records, and as text. PURE except for JSON. */
@NullMarked
package org.holdfast.agent.status;

import org.jspecify.annotations.NullMarked;
