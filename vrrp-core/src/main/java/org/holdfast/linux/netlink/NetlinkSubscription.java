package org.holdfast.linux.netlink;

import java.util.function.Consumer;
import org.holdfast.linux.Errno;
import org.holdfast.linux.LinuxException;
import org.holdfast.linux.LinuxSocket;
import org.holdfast.linux.MessageHeader;
import org.holdfast.linux.SocketOption;

/**
 * The kernel's notifications for some multicast groups, for use on an event loop: on
 * level-triggered EPOLLIN of {@link #fd}, call {@link #receive} until NOTHING. Confined to one
 * thread.
 */
public final class NetlinkSubscription implements AutoCloseable {

  private static final int RECEIVE_ROOM = 32 * 1024;

  private final LinuxSocket socket;
  private final MessageHeader incoming = new MessageHeader(RECEIVE_ROOM);

  private NetlinkSubscription(LinuxSocket socket) {
    this.socket = socket;
  }

  /** The result of a read. */
  public enum Reception {
    /** A datagram was read, and the consumer has received its messages. */
    MESSAGES,
    /** No datagram is waiting. */
    NOTHING,
    /** Notifications were lost: the known state may be wrong until the next dump. */
    OVERRUN
  }

  /**
   * Subscribes to {@code groups} of {@code protocol}.
   *
   * @param receiveBuffer size of the receive buffer, in bytes
   * @throws LinuxException when the kernel refuses
   */
  public static NetlinkSubscription open(int protocol, int receiveBuffer, int... groups) {
    return open(protocol, receiveBuffer, socket -> {}, groups);
  }

  /**
   * Like {@link #open(int, int, int...)}, with a filter that is set before the first notification.
   *
   * @param filter sets the filter on the socket
   * @throws LinuxException when the kernel refuses
   */
  public static NetlinkSubscription open(
      int protocol, int receiveBuffer, Consumer<LinuxSocket> filter, int... groups) {
    var socket =
        LinuxSocket.openNetlink(protocol, "notification socket of netlink protocol " + protocol);
    try {
      socket.receiveBuffer(receiveBuffer);
      filter.accept(socket);
      for (int group : groups) {
        socket.set(SocketOption.NETLINK_ADD_MEMBERSHIP, group);
      }
      return new NetlinkSubscription(socket);
    } catch (LinuxException e) {
      socket.close();
      throw e;
    }
  }

  /** Returns the descriptor, for an event loop. */
  public int fd() {
    return socket.fd();
  }

  /**
   * Reads one datagram if one is waiting; never blocks.
   *
   * @throws LinuxException when the socket fails for a reason other than an overrun
   */
  public Reception receive(Consumer<NetlinkMessage> consumer) {
    int count = socket.receive(incoming);
    if (count == -Errno.EAGAIN.number()) {
      return Reception.NOTHING;
    }
    if (count == -Errno.ENOBUFS.number()) {
      return Reception.OVERRUN;
    }
    if (count < 0) {
      throw socket.failure("receive from", count);
    }
    if (!incoming.fromKernel()) {
      return Reception.MESSAGES;
    }
    var split = NetlinkMessage.split(incoming.data());
    split.messages().forEach(consumer);
    return incoming.truncated() || split.leftOver() > 0 ? Reception.OVERRUN : Reception.MESSAGES;
  }

  /** Closes the descriptor; remove it from its event loop first. */
  @Override
  public void close() {
    socket.close();
  }
}
