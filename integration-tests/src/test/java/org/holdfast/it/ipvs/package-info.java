/** The IPVS table of a real kernel, which User-Mode Linux boots, with {@code ipvsadm} as judge. */
@NullMarked
package org.holdfast.it.ipvs;

import org.jspecify.annotations.NullMarked;
