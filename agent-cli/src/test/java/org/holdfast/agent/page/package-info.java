@NullMarked
package org.holdfast.agent.page;

import org.jspecify.annotations.NullMarked;
