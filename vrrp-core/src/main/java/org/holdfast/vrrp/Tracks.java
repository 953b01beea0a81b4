package org.holdfast.vrrp;

import java.util.List;

/**
 * What an instance watches. A weight of 0 makes a failure a fault; any other moves the priority: a
 * positive weight is added while all is well, a negative one taken off while it is not. {@code
 * reverse} swaps well and not well.
 *
 * @param ownInterface whether the instance's own link and those of its addresses count as tracked
 *     with weight 0
 * @param sourceAddress whether losing the configured source address is a fault
 */
public record Tracks(
    boolean ownInterface,
    boolean sourceAddress,
    List<InterfaceTrack> interfaces,
    List<ScriptTrack> scripts) {

  public Tracks {
    interfaces = List.copyOf(interfaces);
    scripts = List.copyOf(scripts);
  }

  /** A link, well while it is up and running. Weight from -253 to 253. */
  public record InterfaceTrack(String interfaceName, int weight, boolean reverse) {}

  /**
   * A script of {@link VrrpConfig#scripts}, by name, with the weight that holds for this instance.
   */
  public record ScriptTrack(String scriptName, int weight, boolean reverse) {}
}
