/**
 * PURE. What to tell the kernel so that its IPVS table becomes the one that is wanted, and how to
 * tell an operator what was different.
 */
@NullMarked
package org.holdfast.ipvs.plan;

import org.jspecify.annotations.NullMarked;
