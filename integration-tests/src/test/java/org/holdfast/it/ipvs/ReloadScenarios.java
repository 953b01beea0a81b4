package org.holdfast.it.ipvs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.holdfast.it.lab.Needs;
import org.holdfast.it.lab.Tools;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Tests what clients see of a reload that adds or removes an address together with its virtual
 * server: a director that has the address without the service refuses connections.
 */
final class ReloadScenarios {

  private static final String NEW = "10.9.0.110";

  /** Other virtual servers in the same table, which a reload adds and removes as well. */
  private static final int OTHERS = 20;

  private static final String WEB = "virtual-servers:\n" + virtualServer("web", LvsLab.NAT, 80);

  private static final String BOTH =
      WEB
          + IntStream.range(0, OTHERS)
              .mapToObj(i -> virtualServer("other" + i, NEW, 1000 + i))
              .reduce("", String::concat)
          + virtualServer("zone", NEW, 80);

  private LvsLab lab;
  private Client client;

  @BeforeEach
  void open() {
    Needs.tools(Tools.HOLDFAST, Tools.IPVSADM);
    lab = LvsLab.open();
    client = lab.client();
  }

  @AfterEach
  void close() {
    if (lab != null) {
      lab.close();
    }
  }

  private static String virtualServer(String name, String address, int port) {
    return """
      %s:
        address: %s:%d
        scheduler: rr
        real-servers: ["10.9.1.11:80", "10.9.1.12:80"]
    """
        .formatted(name, address, port)
        .indent(0);
  }

  private static String instance(String more) {
    return LvsLab.instance(150).replace("addresses: [10.9.0.100/24", "addresses: [" + more);
  }

  private static String secondInstance(int priority) {
    return """
        VI_2:
          interface: eth0
          virtual-router-id: 52
          version: 3
          priority: %d
          advertisement-interval: 300ms
          addresses: [%s/24]
    """
        .formatted(priority, NEW);
  }

  /** What the client met while the reloads went on, each with its time. */
  private record Met(String outcome, long atNanos) {}

  /** Has the client send to a whether or not a has the address, and try without a pause. */
  private List<Met> knocking(Runnable reloads) {
    var hardware = lab.a().node().run("cat", "/sys/class/net/eth0/address").strip();
    lab.clientNode()
        .run(("ip neigh replace " + NEW + " dev eth0 lladdr " + hardware).split(" ", -1));
    var met = new ArrayList<Met>();
    var done = new AtomicBoolean();
    var probing =
        CompletableFuture.runAsync(() -> {
          while (!done.get()) {
            met.add(new Met(client.knock(NEW, 80, 10), System.nanoTime()));
          }
        });
    try {
      reloads.run();
    } finally {
      done.set(true);
      probing.join();
    }
    return met;
  }

  private static List<String> outcomes(List<Met> met) {
    System.out.println("during reloads: " + Client.count(met.stream().map(Met::outcome).toList()));
    long refusedFrom = 0;
    for (int i = 0; i < met.size(); i++) {
      boolean refused = met.get(i).outcome().equals(Client.REFUSED);
      if (refused && refusedFrom == 0) {
        refusedFrom = met.get(i).atNanos();
      } else if (!refused && refusedFrom != 0) {
        System.out.printf("refused for %d ms%n", (met.get(i).atNanos() - refusedFrom) / 1_000_000);
        refusedFrom = 0;
      }
    }
    return met.stream().map(Met::outcome).toList();
  }

  private void reload(String configuration) {
    lab.a().configure(configuration);
    assertThat(lab.a().reload().applied()).isTrue();
  }

  private void awaitServing() {
    lab.await("the new address serves", () -> client.knock(NEW, 80, 100).equals(Client.TAKEN));
  }

  @Test
  void anAddressThatAReloadAddsOrRemovesIsNeverWithoutItsService() {
    lab.a().start(instance(LvsLab.NAT + "/24") + WEB);
    lab.await("a is master", () -> lab.a().state("VI_1").equals("MASTER"));

    var met =
        knocking(() -> {
          for (int round = 0; round < 5; round++) {
            reload(instance(NEW + "/24, " + LvsLab.NAT + "/24") + BOTH);
            awaitServing();
            reload(instance(LvsLab.NAT + "/24") + WEB);
          }
        });

    assertThat(outcomes(met)).contains(Client.TAKEN, Client.LOST).doesNotContain(Client.REFUSED);
    lab.awaitThat(
        "the services are gone",
        () -> assertThat(LvsLab.rules(lab.a().node())).noneMatch(rule -> rule.contains(NEW)));
  }

  @Test
  void theFirstVirtualServerOfAnAgentComesBeforeItsAddressToo() {
    lab.a().start(instance(LvsLab.NAT + "/24"));
    lab.await("a is master", () -> lab.a().state("VI_1").equals("MASTER"));

    var met =
        knocking(() -> {
          reload(instance(NEW + "/24, " + LvsLab.NAT + "/24") + BOTH);
          awaitServing();
        });

    assertThat(outcomes(met)).contains(Client.TAKEN).doesNotContain(Client.REFUSED);
  }

  @Test
  void anInstanceThatAReloadRemovesServesUntilItHasHandedOver() {
    lab.a().start(instance(LvsLab.NAT + "/24") + secondInstance(150) + BOTH);
    lab.b().start(LvsLab.instance(100) + secondInstance(100) + BOTH);
    lab.await("a is master", () -> lab.a().state("VI_2").equals("MASTER"));
    lab.await("b is backup", () -> lab.b().state("VI_2").equals("BACKUP"));

    var met =
        knocking(() -> {
          awaitServing();
          reload(instance(LvsLab.NAT + "/24") + WEB);
          lab.await("b is master", () -> lab.b().state("VI_2").equals("MASTER"));
          lab.awaitThat(
              "a has withdrawn the services",
              () -> assertThat(LvsLab.rules(lab.a().node())).noneMatch(rule -> rule.contains(NEW)));
        });

    assertThat(outcomes(met)).contains(Client.TAKEN).doesNotContain(Client.REFUSED);
  }
}
