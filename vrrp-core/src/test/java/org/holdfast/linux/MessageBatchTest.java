package org.holdfast.linux;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import org.holdfast.net.IpAddress;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Datagrams to sockets on loopback addresses that no other process uses. */
class MessageBatchTest {

  private static final int AF_INET = 2;
  private static final int SOCK_DGRAM = 2;
  private static final int PORT = 20_001;

  private final String network =
      "127.%d.%d."
          .formatted(
              ProcessHandle.current().pid() >> 8 & 0xff, ProcessHandle.current().pid() & 0xff);
  private final LinuxSocket first = bound(network + "1");
  private final LinuxSocket second = bound(network + "2");
  private final MessageBatch batch = new MessageBatch(3, 4);

  private static LinuxSocket bound(String address) {
    var socket = LinuxSocket.open(AF_INET, SOCK_DGRAM, 0, address);
    socket.bind(SocketAddress.udp(IpAddress.of(address), PORT, 0));
    return socket;
  }

  @AfterEach
  void close() {
    first.close();
    second.close();
  }

  @Test
  void datagramsAreHandedOutInTheirOrderOverSeveralFetches() throws IOException {
    send("1", "a", "bb", "ccc", "d", "e");
    assertThat(taken(first)).containsExactly("a", "bb", "ccc", "d", "e");
    send("1", "f");
    assertThat(taken(first)).containsExactly("f");
    assertThat(taken(first)).isEmpty();
  }

  @Test
  void aFullBatchIsFollowedByAnotherFetch() throws IOException {
    send("1", "a", "b", "c");
    assertThat(taken(first)).containsExactly("a", "b", "c");
  }

  @Test
  void aSocketThatWasFoundEmptyIsAskedAgainAfterItHasBeenToldOnce() throws IOException {
    send("1", "a");
    assertThat(batch.next(first)).isNotNull();
    send("1", "b");
    assertThat(batch.next(first)).isNull();
    assertThat(taken(first)).containsExactly("b");
  }

  @Test
  void socketsTakeTurns() throws IOException {
    send("1", "a", "b", "c", "d");
    send("2", "x", "y");
    for (int i = 0; i < 3; i++) {
      assertThat(batch.next(first)).isNotNull();
    }
    assertThat(taken(second)).containsExactly("x", "y");
    assertThat(taken(first)).containsExactly("d");
  }

  @Test
  void aLongerDatagramArrivesTruncatedAndDoesNotHarmTheNext() throws IOException {
    send("1", "abcdefgh", "x");
    assertThat(taken(first)).containsExactly("abcd", "x");
  }

  @Test
  void aFailureNamesTheSocket() {
    var closed = bound(network + "3");
    closed.close();
    assertThatThrownBy(() -> batch.next(closed))
        .isInstanceOf(LinuxException.class)
        .hasMessageContaining("receive from " + network + "3");
  }

  private void send(String host, String... texts) throws IOException {
    try (var socket = new DatagramSocket()) {
      for (var text : texts) {
        byte[] bytes = text.getBytes(US_ASCII);
        var to = InetAddress.getByName(network + host);
        socket.send(new DatagramPacket(bytes, bytes.length, to, PORT));
      }
    }
  }

  private List<String> taken(LinuxSocket socket) {
    var texts = new ArrayList<String>();
    for (var message = batch.next(socket); message != null; message = batch.next(socket)) {
      texts.add(US_ASCII.decode(message.data()).toString());
    }
    return texts;
  }
}
