/** Tests of Holdfast beside other implementations: a peer must not notice a difference. */
@NullMarked
package org.holdfast.it.interop;

import org.jspecify.annotations.NullMarked;
