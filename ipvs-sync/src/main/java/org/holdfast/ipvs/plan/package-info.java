/**
 * PURE. Computes the commands that turn the kernel's IPVS table into the wanted one, and
 * descriptions of differences for operators.
 */
@NullMarked
package org.holdfast.ipvs.plan;

import org.jspecify.annotations.NullMarked;
