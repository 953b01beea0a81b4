package org.holdfast.it.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.holdfast.net.Family;
import org.holdfast.net.IpAddress;

/** Numbers in UDP datagrams, and the server that sends them back. */
public final class LabDatagrams implements LabEcho {
  private final DatagramChannel channel;
  private final Selector selector;
  private final ByteBuffer number = ByteBuffer.allocate(Integer.BYTES);

  LabDatagrams(IpAddress to, int port) {
    try {
      channel = DatagramChannel.open().connect(socketAddress(to, port));
      channel.configureBlocking(false);
      selector = Selector.open();
      channel.register(selector, SelectionKey.OP_READ);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static InetSocketAddress socketAddress(IpAddress address, int port) {
    return new InetSocketAddress(address.toString(), port);
  }

  /**
   * Starts a server on a port of all IPv4 addresses that the node has at present. It answers from
   * the address that it was asked at.
   */
  public static Daemon serve(Node node, int port) {
    List<String> arguments = new ArrayList<>(List.of(Integer.toString(port)));
    node.addresses().stream()
        .filter(address -> address.family() == Family.IPV4)
        .map(IpAddress::toString)
        .forEach(arguments::add);
    return node.start(LabJava.command(LabDatagrams.class, arguments).toArray(String[]::new));
  }

  /** Serves on a port, the first argument, of the addresses that follow, until it is killed. */
  public static void main(String[] arguments) throws IOException {
    int port = Integer.parseInt(arguments[0]);
    for (String address : Arrays.asList(arguments).subList(1, arguments.length)) {
      var channel = DatagramChannel.open().bind(socketAddress(IpAddress.of(address), port));
      Thread.ofPlatform().start(() -> sendBack(channel));
    }
  }

  private static void sendBack(DatagramChannel channel) {
    var datagram = ByteBuffer.allocate(Integer.BYTES);
    try {
      while (true) {
        var from = channel.receive(datagram.clear());
        sendBack(channel, datagram.flip(), from);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void sendBack(DatagramChannel channel, ByteBuffer datagram, SocketAddress to) {
    try {
      channel.send(datagram, to);
    } catch (IOException _) {
      // The answer is lost, as on a network: this host has no route back while its link is down.
    }
  }

  @Override
  public boolean send(int sequence) {
    try {
      return channel.write(number.clear().putInt(sequence).flip()) > 0;
    } catch (IOException refused) {
      return false; // the error may be that of an earlier datagram; this one was not sent either
    }
  }

  @Override
  public int receive() {
    while (true) {
      try {
        int bytes = channel.read(number.clear());
        if (bytes <= 0) {
          return -1;
        }
        if (bytes == Integer.BYTES) {
          return number.flip().getInt();
        }
      } catch (PortUnreachableException _) {
        // a datagram was refused; there may be answers to others
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** Sleeps for whole milliseconds, so up to one longer than asked for. */
  @Override
  public void await(long nanos) {
    try {
      if (nanos == 0) {
        selector.selectNow();
      } else {
        selector.select(Duration.ofNanos(nanos).plusMillis(1).toMillis());
      }
      selector.selectedKeys().clear();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try (selector) {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
