package org.holdfast.agent.snmp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.holdfast.agent.config.MasterSocket;
import org.holdfast.agent.snmp.agentx.MalformedPacketException;
import org.holdfast.agent.snmp.agentx.Oid;
import org.holdfast.agent.snmp.agentx.Packet;
import org.holdfast.agent.snmp.agentx.PacketWriter;
import org.holdfast.agent.snmp.agentx.Pdu;
import org.holdfast.agent.snmp.agentx.Value;
import org.holdfast.agent.snmp.agentx.VarBind;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MasterConnectionTest {

  private static final long MILLIS = 10_000;
  private static final Packet PING = new Packet(1, 2, 3, new Pdu.Ping());

  @TempDir Path directory;
  private ServerSocketChannel listening;
  private Selector selector;
  private MasterConnection connection;
  private SocketChannel master;

  @BeforeEach
  void connect() throws IOException {
    var path = directory.resolve("m");
    listening = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    listening.bind(UnixDomainSocketAddress.of(path));
    selector = Selector.open();
    connection =
        MasterConnection.open(
            new MasterSocket(MasterSocket.Kind.UNIX, path.toString(), 0), selector);
    master = listening.accept();
  }

  @AfterEach
  void close() throws IOException {
    connection.close();
    master.close();
    listening.close();
    selector.close();
  }

  private List<Packet> received(int count) throws IOException {
    var packets = new ArrayList<Packet>();
    while (packets.size() < count) {
      packets.addAll(connection.await(selector, MILLIS));
    }
    return packets;
  }

  private void write(byte[] bytes) throws IOException {
    var buffer = ByteBuffer.wrap(bytes);
    while (buffer.hasRemaining()) {
      master.write(buffer);
    }
  }

  @Test
  void packetsArriveWhole() throws Exception {
    var large =
        new Packet(
            1,
            2,
            4,
            new Pdu.TestSet(List.of(new VarBind(Oid.parse("1.3"), Value.octets(new byte[9000])))));
    var bytes = PacketWriter.write(PING);
    write(bytes);
    write(new byte[] {bytes[0], bytes[1]});
    assertThat(received(1)).containsExactly(PING);
    write(Arrays.copyOfRange(bytes, 2, bytes.length));
    write(PacketWriter.write(large));
    assertThat(received(2)).containsExactly(PING, large);
  }

  @Test
  void rubbishIsRefused() throws Exception {
    write(new byte[64]);
    assertThatThrownBy(() -> received(1)).isInstanceOf(MalformedPacketException.class);
  }

  @Test
  void theEndIsNoticed() throws Exception {
    master.close();
    assertThatThrownBy(() -> received(1)).isInstanceOf(EOFException.class);
  }

  @Test
  void aMasterThatDoesNotReadGetsNoMoreAnswers() throws Exception {
    var answer =
        new Packet(
            1,
            2,
            3,
            Pdu.Response.of(
                List.of(new VarBind(Oid.parse("1.3"), Value.octets(new byte[60_000])))));
    long sent = 0;
    while (sent < 100 * (long) MasterConnection.MOST_WAITING && !isFull(sent)) {
      connection.send(answer);
      sent += 60_000;
    }
    assertThat(connection.isStuck()).isTrue();
    write(PacketWriter.write(PING));
    assertThat(connection.await(selector, 1)).isEmpty();
  }

  /** Whether more waits than may wait, whatever the size of the kernel's buffer. */
  private boolean isFull(long sent) {
    return connection.isStuck() && sent > 10 * (long) MasterConnection.MOST_WAITING;
  }
}
