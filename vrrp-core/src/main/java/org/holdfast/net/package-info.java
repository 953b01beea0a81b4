/**
 * PURE. Internet addresses and prefixes as values that every room shares: VRRP, the kernel's rooms,
 * IPVS and the checks. Names are never looked up.
 */
@NullMarked
package org.holdfast.net;

import org.jspecify.annotations.NullMarked;
