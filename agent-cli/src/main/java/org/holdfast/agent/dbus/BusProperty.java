package org.holdfast.agent.dbus;

import org.jspecify.annotations.Nullable;

/**
 * A property with its value: a structure of a string, or of a number and a string. keepalived sends
 * a structure for its property Name too, although it describes it as a string.
 *
 * @param number null for a string only
 */
record BusProperty(String name, @Nullable Integer number, String text) {

  String type() {
    return number == null ? "(s)" : "(us)";
  }
}
