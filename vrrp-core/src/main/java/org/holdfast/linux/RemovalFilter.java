package org.holdfast.linux;

import static org.holdfast.linux.BpfProgram.JEQ_K;
import static org.holdfast.linux.BpfProgram.JSET_K;
import static org.holdfast.linux.BpfProgram.LDB_ABS;
import static org.holdfast.linux.BpfProgram.LDB_IND;
import static org.holdfast.linux.BpfProgram.LDW_ABS;
import static org.holdfast.linux.BpfProgram.LDX_IMM;
import static org.holdfast.linux.BpfProgram.LD_IMM;
import static org.holdfast.linux.BpfProgram.RET_K;
import static org.holdfast.linux.BpfProgram.TAX;

import java.nio.ByteOrder;

/**
 * The filter of a netlink socket that is notified of routes and rules. It lets through the removal
 * of a route or rule that carries one protocol number, and a default route that replaces another
 * one, which the kernel does not report as a removal. The kernel drops all other notifications
 * before they wake the process: a BGP daemon may change a million routes.
 *
 * <p>The messages are rtnetlink(7)'s: a header of 16 bytes, then struct rtmsg or struct
 * fib_rule_hdr of 12 bytes, then attributes.
 */
public final class RemovalFilter {

  private static final int NEW_ROUTE = 24;
  private static final int DELETED_ROUTE = 25;
  private static final int DELETED_RULE = 33;
  private static final int RULE_PROTOCOL = 21; // FRA_PROTOCOL, Linux 4.17
  private static final int REPLACES = 1; // the upper byte of NLM_F_REPLACE

  private static final boolean LITTLE = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;
  private static final int TYPE_LOW_BYTE = LITTLE ? 4 : 5;
  private static final int FLAGS_HIGH_BYTE = LITTLE ? 7 : 6;
  private static final int DESTINATION_LENGTH = 17;
  private static final int ROUTE_PROTOCOL = 21;
  private static final int ATTRIBUTES = 28;
  private static final int ATTRIBUTE_HEADER = 4;

  private static final int WHOLE_MESSAGE = 0x4_0000;

  private RemovalFilter() {}

  /**
   * Puts the filter on a netlink socket.
   *
   * @throws LinuxException when the kernel refuses the filter
   */
  public static void attach(LinuxSocket socket, int protocol) {
    accepting(protocol).attach(socket);
  }

  static BpfProgram accepting(int protocol) {
    return new BpfProgram.Builder()
        .add(LDB_ABS, TYPE_LOW_BYTE)
        .jump(JEQ_K, 3, 0, DELETED_ROUTE)
        .jump(JEQ_K, 6, 0, DELETED_RULE)
        .jump(JEQ_K, 13, 0, NEW_ROUTE)
        .add(RET_K, 0)
        // A route was removed.
        .add(LDB_ABS, ROUTE_PROTOCOL)
        .jump(JEQ_K, 0, 1, protocol)
        .add(RET_K, WHOLE_MESSAGE)
        .add(RET_K, 0)
        // A rule was removed. Its protocol is an attribute, which may be missing.
        .add(LD_IMM, ATTRIBUTES)
        .add(LDX_IMM, RULE_PROTOCOL)
        .add(LDW_ABS, BpfProgram.NETLINK_ATTRIBUTE)
        .jump(JEQ_K, 3, 0, 0)
        .add(TAX, 0)
        .add(LDB_IND, ATTRIBUTE_HEADER)
        .jump(JEQ_K, 8, 0, protocol)
        .add(RET_K, 0)
        // A route was added. The message is of interest if the route replaces a default route of
        // another protocol.
        .add(LDB_ABS, FLAGS_HIGH_BYTE)
        .jump(JSET_K, 0, 4, REPLACES)
        .add(LDB_ABS, DESTINATION_LENGTH)
        .jump(JEQ_K, 0, 2, 0)
        .add(LDB_ABS, ROUTE_PROTOCOL)
        .jump(JEQ_K, 0, 1, protocol)
        .add(RET_K, 0)
        .add(RET_K, WHOLE_MESSAGE)
        .build();
  }
}
