package org.holdfast.it.bench;

import java.nio.file.Path;
import java.util.stream.IntStream;

/**
 * Many checks of one kind, as a configuration of either make. Each check runs once a second and has
 * a server of its own on loopback; each virtual server has a hundred of them.
 *
 * @param directory the directory for the files that the checks need
 */
record CheckPlan(BenchCheck kind, int count, Path directory) implements Configurations {
  /** The port that every server listens on. */
  static final int PORT = 8080;

  private static final int SERVERS_PER_SERVICE = 100;
  private static final int ADDRESSES_PER_OCTET = 250;

  CheckPlan {
    int most = ADDRESSES_PER_OCTET * ADDRESSES_PER_OCTET;
    if (count < 1 || count > most) {
      throw new IllegalArgumentException("checks: " + count + " (expected: 1.." + most + ")");
    }
  }

  /**
   * Returns the address of a server, counted from 0. The loopback network has room for all of them.
   */
  static String address(int server) {
    return "127.1." + server / ADDRESSES_PER_OCTET + "." + (server % ADDRESSES_PER_OCTET + 1);
  }

  /** Returns the file that the scripts look for; they succeed while it exists. */
  Path scriptFile() {
    return directory.resolve("servers-are-up");
  }

  @Override
  public String holdfast() {
    StringBuilder text = new StringBuilder("router-id: bench\nvirtual-servers:\n");
    for (int service = 0; service < services(); service++) {
      text.append(
          """
            pool%1$d:
              address: 10.9.0.100:%2$d
              scheduler: rr
              forwarding: nat
              real-servers:
          """
              .formatted(service, 1000 + service));
      servers(service)
          .forEach(server ->
              text.append(
                  "      - { address: \"%s:%d\", check: { %s, interval: 1s, retries: 0 } }\n"
                      .formatted(
                          address(server),
                          PORT,
                          kind.holdfast(scriptFile().toString(), address(server)))));
    }
    return text.toString();
  }

  @Override
  public String keepalived() {
    StringBuilder text =
        new StringBuilder("global_defs {\n  router_id bench\n  script_user root\n}\n");
    for (int service = 0; service < services(); service++) {
      text.append(
          """
          virtual_server 10.9.0.100 %d {
            lvs_sched rr
            lvs_method NAT
            protocol TCP
            delay_loop 1
          """
              .formatted(1000 + service));
      servers(service)
          .forEach(server ->
              text.append(
                  "real_server %s %d {\n%s}\n"
                      .formatted(
                          address(server),
                          PORT,
                          kind.keepalived(scriptFile().toString(), address(server)))));
      text.append("}\n");
    }
    return text.toString();
  }

  private int services() {
    return (count + SERVERS_PER_SERVICE - 1) / SERVERS_PER_SERVICE;
  }

  private IntStream servers(int service) {
    return IntStream.range(
        service * SERVERS_PER_SERVICE, Math.min(count, (service + 1) * SERVERS_PER_SERVICE));
  }
}
