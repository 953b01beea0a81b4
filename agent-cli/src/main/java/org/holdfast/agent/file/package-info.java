/** Files that somebody else may have put there, or that lie on a file system that hangs. */
@NullMarked
package org.holdfast.agent.file;

import org.jspecify.annotations.NullMarked;
