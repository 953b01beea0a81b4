/** JSON, as the control socket speaks it. PURE. Any thread. */
@NullMarked
package org.holdfast.agent.json;

import org.jspecify.annotations.NullMarked;
