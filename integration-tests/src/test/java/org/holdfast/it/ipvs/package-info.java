/**
 * Tests of the IPVS table on a real kernel, which User-Mode Linux boots, verified with {@code
 * ipvsadm}.
 */
@NullMarked
package org.holdfast.it.ipvs;

import org.jspecify.annotations.NullMarked;
