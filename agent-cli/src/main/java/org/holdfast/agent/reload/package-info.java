/** What differs between two configurations, in words. Pure: knows records and nothing else. */
@NullMarked
package org.holdfast.agent.reload;

import org.jspecify.annotations.NullMarked;
