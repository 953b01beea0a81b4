@NullMarked
package org.holdfast.agent.top;

import org.jspecify.annotations.NullMarked;
