package org.holdfast.agent.control;

import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.unix.RawUnixChannelOption;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashSet;
import java.util.Set;

/**
 * The process at the other end of a connection, as the kernel reports it.
 *
 * @param groups all groups of the process, including the primary one; at most the first 1,024
 */
record ClientProcess(Caller caller, Set<Integer> groups) {

  private static final int SOL_SOCKET = 1;

  /** Socket option for the supplementary groups (Linux 4.13). */
  private static final int SO_PEERGROUPS = 59;

  private static final int MOST_GROUPS = 1024;
  private static final RawUnixChannelOption GROUPS =
      new RawUnixChannelOption(
          "SO_PEERGROUPS", SOL_SOCKET, SO_PEERGROUPS, MOST_GROUPS * Integer.BYTES);

  static ClientProcess of(EpollDomainSocketChannel channel) {
    try {
      var peer = channel.peerCredentials();
      var groups = new HashSet<Integer>();
      supplementary(channel, groups);
      for (int gid : peer.gids()) {
        groups.add(gid);
      }
      return new ClientProcess(
          new Caller(peer.pid(), peer.uid(), peer.gids()[0]), Set.copyOf(groups));
    } catch (IOException e) {
      throw new UncheckedIOException("SO_PEERCRED", e);
    }
  }

  /** Adds the supplementary groups; on older kernels only the primary group is known. */
  private static void supplementary(EpollDomainSocketChannel channel, Set<Integer> groups) {
    ByteBuffer gids;
    try {
      gids = channel.config().getOption(GROUPS);
    } catch (RuntimeException _) {
      return;
    }
    gids.order(ByteOrder.nativeOrder());
    while (gids.remaining() >= Integer.BYTES) {
      int gid = gids.getInt();
      if (gid != 0) { // the rest of the buffer; group 0 does not identify a caller
        groups.add(gid);
      }
    }
  }

  /** Whether the process runs as root or as the agent's own user. */
  boolean isOwn(int ownUid) {
    return caller.uid() == 0 || caller.uid() == ownUid;
  }

  /** Whether the process may change things: root, the agent's own user, a member of the group. */
  boolean mayChange(ControlAccess access, int ownUid) {
    if (isOwn(ownUid)) {
      return true;
    }
    var group = access.changeGroup();
    if (group == null) {
      return false;
    }
    var gid = LocalGroups.gid(group);
    return gid.isPresent() && groups.contains(gid.getAsInt());
  }
}
