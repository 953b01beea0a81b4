/** What is shipped beside the agent works as it is: the examples. */
@NullMarked
package org.holdfast.it.packaging;

import org.jspecify.annotations.NullMarked;
