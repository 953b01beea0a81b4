package org.holdfast.it.lab;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.holdfast.net.IpAddress;

/**
 * OpenSSH's server on a node, with a host key and one client key that exist only in its lab. It
 * changes its user, so the lab must have been opened by root.
 */
public final class SshServer implements AutoCloseable {

  /** The server is started by its whole path, because it starts itself again. */
  static final String PROGRAM = "/usr/sbin/sshd";

  // Root may have a locked password, with which the server refuses a key too. The machine's records
  // of logins stay as they are.
  private static final String SET_UP =
      """
      set -e
      mkdir -p /run/sshd
      sed 's/^root:[^:]*:/root:*:/' /etc/shadow >/run/shadow
      chmod 600 /run/shadow
      mount --bind /run/shadow /etc/shadow
      mount -t tmpfs records /var/log
      ssh-keygen -q -t ed25519 -N '' -f "$1/host"
      ssh-keygen -q -t ed25519 -N '' -f "$1/client"
      """;

  private static final String CONFIGURATION =
      """
      ListenAddress ADDRESS:22
      HostKey DIRECTORY/host
      AuthorizedKeysFile DIRECTORY/client.pub
      PidFile none
      UsePAM no
      StrictModes no
      PasswordAuthentication no
      KbdInteractiveAuthentication no
      PermitRootLogin prohibit-password
      PrintMotd no
      PrintLastLog no
      SetEnv LC_ALL=C.UTF-8 JAVA_HOME=JAVA
      """;

  private final IpAddress address;
  private final Path directory;
  private final Daemon daemon;

  private SshServer(IpAddress address, Path directory, Daemon daemon) {
    this.address = address;
    this.directory = directory;
    this.daemon = daemon;
  }

  /** Starts the only server of a lab, on port 22 of an address of the node. */
  public static SshServer start(Node node, IpAddress address) {
    try {
      var directory = Files.createTempDirectory(node.lab().directory(), "ssh");
      node.lab().run("sh", "-c", SET_UP, "ssh", directory.toString());
      var key = Files.readString(directory.resolve("host.pub"));
      Files.writeString(directory.resolve("known"), address + " " + key);
      var configuration = directory.resolve("configuration");
      Files.writeString(
          configuration,
          CONFIGURATION
              .replace("ADDRESS", address.toString())
              .replace("DIRECTORY", directory.toString())
              .replace("=JAVA", "=" + System.getProperty("java.home")));
      var daemon = node.start(PROGRAM, "-D", "-e", "-f", configuration.toString());
      await("an SSH server that listens")
          .atMost(Lab.PATIENCE)
          .failFast("sshd ended", () -> !daemon.isRunning())
          .until(() -> daemon.log().contains("Server listening"));
      return new SshServer(address, directory, daemon);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Runs a command on the server's node by a client in a terminal on another node.
   *
   * @param type the value of TERM
   */
  public VirtualTerminal inTerminal(
      Node client, String type, int columns, int rows, List<String> command) {
    var whole = new ArrayList<>(List.of("ssh", "-t", "-F", "none"));
    whole.addAll(List.of("-i", directory.resolve("client").toString()));
    whole.addAll(List.of("-o", "UserKnownHostsFile=" + directory.resolve("known")));
    whole.addAll(List.of("-o", "StrictHostKeyChecking=yes", "-o", "IdentitiesOnly=yes"));
    whole.add("root@" + address);
    whole.addAll(command);
    return VirtualTerminal.start(client, type, columns, rows, whole);
  }

  @Override
  public void close() {
    daemon.close();
  }
}
