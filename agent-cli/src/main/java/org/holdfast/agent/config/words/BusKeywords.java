package org.holdfast.agent.config.words;

import org.holdfast.agent.config.table.Fields;
import org.holdfast.agent.config.table.Key;
import org.holdfast.agent.config.table.Section;
import org.holdfast.agent.config.table.TextType;

/** The keys of the objects on the system's D-Bus. */
public final class BusKeywords {

  public static final Key<String> SERVICE_NAME =
      Key.standard(
          "service-name",
          TextType.word(255, "a name of the bus, at most 255 characters"),
          "org.keepalived.Vrrp1",
          "the name that the agent owns on the bus; the bus's policy must allow it");
  public static final Key<String> NO_INTERFACE_NAME =
      Key.standard(
          "no-interface-name",
          TextType.word(64, "a word of at most 64 characters"),
          "none",
          "stands in the path of an instance that has no interface");
  public static final Key<Fields> DBUS =
      Key.optional(
          "dbus",
          Section.of(
                  "dbus",
                  "keepalived's objects, methods and signals on the system's D-Bus.",
                  SERVICE_NAME,
                  NO_INTERFACE_NAME)
              .orNothing(),
          "none",
          "keepalived's objects on the system's D-Bus");

  private BusKeywords() {}
}
