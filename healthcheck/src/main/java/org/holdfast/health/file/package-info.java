/**
 * Tracked files: the kernel's notifications about them, and the one thread that receives them and
 * reads the files.
 */
@NullMarked
package org.holdfast.health.file;

import org.jspecify.annotations.NullMarked;
