package org.holdfast.it.bench;

import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.holdfast.it.lab.Daemon;
import org.holdfast.it.lab.LabJava;
import org.holdfast.it.lab.Node;

/** The checked servers on the loopback device of one node, which all die and come back together. */
final class ServerFarm implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Node node;
  private final CheckPlan plan;
  private final Path socket;
  private final Daemon process;

  /** Starts the process; no server answers yet. */
  ServerFarm(Node node, CheckPlan plan) {
    this.node = node;
    this.plan = plan;
    socket = plan.directory().resolve("servers.sock");
    Path keys = plan.directory().resolve("servers.p12");
    if (plan.kind() == BenchCheck.HTTPS && Files.notExists(keys)) {
      makeCertificate(keys);
    }
    List<String> command =
        LabJava.command(
            FakeServers.class,
            List.of(
                plan.kind().name(),
                Integer.toString(plan.count()),
                socket.toString(),
                keys.toString()));
    process = node.start(command.toArray(String[]::new));
    await("the servers' process")
        .atMost(PATIENCE)
        .failFast("they ended at once", () -> !process.isRunning())
        .ignoreExceptionsInstanceOf(UncheckedIOException.class)
        .until(() -> order("count").equals("0"));
  }

  private void makeCertificate(Path keys) {
    node.run(
        Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
        "-genkeypair",
        "-keyalg",
        "EC",
        "-dname",
        "CN=bench",
        "-storetype",
        "PKCS12",
        "-keystore",
        keys.toString(),
        "-storepass",
        FakeServers.PASSWORD);
  }

  /** Lets all servers answer. */
  void revive() {
    switch (plan.kind()) {
      case PING -> node.run("sysctl", "-qw", "net.ipv4.icmp_echo_ignore_all=0");
      case SCRIPT -> node.run("touch", plan.scriptFile().toString());
      case TCP, HTTP, HTTPS, UDP, DNS -> order("up");
    }
  }

  /** Stops all servers from answering. */
  void die() {
    switch (plan.kind()) {
      case PING -> node.run("sysctl", "-qw", "net.ipv4.icmp_echo_ignore_all=1");
      case SCRIPT -> node.run("rm", plan.scriptFile().toString());
      case TCP, HTTP, HTTPS, UDP, DNS -> order("down");
    }
  }

  /**
   * Returns the number of probes that were sent to all servers together so far, or -1 for scripts,
   * which cannot be counted. For TCP this is the number of connections that the node has started to
   * open, because a TCP check may abort a connection before the server sees it.
   */
  long probes() {
    return switch (plan.kind()) {
      case TCP, HTTP, HTTPS -> counted("Tcp", 6);
      case PING -> counted("Icmp", 10);
      case SCRIPT -> -1;
      case UDP, DNS -> Long.parseLong(order("count"));
    };
  }

  /** Returns a counter of the node: Tcp 6 is ActiveOpens, Icmp 10 is InEchos. */
  private long counted(String protocol, int field) {
    String script = "awk '/^%s: [0-9]/ {print $%d}' /proc/net/snmp".formatted(protocol, field);
    return Long.parseLong(node.run("sh", "-c", script).strip());
  }

  private String order(String order) {
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      channel.connect(UnixDomainSocketAddress.of(socket));
      channel.write(ByteBuffer.wrap((order + "\n").getBytes(StandardCharsets.UTF_8)));
      return new BufferedReader(Channels.newReader(channel, StandardCharsets.UTF_8)).readLine();
    } catch (IOException e) {
      throw new UncheckedIOException(process.log(), e);
    }
  }

  @Override
  public void close() {
    process.close();
  }
}
