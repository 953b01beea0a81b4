/** Holdfast beside other implementations: the peer on the other side notices no difference. */
@NullMarked
package org.holdfast.it.interop;

import org.jspecify.annotations.NullMarked;
