/** Tests that the lab itself reports correctly, using keepalived and FRR. */
@NullMarked
package org.holdfast.it.lab;

import org.jspecify.annotations.NullMarked;
