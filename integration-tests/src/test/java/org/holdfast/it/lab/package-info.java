/** Proof that the lab itself tells the truth, against keepalived and FRR. */
@NullMarked
package org.holdfast.it.lab;

import org.jspecify.annotations.NullMarked;
