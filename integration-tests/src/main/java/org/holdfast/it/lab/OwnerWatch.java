package org.holdfast.it.lab;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.holdfast.net.IpAddress;

/**
 * A client that asks by ARP all the time who owns an IPv4 address, by running {@link OwnerProbe} in
 * a separate process: the owners are seen from outside, whatever the routers say of themselves.
 */
public final class OwnerWatch implements AutoCloseable {
  private final Daemon daemon;

  /**
   * A change of the owners.
   *
   * @param at when the first request was sent that these owners answered
   * @param owners the hardware addresses of the hosts that answer from now on
   */
  public record Change(Instant at, Set<String> owners) {
    public Change {
      owners = Set.copyOf(owners);
    }

    private static Change parse(String line) {
      String[] words = line.split(" ", -1);
      return new Change(
          Instant.parse(words[1]),
          words[2].equals("-")
              ? Set.of()
              : Arrays.stream(words[2].split(",", -1)).collect(Collectors.toSet()));
    }
  }

  private OwnerWatch(Daemon daemon) {
    this.daemon = daemon;
  }

  /**
   * Starts asking.
   *
   * @param own the client's address on this device
   */
  public static OwnerWatch start(Node client, String device, IpAddress own, IpAddress address) {
    var arguments =
        List.of(
            client.run("cat", "/sys/class/net/" + device + "/ifindex").strip(),
            client.hardwareAddress(device),
            own.toString(),
            address.toString());
    return new OwnerWatch(
        client.start(LabJava.small(OwnerProbe.class, arguments).toArray(String[]::new)));
  }

  /** Returns all changes so far, in order. */
  public List<Change> changes() {
    return daemon.lines().stream()
        .map(Daemon.Line::text)
        .filter(line -> line.startsWith("owners "))
        .map(Change::parse)
        .toList();
  }

  /** Returns the hardware addresses of the hosts that answer at present. */
  public Set<String> owners() {
    if (!daemon.isRunning()) {
      throw new LabException("the watch of the owners ended:\n" + daemon.log());
    }
    List<Change> changes = changes();
    return changes.isEmpty() ? Set.of() : changes.getLast().owners();
  }

  @Override
  public void close() {
    daemon.close();
  }
}
