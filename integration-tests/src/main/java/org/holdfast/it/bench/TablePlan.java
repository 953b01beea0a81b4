package org.holdfast.it.bench;

import java.nio.file.Path;
import org.holdfast.ipvs.ServiceKey;
import org.holdfast.net.IpAddress;

/**
 * A table with a given number of services and of servers per service, as a configuration of either
 * make. The servers are not checked; the weight of the last one follows a number in a file. Beside
 * the table there is one virtual router with priority 255, which sends an advert as soon as its
 * program can.
 *
 * @param firstWeight the weight of the first server, which a reload changes
 * @param directory the directory for the files that the makes need
 */
record TablePlan(int services, int servers, int firstWeight, Path directory)
    implements Configurations {
  /** The link of the virtual router. */
  static final String DEVICE = "lab0";

  private static final String VIRTUAL = "10.255.0.100/24";
  private static final int SERVICES_FROM = 0x0a000000;
  private static final int SERVERS_FROM = 0x0b000000;
  private static final int PORT = 80;

  TablePlan {
    if (services < 1 || servers < 1) {
      throw new IllegalArgumentException(
          "table: " + services + "x" + servers + " (expected: at least 1x1)");
    }
  }

  /** Parses a size such as {@code 1000x10}: a thousand services with ten servers each. */
  static TablePlan of(String size, Path directory) {
    String[] numbers = size.split("x", 2);
    return new TablePlan(
        Integer.parseInt(numbers[0]), Integer.parseInt(numbers[numbers.length - 1]), 1, directory);
  }

  TablePlan withFirstWeight(int weight) {
    return new TablePlan(services, servers, weight, directory);
  }

  /** Returns the number of services and servers together. */
  int rows() {
    return services * (servers + 1);
  }

  /** Returns the file with the number that is added to the last server's weight, which is 1. */
  Path weightFile() {
    return directory.resolve("weight");
  }

  /**
   * Returns the last service. Both makes write the services in the order of the configuration, so
   * the table is complete when this service is.
   */
  ServiceKey lastService() {
    return key(services - 1);
  }

  ServiceKey firstService() {
    return key(0);
  }

  private static ServiceKey key(int service) {
    return new ServiceKey.Address(ServiceKey.Protocol.TCP, service(service), PORT);
  }

  IpAddress lastServer() {
    return server(services - 1, servers - 1);
  }

  IpAddress firstServer() {
    return server(0, 0);
  }

  private static IpAddress service(int service) {
    return IpAddress.v4(SERVICES_FROM + service);
  }

  private IpAddress server(int service, int server) {
    return IpAddress.v4(SERVERS_FROM + service * servers + server);
  }

  private boolean isLast(int service, int server) {
    return service == services - 1 && server == servers - 1;
  }

  private int weight(int service, int server) {
    return service == 0 && server == 0 ? firstWeight : 1;
  }

  @Override
  public String holdfast() {
    return holdfast(
        """
        interface: %s
        virtual-router-id: 51
        version: 3
        priority: 255
        advertisement-interval: 40s
        handover: false
        addresses: [%s]
        """
            .formatted(DEVICE, VIRTUAL));
  }

  /** Returns a complete holdfast.yaml with the lines of the only virtual router. */
  String holdfast(String router) {
    StringBuilder text =
        new StringBuilder(
            """
            router-id: bench
            vrrp:
              track-files:
                weight: { path: %s }
              instances:
                VI_1:
            """
                .formatted(weightFile()));
    text.append(router.indent(6)).append("virtual-servers:\n");
    for (int service = 0; service < services; service++) {
      text.append(
          """
            service%d:
              address: %s:%d
              scheduler: wlc
              forwarding: nat
              real-servers:
          """
              .formatted(service, service(service), PORT));
      for (int server = 0; server < servers; server++) {
        text.append("      - { address: ").append(server(service, server));
        text.append(", weight: ").append(weight(service, server));
        text.append(isLast(service, server) ? ", check: { file: weight }" : "").append(" }\n");
      }
    }
    return text.toString();
  }

  @Override
  public String keepalived() {
    return keepalived(
        """
        state MASTER
        interface %s
        virtual_router_id 51
        version 3
        priority 255
        advert_int 40
        virtual_ipaddress {
          %s
        }
        """
            .formatted(DEVICE, VIRTUAL));
  }

  /** Returns a complete keepalived.conf with the lines of the only virtual router. */
  String keepalived(String router) {
    StringBuilder text =
        new StringBuilder(
            """
            global_defs {
              router_id bench
            }
            track_file weight {
              file %s
            }
            vrrp_instance VI_1 {
            %s}
            """
                .formatted(weightFile(), router));
    for (int service = 0; service < services; service++) {
      text.append(
          """
          virtual_server %s %d {
            lvs_sched wlc
            lvs_method NAT
            protocol TCP
          """
              .formatted(service(service), PORT));
      for (int server = 0; server < servers; server++) {
        text.append("  real_server ").append(server(service, server)).append(" " + PORT + " {\n");
        text.append("    weight ").append(weight(service, server)).append('\n');
        text.append(
            isLast(service, server) ? "    FILE_CHECK {\n      track_file weight\n    }\n" : "");
        text.append("  }\n");
      }
      text.append("}\n");
    }
    return text.toString();
  }
}
