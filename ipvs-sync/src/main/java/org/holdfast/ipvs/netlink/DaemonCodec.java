package org.holdfast.ipvs.netlink;

import java.util.Optional;
import org.holdfast.ipvs.SyncDaemonConfig;
import org.holdfast.ipvs.SyncDaemonStatus;
import org.holdfast.ipvs.SyncRole;
import org.holdfast.linux.netlink.Attributes;
import org.holdfast.linux.netlink.MessageWriter;
import org.holdfast.net.Family;

/** Codec for IPVS_DAEMON_ATTR_*, inside IPVS_CMD_ATTR_DAEMON. The port is in native order here. */
final class DaemonCodec {

  private static final int STATE = 1;
  private static final int INTERFACE = 2;
  private static final int SYNC_ID = 3;
  private static final int MOST_BYTES = 4;
  private static final int GROUP_V4 = 5;
  private static final int GROUP_V6 = 6;
  private static final int PORT = 7;
  private static final int TTL = 8;

  private DaemonCodec() {}

  static void write(MessageWriter to, SyncRole role) {
    to.nested(Ipvs.DAEMON, daemon -> daemon.u32(STATE, role.state()));
  }

  static void write(MessageWriter to, SyncRole role, SyncDaemonConfig config) {
    to.nested(
        Ipvs.DAEMON,
        daemon -> {
          daemon
              .u32(STATE, role.state())
              .text(INTERFACE, config.interfaceName())
              .u32(SYNC_ID, config.syncId());
          writeChoices(daemon, config);
        });
  }

  private static void writeChoices(MessageWriter to, SyncDaemonConfig config) {
    if (config.mostBytes() != 0) {
      to.u16(MOST_BYTES, config.mostBytes());
    }
    if (config.group() != null) {
      boolean v4 = config.group().family() == Family.IPV4;
      to.address(v4 ? GROUP_V4 : GROUP_V6, config.group());
    }
    if (config.port() != 0) {
      to.u16(PORT, config.port());
    }
    if (config.ttl() != 0) {
      to.u8(TTL, config.ttl());
    }
  }

  /** Decodes a message. Returns empty for a message that is not a daemon; never throws. */
  static Optional<SyncDaemonStatus> decode(Attributes message) {
    var daemon = message.nested(Ipvs.DAEMON);
    return role(daemon.u32(STATE, 0))
        .map(role ->
            new SyncDaemonStatus(
                role,
                daemon.text(INTERFACE).orElse(""),
                daemon.u32(SYNC_ID, 0),
                daemon.u16(MOST_BYTES, 0),
                daemon
                    .address(GROUP_V4, Family.IPV4)
                    .or(() -> daemon.address(GROUP_V6, Family.IPV6))
                    .orElse(null),
                daemon.u16(PORT, 0),
                daemon.u8(TTL, 0)));
  }

  private static Optional<SyncRole> role(int state) {
    for (var role : SyncRole.values()) {
      if (role.state() == state) {
        return Optional.of(role);
      }
    }
    return Optional.empty();
  }
}
