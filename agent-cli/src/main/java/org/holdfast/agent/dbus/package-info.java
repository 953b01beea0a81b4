/**
 * keepalived's objects on the system's D-Bus, with its own codec of the few messages that they
 * need. There only when it is configured. The thread {@code dbus} owns the connection; no other
 * thread waits for the bus.
 */
@NullMarked
package org.holdfast.agent.dbus;

import org.jspecify.annotations.NullMarked;
