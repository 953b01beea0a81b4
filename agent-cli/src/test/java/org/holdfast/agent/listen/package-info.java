@NullMarked
package org.holdfast.agent.listen;

import org.jspecify.annotations.NullMarked;
