/** What the generated manual pages have in common. */
@NullMarked
package org.holdfast.agent.pages;

import org.jspecify.annotations.NullMarked;
