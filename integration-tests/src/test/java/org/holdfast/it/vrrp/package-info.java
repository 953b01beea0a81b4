/** What Holdfast does better than its peers: handover and restart that a client does not notice. */
@NullMarked
package org.holdfast.it.vrrp;

import org.jspecify.annotations.NullMarked;
