package org.holdfast.linux;

import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Room for several datagrams of a socket, which one system call fetches and which are then handed
 * out one by one: to enter the kernel costs more than most datagrams. Several sockets of one thread
 * may share a batch to save memory. A socket that fetches drops what another has not yet taken, so
 * each must take all that it has fetched before the next has its turn.
 *
 * <p>Not thread-safe.
 */
public final class MessageBatch {

  // struct mmsghdr: msghdr 0, msg_len 56, padding 60
  private static final int ENTRY_SIZE = 64;
  private static final int LENGTH = MessageHeader.HEADER_SIZE;

  private final NativeBuffer entries;
  private final MessageHeader[] messages;
  private @Nullable LinuxSocket owner;
  private int fetched;
  private int taken;

  /**
   * Creates a batch.
   *
   * @param count the most datagrams that a call fetches, at least 1
   * @param longest the longest datagram in bytes; longer ones arrive truncated
   */
  public MessageBatch(int count, int longest) {
    entries = NativeBuffer.allocate(count * ENTRY_SIZE);
    messages =
        IntStream.range(0, count)
            .mapToObj(i -> new MessageHeader(entries, i * ENTRY_SIZE, longest))
            .toArray(MessageHeader[]::new);
    fetched = count; // so that the first call prepares them all
  }

  /**
   * Returns the next datagram of {@code socket}, valid until the next call; null if the last call
   * found that no more were waiting, which is told once, and then the socket is asked again.
   *
   * @throws LinuxException when the socket fails
   */
  @Nullable MessageHeader next(LinuxSocket socket) {
    if (owner != socket || taken == messages.length) {
      fetch(socket);
    }
    if (taken < fetched) {
      return take();
    }
    owner = null;
    return null;
  }

  private MessageHeader take() {
    var message = messages[taken];
    message.received(entries.bytes().getInt(taken * ENTRY_SIZE + LENGTH));
    taken++;
    return message;
  }

  private void fetch(LinuxSocket socket) {
    for (int i = 0; i < fetched; i++) {
      messages[i].prepare();
    }
    owner = null;
    fetched = 0;
    taken = 0;
    int count = socket.receive(entries, messages.length);
    if (count < 0 && count != -Errno.EAGAIN.number()) {
      throw socket.failure("receive from", count);
    }
    owner = socket;
    fetched = Math.max(0, count);
  }
}
