package org.holdfast.vrrp.io;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.holdfast.net.Family;
import org.holdfast.net.IpAddress;
import org.holdfast.net.MacAddress;
import org.holdfast.vrrp.VirtualLink;
import org.jspecify.annotations.Nullable;

/**
 * The real {@link SuccessorWait} of an instance with one address, on the simulation's clock, and
 * the claims that were heard before it. Unlike in the agent, the announcements are reported to the
 * election elsewhere.
 */
public final class SimulatedSuccessorWait {

  private static final int VRID = 51;
  private static final IpAddress ADDRESS = IpAddress.of("203.0.113.10");
  private static final AddressWatch.LinkFamily SPOT =
      new AddressWatch.LinkFamily("eth0", Family.IPV4);
  private static final MacAddress VIRTUAL = VirtualLink.virtualMac(Family.IPV4, VRID);
  private static final long OTHERS = 0x0200_0000_0000L;

  private final int own;
  private final WatchedAddress post;
  private final Map<MacAddress, Integer> nodes = new HashMap<>();
  private @Nullable SuccessorWait wait;

  /**
   * A mastership begins.
   *
   * @param own the node's number
   * @param now the node's clock
   */
  public SimulatedSuccessorWait(int own, long now) {
    this.own = own;
    post = new WatchedAddress(ADDRESS, SPOT, VRID, 0, (_, _) -> {}, now);
  }

  /**
   * The mastership has ended.
   *
   * @param released whether the address is released at once
   */
  public void begin(boolean released, long now) {
    wait = new SuccessorWait(List.of(post), false, released ? null : () -> {}, now);
  }

  /** The time after the end of the mastership at which {@link #asks} is called. */
  public static long askNanos() {
    return SuccessorWait.ASK_NANOS;
  }

  /** Whether all hosts are asked for the address now. */
  public boolean asks() {
    return wait != null && !wait.ask(1).isEmpty();
  }

  /**
   * Handles another node's announcement or answer.
   *
   * @return the node whose MAC address is announced to all hosts, if any
   */
  public OptionalInt claimed(int node, boolean fromVirtualMac, long now) {
    var mac = fromVirtualMac ? VIRTUAL : new MacAddress(OTHERS | node);
    nodes.put(mac, node);
    post.claimed(mac, now);
    if (wait == null) {
      return OptionalInt.empty();
    }
    boolean announces = wait.isFirstAnswer(SPOT, ADDRESS, mac);
    wait.claimed(SPOT, ADDRESS, mac, false);
    return announces ? OptionalInt.of(node) : OptionalInt.empty();
  }

  /**
   * The node has released the address.
   *
   * @return the nodes whose MAC addresses are announced to all hosts again; an unknown MAC address
   *     is the node's own
   */
  public List<Integer> released() {
    return wait == null
        ? List.of()
        : wait.released().values().stream().map(mac -> nodes.getOrDefault(mac, own)).toList();
  }

  /** Whether the node has closed its sockets. */
  public boolean isOver(long now) {
    return wait != null && wait.isOver(now);
  }
}
