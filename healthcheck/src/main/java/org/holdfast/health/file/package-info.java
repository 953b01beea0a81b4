/** Tracked files: the kernel's news of them, and one thread that hears it and reads them. */
@NullMarked
package org.holdfast.health.file;

import org.jspecify.annotations.NullMarked;
