@NullMarked
package org.holdfast.agent.dbus;

import org.jspecify.annotations.NullMarked;
