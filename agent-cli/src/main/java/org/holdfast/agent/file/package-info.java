/** Reads files that another user may have created, or that lie on a file system that hangs. */
@NullMarked
package org.holdfast.agent.file;

import org.jspecify.annotations.NullMarked;
