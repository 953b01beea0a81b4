/** Tests of what is shipped beside the agent: the launcher and the examples. */
@NullMarked
package org.holdfast.it.packaging;

import org.jspecify.annotations.NullMarked;
