package org.holdfast.agent.dbus;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.holdfast.vrrp.InstanceConfig;
import org.holdfast.vrrp.election.VrrpState;
import org.jspecify.annotations.Nullable;

/**
 * The tree of keepalived's objects: one for all of VRRP, and one for each instance at {@code
 * Instance/INTERFACE/VRID/IPv4}. Immutable.
 */
final class BusObjects {

  static final String VRRP = "org.keepalived.Vrrp1.Vrrp";
  static final String INSTANCE = "org.keepalived.Vrrp1.Instance";
  private static final String ROOT = "/org/keepalived/Vrrp1";

  private static final String HEAD =
      """
      <!DOCTYPE node PUBLIC "-//freedesktop//DTD D-BUS Object Introspection 1.0//EN"
                            "http://www.freedesktop.org/standards/dbus/1.0/introspect.dtd">
      <node>
      """;

  private static final String STANDARD =
      """
        <interface name="org.freedesktop.DBus.Properties">
          <method name="Get">
            <arg type="s" name="interface_name" direction="in"/>
            <arg type="s" name="property_name" direction="in"/>
            <arg type="v" name="value" direction="out"/>
          </method>
          <method name="GetAll">
            <arg type="s" name="interface_name" direction="in"/>
            <arg type="a{sv}" name="properties" direction="out"/>
          </method>
          <method name="Set">
            <arg type="s" name="interface_name" direction="in"/>
            <arg type="s" name="property_name" direction="in"/>
            <arg type="v" name="value" direction="in"/>
          </method>
          <signal name="PropertiesChanged">
            <arg type="s" name="interface_name"/>
            <arg type="a{sv}" name="changed_properties"/>
            <arg type="as" name="invalidated_properties"/>
          </signal>
        </interface>
        <interface name="org.freedesktop.DBus.Introspectable">
          <method name="Introspect">
            <arg type="s" name="xml_data" direction="out"/>
          </method>
        </interface>
        <interface name="org.freedesktop.DBus.Peer">
          <method name="Ping"/>
          <method name="GetMachineId">
            <arg type="s" name="machine_uuid" direction="out"/>
          </method>
        </interface>
      """;

  private static final String OF_VRRP =
      """
        <interface name="org.keepalived.Vrrp1.Vrrp">
          <method name="PrintData"/>
          <method name="PrintStats"/>
          <method name="PrintStatsClear"/>
          <method name="ReloadConfig"/>
          <signal name="VrrpStarted"/>
          <signal name="VrrpReloaded"/>
          <signal name="VrrpStopped"/>
        </interface>
      """;

  private static final String OF_INSTANCE =
      """
        <interface name="org.keepalived.Vrrp1.Instance">
          <method name="SendGarp"/>
          <signal name="VrrpStatusChange">
            <arg type="u" name="status"/>
          </signal>
          <property type="s" name="Name" access="read"/>
          <property type="(us)" name="State" access="read"/>
        </interface>
      """;

  private final String root;
  private final Map<String, String> names = new LinkedHashMap<>();

  /**
   * @param namespace the network namespace that the agent runs in, which is part of the paths; null
   *     for none
   * @param noInterface stands for the interface of an instance without one
   */
  BusObjects(List<InstanceConfig> instances, @Nullable String namespace, String noInterface) {
    root = namespace == null ? ROOT : ROOT + "/" + element(namespace);
    for (var instance : instances) {
      var link = instance.interfaceName();
      names.put(
          root
              + "/Instance/"
              + element(link.isEmpty() ? noInterface : link)
              + "/"
              + instance.virtualRouterId()
              + "/"
              + instance.family().words(),
          instance.name());
    }
  }

  /** Returns the text with an underscore for each character that a path must not have. */
  private static String element(String text) {
    return text.replaceAll("[^A-Za-z0-9_]", "_");
  }

  /** The path of the object for all of VRRP. */
  String vrrp() {
    return root + "/Vrrp";
  }

  /** Returns the name of the instance with this path; null if there is none. */
  @Nullable String instance(@Nullable String path) {
    return path == null ? null : names.get(path);
  }

  /** Returns the path of an instance; null if there is no instance of that name. */
  @Nullable String path(String instance) {
    for (var entry : names.entrySet()) {
      if (entry.getValue().equals(instance)) {
        return entry.getKey();
      }
    }
    return null;
  }

  /** The names of the instances. */
  List<String> instances() {
    return List.copyOf(names.values());
  }

  /** Describes the object, or the nodes below the path; null if there is nothing. */
  @Nullable String introspection(String path) {
    if (path.equals(vrrp())) {
      return HEAD + STANDARD + OF_VRRP + "</node>\n";
    }
    if (names.containsKey(path)) {
      return HEAD + STANDARD + OF_INSTANCE + "</node>\n";
    }
    var below = path.equals("/") ? "/" : path + "/";
    var nodes = new TreeSet<String>();
    var all = new ArrayList<>(names.keySet());
    all.add(vrrp());
    for (var one : all) {
      if (one.startsWith(below)) {
        int end = one.indexOf('/', below.length());
        nodes.add(one.substring(below.length(), end < 0 ? one.length() : end));
      }
    }
    if (nodes.isEmpty()) {
      return null;
    }
    var text = new StringBuilder(HEAD);
    nodes.forEach(node -> text.append("  <node name=\"").append(node).append("\"/>\n"));
    return text.append("</node>\n").toString();
  }

  /** Returns keepalived's word for a state. */
  static String word(VrrpState state) {
    return switch (state) {
      case INIT -> "Init";
      case BACKUP -> "Backup";
      case MASTER -> "Master";
      case FAULT -> "Fault";
      case STOP -> "Stop";
    };
  }
}
