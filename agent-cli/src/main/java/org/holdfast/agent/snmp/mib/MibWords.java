package org.holdfast.agent.snmp.mib;

import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import org.holdfast.net.Family;
import org.holdfast.vrrp.election.VrrpState;

/** Values in the words and numbers of the MIBs. */
final class MibWords {

  static final int INIT = 0;
  static final int BACKUP = 1;
  static final int MASTER = 2;
  static final int FAULT = 3;
  static final int SHUTDOWN = 5;
  static final int DELETED = 6;

  private MibWords() {}

  /** Returns the words as keepalived prints a command: {@code '/bin/true' 'up'}. */
  static String command(List<String> words) {
    return words.stream().map(word -> "'" + word + "'").collect(Collectors.joining(" "));
  }

  /** Returns InetAddressType. */
  static int family(Family family) {
    return family == Family.IPV4 ? 1 : 2;
  }

  /** Returns KEEPALIVED-MIB's VrrpState. */
  static int state(VrrpState state) {
    return switch (state) {
      case INIT -> INIT;
      case BACKUP -> BACKUP;
      case MASTER -> MASTER;
      case FAULT -> FAULT;
      case STOP -> SHUTDOWN;
    };
  }

  /** Returns the RFCs' state: initialize(1), backup(2), master(3). */
  static int rfcState(VrrpState state) {
    return switch (state) {
      case INIT, FAULT, STOP -> 1;
      case BACKUP -> 2;
      case MASTER -> 3;
    };
  }

  /** Returns InetScopeType for Linux's number of a scope. */
  static int scope(int linux) {
    return switch (linux) {
      case 200 -> 5;
      case 253 -> 2;
      case 254 -> 1;
      default -> 14;
    };
  }

  /** Returns the bytes of hexadecimal digits. */
  static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex);
  }
}
