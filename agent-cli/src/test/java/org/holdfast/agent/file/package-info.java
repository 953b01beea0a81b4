@NullMarked
package org.holdfast.agent.file;

import org.jspecify.annotations.NullMarked;
