package org.holdfast.vrrp.io;

import java.util.List;
import org.holdfast.net.Family;
import org.holdfast.net.IpAddress;
import org.holdfast.net.MacAddress;
import org.holdfast.vrrp.VirtualLink;

/**
 * The real {@link SuccessorWait} of an instance with one address, on the simulation's clock. Unlike
 * in the agent, the announcements are reported to the election elsewhere.
 */
public final class SimulatedSuccessorWait {

  private static final int VRID = 51;
  private static final IpAddress ADDRESS = IpAddress.of("203.0.113.10");
  private static final AddressWatch.LinkFamily SPOT =
      new AddressWatch.LinkFamily("eth0", Family.IPV4);
  private static final MacAddress VIRTUAL = VirtualLink.virtualMac(Family.IPV4, VRID);
  private static final MacAddress OTHER = new MacAddress(0x0200_0000_0099L);

  private final SuccessorWait wait;

  /**
   * @param now the node's clock
   */
  public SimulatedSuccessorWait(long now) {
    var post = new WatchedAddress(ADDRESS, SPOT, VRID, 0, (_, _) -> {}, now);
    wait = new SuccessorWait(List.of(post), () -> {}, now);
  }

  /** The time after the end of the mastership at which {@link #asks} is called. */
  public static long askNanos() {
    return SuccessorWait.ASK_NANOS;
  }

  /** Whether all hosts are asked for the address now. */
  public boolean asks() {
    return !wait.ask(1).isEmpty();
  }

  /**
   * Handles another node's announcement or answer.
   *
   * @return whether the other node is announced to all hosts
   */
  public boolean claimed(boolean fromVirtualMac) {
    boolean announces = wait.isFirstAnswer(SPOT, ADDRESS, fromVirtualMac ? VIRTUAL : OTHER);
    wait.claimed(SPOT, ADDRESS);
    return announces;
  }

  /**
   * The node has released the address.
   *
   * @return whether the other node is announced to all hosts again
   */
  public boolean released() {
    return !wait.released().isEmpty();
  }

  /** Whether the node has closed its sockets. */
  public boolean isOver(long now) {
    return wait.isOver(now);
  }
}
