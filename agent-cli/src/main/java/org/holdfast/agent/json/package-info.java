/** JSON in the form that the control socket uses. PURE. Thread-safe. */
@NullMarked
package org.holdfast.agent.json;

import org.jspecify.annotations.NullMarked;
