package org.holdfast.linux.netlink;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.holdfast.linux.Errno;
import org.holdfast.linux.LinuxException;
import org.holdfast.linux.LinuxSocket;
import org.holdfast.linux.MessageHeader;
import org.holdfast.linux.NativeBuffer;
import org.holdfast.linux.SocketOption;

/**
 * The kernel's notifications about all processes (CN_PROC over NETLINK_CONNECTOR). On
 * level-triggered EPOLLIN of {@link #fd}, call {@link #receive}. Confined to one thread.
 *
 * <p>The kernel provides it only in its first network, user and PID namespaces, to processes with
 * CAP_NET_ADMIN there; elsewhere it refuses or stays silent.
 */
public final class ProcessConnector implements AutoCloseable {

  private static final int NETLINK_CONNECTOR = 11;
  private static final int PROC = 1; // CN_IDX_PROC, CN_VAL_PROC and the group's number
  private static final int LISTEN = 1;
  private static final int IGNORE = 2;
  private static final int REQUEST_SIZE = 40;
  private static final int RECEIVE_BUFFER = 1024 * 1024;
  private static final int ANSWER_MILLIS = 100;

  private final LinuxSocket socket;
  private final MessageHeader incoming = new MessageHeader(4096);

  private ProcessConnector(LinuxSocket socket) {
    this.socket = socket;
  }

  /** The result of a read. */
  public record Reception(List<ProcessEvent> events, boolean lost) {
    public Reception {
      events = List.copyOf(events);
    }
  }

  /**
   * Subscribes, and waits up to a tenth of a second for the kernel's confirmation.
   *
   * @throws LinuxException without a confirmation: ECONNREFUSED in a network namespace, EPERM
   *     without the capability, ETIMEDOUT when the kernel stays silent, as in another user or PID
   *     namespace
   */
  public static ProcessConnector open() {
    var socket = LinuxSocket.openNetlink(NETLINK_CONNECTOR, "process connector");
    try {
      socket.receiveBuffer(RECEIVE_BUFFER);
      socket.set(SocketOption.NETLINK_ADD_MEMBERSHIP, PROC);
      var connector = new ProcessConnector(socket);
      connector.listen();
      return connector;
    } catch (LinuxException e) {
      socket.close();
      throw e;
    }
  }

  private void listen() {
    int sent = socket.send(request(LISTEN));
    if (sent < 0) {
      throw socket.failure("subscribe to", sent);
    }
    for (int turn = 0; turn < 1000 && socket.awaitReadable(ANSWER_MILLIS); turn++) {
      for (var event : receive().events()) {
        if (event instanceof ProcessEvent.Answered(int errno)) {
          if (errno != 0) {
            throw socket.failure("subscribe to", errno);
          }
          return;
        }
      }
    }
    throw socket.failure("subscribe to", Errno.ETIMEDOUT.number());
  }

  private static NativeBuffer request(int what) {
    var request = NativeBuffer.allocate(REQUEST_SIZE);
    request
        .bytes()
        .putInt(REQUEST_SIZE)
        .putShort((short) NetlinkMessage.DONE)
        .putShort((short) 0)
        .putInt(0)
        .putInt(0)
        .putInt(PROC)
        .putInt(PROC)
        .putInt(0)
        .putInt(0)
        .putShort((short) Integer.BYTES)
        .putShort((short) 0)
        .putInt(what)
        .flip();
    return request;
  }

  /** Returns the descriptor, for polling. */
  public int fd() {
    return socket.fd();
  }

  /**
   * Reads the waiting datagrams, at most a few hundred, without blocking.
   *
   * @throws LinuxException when the socket fails for a reason other than an overrun
   */
  public Reception receive() {
    var events = new ArrayList<ProcessEvent>();
    for (int datagram = 0; datagram < 256; datagram++) {
      int count = socket.receive(incoming);
      if (count == -Errno.EAGAIN.number()) {
        break;
      }
      if (count == -Errno.ENOBUFS.number()) {
        return new Reception(events, true);
      }
      if (count < 0) {
        throw socket.failure("receive from", count);
      }
      if (incoming.fromKernel()) {
        for (var message : NetlinkMessage.split(incoming.data()).messages()) {
          event(message.payload()).ifPresent(events::add);
        }
      }
    }
    return new Reception(events, false);
  }

  private static Optional<ProcessEvent> event(ByteBuffer payload) {
    return ProcessEvent.parse(payload.order(ByteOrder.nativeOrder()));
  }

  /** Ends the subscription and closes the socket; stop polling it first. */
  @Override
  public void close() {
    var _ =
        socket.send(
            request(IGNORE)); // older kernels would otherwise keep notifying without a subscriber
    socket.close();
  }
}
