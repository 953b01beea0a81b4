package org.holdfast.linux.netlink;

import java.nio.BufferOverflowException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.holdfast.linux.Errno;
import org.holdfast.linux.LinuxException;
import org.holdfast.linux.LinuxSocket;
import org.holdfast.linux.MessageHeader;
import org.holdfast.linux.NativeBuffer;
import org.holdfast.linux.SocketOption;
import org.holdfast.time.NanoClock;

/**
 * Sends requests to the kernel and waits for its answers, each at most for the timeout. Confined to
 * one thread.
 *
 * <p>A refusal is returned as an {@link Ack} or thrown as a {@link LinuxException} and leaves the
 * socket usable; a lost answer is a {@link ReplyLostException}, after which the socket is usable
 * too.
 */
public final class NetlinkSocket implements AutoCloseable {

  /**
   * The largest number of requests sent at once: a larger batch would gain nothing, and a thousand
   * answers would overflow a receive buffer of the default size.
   */
  public static final int BATCH = 64;

  private static final int SEND_ROOM = 64 * 1024;
  private static final int RECEIVE_ROOM = 64 * 1024; // dumps come in datagrams of up to 32 KiB
  private static final int RECEIVE_BUFFER = 1 << 20;
  private static final int DUMP_ATTEMPTS = 8;

  private final int protocol;
  private final Duration timeout;
  private final NanoClock clock;
  private final int receiveBuffer;
  private final boolean strict;
  private final NativeBuffer outgoing = NativeBuffer.allocate(SEND_ROOM);
  private final MessageWriter writer = new MessageWriter(outgoing.bytes());
  private final MessageHeader incoming = new MessageHeader(RECEIVE_ROOM);
  private LinuxSocket socket;
  private int lastSequence;

  private NetlinkSocket(
      int protocol, Duration timeout, NanoClock clock, int receiveBuffer, boolean strict) {
    this.protocol = protocol;
    this.strict = strict;
    this.timeout = timeout;
    this.clock = clock;
    this.receiveBuffer = receiveBuffer;
    this.socket = connect();
  }

  /**
   * Opens a socket.
   *
   * @param protocol NETLINK_ROUTE (0), NETLINK_GENERIC (16), ...
   * @param timeout the longest wait for the answer to one request, batch or dump
   * @throws LinuxException when the kernel refuses
   */
  public static NetlinkSocket open(int protocol, Duration timeout, NanoClock clock) {
    return open(protocol, timeout, clock, RECEIVE_BUFFER);
  }

  static NetlinkSocket open(int protocol, Duration timeout, NanoClock clock, int receiveBuffer) {
    return new NetlinkSocket(protocol, timeout, clock, receiveBuffer, false);
  }

  /**
   * Like {@link #open(int, Duration, NanoClock)}, but the kernel applies the restrictions in a
   * request for a table (NETLINK_GET_STRICT_CHK, Linux 4.20). An older kernel returns the whole
   * table.
   */
  public static NetlinkSocket openStrict(int protocol, Duration timeout, NanoClock clock) {
    return new NetlinkSocket(protocol, timeout, clock, RECEIVE_BUFFER, true);
  }

  private LinuxSocket connect() {
    var fresh = LinuxSocket.openNetlink(protocol, "netlink socket of protocol " + protocol);
    try {
      fresh.receiveBuffer(receiveBuffer);
      fresh.set(SocketOption.NETLINK_CAP_ACK, 1);
      fresh.set(SocketOption.NETLINK_EXT_ACK, 1);
      if (strict) {
        fresh.trySet(SocketOption.NETLINK_GET_STRICT_CHK, 1);
      }
      return fresh;
    } catch (LinuxException e) {
      fresh.close();
      throw e;
    }
  }

  /** Sends one request and returns its answer. */
  public Ack request(Request request) {
    return requestAll(List.of(request)).getFirst();
  }

  /** Sends all requests, in order, up to 64 at a time; a refused one does not stop the others. */
  public List<Ack> requestAll(List<Request> requests) {
    var acks = new ArrayList<Ack>(requests.size());
    while (acks.size() < requests.size()) {
      var rest = requests.subList(acks.size(), requests.size());
      int first = lastSequence + 1;
      int count = writeBatch(rest);
      send(rest.getFirst());
      acks.addAll(awaitAcks(rest.getFirst(), first, count));
    }
    return List.copyOf(acks);
  }

  /**
   * Sends requests that the kernel carries out together or not at all, between the two messages
   * that begin and end them (nfnetlink).
   *
   * @param requests what lies between {@code begin} and {@code end}; at least one
   * @return the first refusal, after which nothing has been carried out; otherwise success
   * @throws IllegalArgumentException if the requests are longer than 64 KiB
   */
  public Ack requestTogether(Request begin, List<Request> requests, Request end) {
    int first = lastSequence + 1;
    outgoing.bytes().clear();
    int lastAt = 0;
    try {
      write(begin, 0);
      for (var request : requests) {
        lastAt = outgoing.bytes().position();
        write(request, 0);
      }
      write(end, 0);
    } catch (BufferOverflowException e) {
      throw new IllegalArgumentException(requests.getFirst().operation() + ": too long", e);
    }
    // Before Linux 6.8 the kernel does not acknowledge the message that ends a batch.
    MessageWriter.addFlags(outgoing.bytes(), lastAt, NetlinkMessage.FLAG_ACK);
    send(requests.getFirst());
    return awaitFirst(requests.getFirst(), first, lastSequence - 1);
  }

  /** Waits for a refusal of one of the messages, or for the acknowledgement of the last one. */
  private Ack awaitFirst(Request request, int first, int last) {
    long deadline = clock.nanos() + timeout.toNanos();
    for (; ; ) {
      for (var message : receive(request, deadline)) {
        int index = message.sequence() - first;
        if (message.type() == NetlinkMessage.ERROR && index >= 0 && index <= last - first) {
          var ack = Ack.parse(message);
          if (!ack.isDone() || index == last - first) {
            return ack;
          }
        }
      }
    }
  }

  /**
   * Writes as many requests as fit into one send. Only the last one asks for an acknowledgement,
   * because each acknowledgement is a datagram to read; the kernel answers the others only if it
   * refuses them.
   */
  private int writeBatch(List<Request> requests) {
    outgoing.bytes().clear();
    int most = Math.min(BATCH, requests.size());
    int count = 0;
    int lastAt = 0;
    while (count < most) {
      int at = outgoing.bytes().position();
      try {
        write(requests.get(count), 0);
      } catch (BufferOverflowException e) {
        if (count == 0) {
          throw new IllegalArgumentException(requests.getFirst().operation() + ": too long", e);
        }
        break; // the next batch starts with this request
      }
      lastAt = at;
      count++;
    }
    MessageWriter.addFlags(outgoing.bytes(), lastAt, NetlinkMessage.FLAG_ACK);
    return count;
  }

  private List<Ack> awaitAcks(Request request, int firstSequence, int count) {
    long deadline = clock.nanos() + timeout.toNanos();
    // The kernel handles a socket's requests in order and answers in the same order: every request
    // before the last one without an answer succeeded.
    var acks = new ArrayList<>(Collections.nCopies(count, Ack.DONE));
    boolean complete = false;
    while (!complete) {
      for (var message : receive(request, deadline)) {
        int index = message.sequence() - firstSequence;
        if (message.type() == NetlinkMessage.ERROR && index >= 0 && index < count) {
          acks.set(index, Ack.parse(message));
          complete |= index == count - 1;
        }
      }
    }
    return acks;
  }

  /**
   * Sends a request that the kernel answers with messages and an acknowledgement.
   *
   * @param decode converts a message to a result; empty for a message of no interest
   * @throws LinuxException when the kernel refuses
   */
  public <T> List<T> query(Request request, Function<NetlinkMessage, Optional<T>> decode) {
    outgoing.bytes().clear();
    write(request, NetlinkMessage.FLAG_ACK);
    return collect(request, decode).entries();
  }

  /**
   * Requests a whole table. If the table changes during the dump, the request is repeated, a few
   * times.
   *
   * @param decode as for {@link #query}
   * @throws LinuxException when the kernel refuses, or with EINTR when the table changed during
   *     every attempt
   */
  public <T> List<T> dump(Request request, Function<NetlinkMessage, Optional<T>> decode) {
    var listing = list(request, decode, DUMP_ATTEMPTS);
    if (!listing.whole()) {
      throw new LinuxException(
          request.operation(), Errno.EINTR.number(), "the table kept changing");
    }
    return listing.entries();
  }

  /**
   * A table as the kernel returned it.
   *
   * @param whole whether the table did not change during the dump; if it did, entries may be
   *     missing, but every entry listed did exist
   */
  public record Listing<T>(List<T> entries, boolean whole) {
    public Listing {
      entries = List.copyOf(entries);
    }
  }

  /**
   * Requests a whole table, and repeats the request a limited number of times while the table
   * changes during the dump.
   *
   * @param decode as for {@link #query}
   * @param attempts the largest number of requests, 1 or more
   * @return the first complete answer, or the last one when none is complete
   * @throws LinuxException when the kernel refuses
   */
  public <T> Listing<T> list(
      Request request, Function<NetlinkMessage, Optional<T>> decode, int attempts) {
    for (int attempt = 1; ; attempt++) {
      outgoing.bytes().clear();
      write(request, NetlinkMessage.FLAG_DUMP);
      var listing = collect(request, decode);
      if (listing.whole() || attempt >= attempts) {
        return listing;
      }
    }
  }

  private <T> Listing<T> collect(Request request, Function<NetlinkMessage, Optional<T>> decode) {
    send(request);
    long deadline = clock.nanos() + timeout.toNanos();
    var results = new ArrayList<T>();
    boolean interrupted = false;
    for (; ; ) {
      for (var message : receive(request, deadline)) {
        if (message.sequence() != lastSequence) {
          continue;
        }
        interrupted |= message.has(NetlinkMessage.FLAG_DUMP_INTERRUPTED);
        switch (message.type()) {
          case NetlinkMessage.DONE, NetlinkMessage.ERROR -> {
            var ack = Ack.parse(message);
            if (!ack.isDone()) {
              throw ack.failure(request.operation());
            }
            return new Listing<>(results, !interrupted);
          }
          default -> decode.apply(message).ifPresent(results::add);
        }
      }
    }
  }

  private void write(Request request, int moreFlags) {
    int flags = request.flags() | NetlinkMessage.FLAG_REQUEST | moreFlags;
    writer.message(request.type(), flags, lastSequence + 1, request.body());
    lastSequence++;
  }

  private void send(Request request) {
    outgoing.bytes().flip();
    int sent = socket.send(outgoing);
    if (sent < 0) {
      throw new LinuxException(request.operation(), -sent);
    }
  }

  private List<NetlinkMessage> receive(Request request, long deadline) {
    for (; ; ) {
      int count = socket.receive(incoming);
      if (count >= 0 && incoming.fromKernel()) {
        var split = NetlinkMessage.split(incoming.data());
        if (incoming.truncated() || split.leftOver() > 0) {
          throw lost(request, Errno.EBADMSG.number());
        }
        return split.messages();
      }
      if (count < 0 && count != -Errno.EAGAIN.number()) {
        throw lost(request, -count); // usually ENOBUFS
      }
      long left = deadline - clock.nanos();
      if (left <= 0) {
        throw lost(request, Errno.ETIMEDOUT.number());
      }
      if (count < 0) {
        socket.awaitReadable((int) Math.min(left / 1_000_000 + 1, Integer.MAX_VALUE));
      }
    }
  }

  private ReplyLostException lost(Request request, int errno) {
    socket.close();
    socket = connect();
    return new ReplyLostException(request.operation(), errno);
  }

  @Override
  public void close() {
    socket.close();
  }
}
