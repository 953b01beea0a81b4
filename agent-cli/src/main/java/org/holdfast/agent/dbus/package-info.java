/**
 * keepalived's objects on the system's D-Bus, on the messages of the library dbus-java. There only
 * when it is configured. Its two threads wait for the bus; no other thread does.
 */
@NullMarked
package org.holdfast.agent.dbus;

import org.jspecify.annotations.NullMarked;
