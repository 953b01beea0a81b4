package org.holdfast.ipvs.run;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.holdfast.ipvs.Destination;
import org.holdfast.ipvs.ServiceKey;
import org.holdfast.net.Family;
import org.holdfast.net.IpAddress;

/**
 * The kernel's list of IPVS connections, {@code /proc/net/ip_vs_conn}.
 *
 * <p>The list has connections that a server's counters lack: a connection that the sync daemon
 * received before the server was in the table is forwarded, but counted nowhere.
 */
public final class ConnectionList {

  /** The list of the calling thread's network namespace. */
  private static final Path FILE = Path.of("/proc/thread-self/net/ip_vs_conn");

  // Pro FromIP FPrt ToIP TPrt DestIP DPrt State Expires
  private static final int PROTOCOL = 0;
  private static final int CLIENT_PORT = 2;
  private static final int SERVICE_ADDRESS = 3;
  private static final int SERVICE_PORT = 4;
  private static final int SERVER_ADDRESS = 5;
  private static final int SERVER_PORT = 6;
  private static final int COLUMNS = 7;

  /** A persistence template has no client port and is not a connection. */
  private static final String NO_PORT = "0000";

  private ConnectionList() {}

  /**
   * Returns the total number of connections, in any state, that each service has to its server.
   * Reads the whole list, some 100 bytes for each connection of the director.
   *
   * @throws IOException when the list cannot be read
   */
  public static long count(Map<ServiceKey, Destination.Key> servers) throws IOException {
    try (var list = Files.newBufferedReader(FILE, StandardCharsets.US_ASCII)) {
      return count(servers, list);
    }
  }

  /** Like the other method, for a list from a reader. */
  static long count(Map<ServiceKey, Destination.Key> servers, Reader list) throws IOException {
    var sought = new ArrayList<Columns>();
    servers.forEach((service, server) -> sought.add(Columns.of(service, server)));
    long count = 0;
    var lines = new BufferedReader(list);
    for (var line = lines.readLine(); line != null; line = lines.readLine()) {
      if (isOneOf(sought, line)) {
        count++;
      }
    }
    return count;
  }

  private static boolean isOneOf(List<Columns> sought, String line) {
    var columns = line.strip().split("\\s+", COLUMNS + 1);
    return columns.length >= COLUMNS
        && !columns[CLIENT_PORT].equals(NO_PORT)
        && sought.stream().anyMatch(each -> each.matches(columns));
  }

  /**
   * The expected columns of a connection; empty for any value.
   *
   * @param serviceAddress empty for a service with a firewall mark, which has many addresses
   */
  private record Columns(
      String protocol,
      String serviceAddress,
      String servicePort,
      String serverAddress,
      String serverPort) {

    static Columns of(ServiceKey service, Destination.Key server) {
      var address = text(server.address());
      var port = port(server.port());
      return switch (service) {
        case ServiceKey.Address(var protocol, var to, int toPort) ->
            new Columns(protocol.name(), text(to), port(toPort), address, port);
        case ServiceKey.Mark _ -> new Columns("", "", "", address, port);
      };
    }

    boolean matches(String[] columns) {
      return matches(serverAddress, columns[SERVER_ADDRESS])
          && matches(serverPort, columns[SERVER_PORT])
          && matches(serviceAddress, columns[SERVICE_ADDRESS])
          && matches(servicePort, columns[SERVICE_PORT])
          && matches(protocol, columns[PROTOCOL]);
    }

    private static boolean matches(String wanted, String found) {
      return wanted.isEmpty() || wanted.equals(found);
    }

    private static String port(int port) {
      return port == 0 ? "" : String.format(Locale.ROOT, "%04X", port);
    }

    /**
     * The address as the list prints it: {@code 0A010002}; {@code
     * fd01:0000:0000:0000:0000:0000:0000:0002}.
     */
    private static String text(IpAddress address) {
      if (address.family() == Family.IPV4) {
        return HexFormat.of().withUpperCase().formatHex(address.toBytes());
      }
      return HexFormat.of().formatHex(address.toBytes()).replaceAll("(.{4})(?!$)", "$1:");
    }
  }
}
