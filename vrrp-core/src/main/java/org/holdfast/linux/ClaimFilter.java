package org.holdfast.linux;

import static org.holdfast.linux.BpfProgram.JA;
import static org.holdfast.linux.BpfProgram.JEQ_K;
import static org.holdfast.linux.BpfProgram.LDB_ABS;
import static org.holdfast.linux.BpfProgram.LDW_ABS;
import static org.holdfast.linux.BpfProgram.RET_K;

import java.util.Collection;
import java.util.List;
import org.holdfast.net.Family;
import org.holdfast.net.IpAddress;

/**
 * The filter of a packet socket that listens for other owners of some addresses: it accepts ARP
 * frames whose sender claims one of them, and neighbour advertisements for one of them. No other
 * frame wakes the process, which matters because the link may carry the traffic of a load balancer.
 * For an IPv6 address only the last four bytes are compared; the reader compares the rest.
 */
final class ClaimFilter {

  /**
   * The kernel's limit for a socket's filter (net.core.optmem_max) is not much higher; with more
   * addresses the filter accepts every claim, and the reader selects.
   */
  static final int MOST_ADDRESSES = 1000;

  /** The reach of a conditional jump, with a small reserve. */
  private static final int MOST_JUMP = 250;

  private static final int WHOLE_FRAME = 0x4_0000;
  private static final int ARP_SENDER = 28;
  private static final int IPV6_NEXT_HEADER = 20;
  private static final int ICMPV6 = 58;
  private static final int ICMPV6_TYPE = 54;
  private static final int ADVERTISEMENT = 136;
  private static final int TARGET_END = 74;

  private ClaimFilter() {}

  /** Accepts claims of these addresses, which are all of one family. */
  static BpfProgram accepting(Collection<IpAddress> addresses, Family family) {
    var program = new BpfProgram.Builder();
    switch (family) {
      case IPV4 -> program.add(LDW_ABS, ARP_SENDER);
      case IPV6 ->
          program
              .add(LDB_ABS, IPV6_NEXT_HEADER)
              .jump(JEQ_K, 1, 0, ICMPV6)
              .add(RET_K, 0)
              .add(LDB_ABS, ICMPV6_TYPE)
              .jump(JEQ_K, 1, 0, ADVERTISEMENT)
              .add(RET_K, 0)
              .add(LDW_ABS, TARGET_END);
    }
    if (addresses.size() > MOST_ADDRESSES) {
      return program.add(RET_K, WHOLE_FRAME).build();
    }
    var all = List.copyOf(addresses);
    for (int from = 0; from < all.size(); from += MOST_JUMP) {
      int to = Math.min(from + MOST_JUMP, all.size());
      for (int i = from; i < to; i++) {
        program.jump(JEQ_K, to - i, 0, (int) all.get(i).low());
      }
      program.add(JA, 1).add(RET_K, WHOLE_FRAME);
    }
    return program.add(RET_K, 0).build();
  }
}
