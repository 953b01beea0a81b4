package org.holdfast.it.vrrp;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.holdfast.agent.status.StatusReport;
import org.holdfast.it.lab.HostState;
import org.holdfast.it.lab.Lab;
import org.holdfast.it.lab.LabAgent;
import org.holdfast.it.lab.Needs;
import org.holdfast.it.lab.Node;
import org.holdfast.it.lab.PairLab;
import org.holdfast.it.lab.Tools;
import org.holdfast.vrrp.election.VrrpState;
import org.holdfast.vrrp.io.InstanceStatus.AddressStatus;
import org.holdfast.vrrp.io.InstanceStatus.ObjectStatus;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Kills an agent at random moments of its life. The next run leaves exactly what it configures
 * itself, and a stop or {@code holdfast release} leaves the host as it was: links, addresses,
 * routes, rules, static objects, tables of nftables and settings of links.
 *
 * <p>The seed is printed. {@code -Dholdfast.kills.seed=N} repeats its moments, and {@code
 * -Dholdfast.kills.rounds=N} makes more or fewer of them.
 */
@Order(1)
final class KillMomentsIT {
  private static final int ROUNDS = 20;

  /** What the host has of its own, and what another program may have there beside the agent. */
  private static final String HOST =
      """
      set -e
      echo 1 >/proc/sys/net/ipv4/conf/all/rp_filter
      echo 0 >/proc/sys/net/ipv4/conf/eth0/rp_filter
      echo 0 >/proc/sys/net/ipv4/conf/default/rp_filter
      echo 0 >/proc/sys/net/ipv4/conf/eth0/promote_secondaries
      ip addr add 10.9.0.77/24 dev eth0
      ip link add other0 link eth0 type macvlan mode bridge
      ip link set other0 up
      ip route add 198.51.100.0/24 via 10.9.0.3 metric 7
      ip rule add priority 900 from 10.9.0.77 lookup 900
      nft add table inet other
      nft add chain inet other input '{ type filter hook input priority 0; }'
      """;

  /** What another program may do to the agent's objects. */
  private static final String DAMAGE =
      """
      ip link del vrrp.51
      ip link del closed0
      nft delete table inet holdfast
      nft delete table inet closed
      nft delete table inet holdfast-ipvs
      ip rule del priority 1000
      ip rule del priority 1100
      ip route del 203.0.113.0/24
      ip addr del 10.7.0.1/24 dev eth1
      true
      """;

  private enum Configuration {
    VIRTUAL_MACS(
        """
        vrrp:
          static:
            routes: [{ destination: 203.0.113.0/24, gateway: 10.9.0.3 }]
          instances:
            V4:
              interface: eth0
              virtual-router-id: 51
              version: 3
              advertisement-interval: 50ms
              vmac: { all-interfaces: true }
              accept: false
              promote-secondaries: true
              addresses: [10.9.0.100/24, 10.9.0.101/24, { address: 10.8.0.100/24, interface: eth1 }]
              routes:
                - { destination: 192.0.2.0/24, gateway: 10.9.0.3, table: 100 }
                - { destination: 198.51.100.0/24, type: blackhole }
              rules: [{ priority: 1000, from: 10.9.0.100/32, table: 100 }]
            V6:
              interface: eth0
              virtual-router-id: 51
              advertisement-interval: 50ms
              vmac: true
              accept: false
              addresses: ["fe80::100/64", "2001:db8:9::100/64"]
              routes: [{ destination: "2001:db8:2::/64", gateway: "2001:db8:9::3" }]
        """),
    OTHER_NAMES(
        """
        vrrp:
          firewall: { table: closed }
          instances:
            V4:
              interface: eth0
              virtual-router-id: 51
              version: 3
              advertisement-interval: 50ms
              vmac: { name: closed0 }
              accept: false
              addresses: [10.9.0.100/24, 10.9.0.102/24]
              rules: [{ priority: 1001, from: 10.9.0.102/32, table: 100 }]
        """),
    /** Static objects of each kind, and addresses whose packets get a firewall mark. */
    STATIC_AND_MARKS(
        """
        ipvs: { address-marks: {} }
        vrrp:
          static:
            addresses:
              - { address: 10.7.0.1/24, interface: eth1 }
              - { address: "2001:db8:7::1/64", interface: eth1 }
            routes:
              - { destination: 203.0.113.0/24, gateway: 10.7.0.3 }
              - { destination: "2001:db8:3::/64", gateway: "2001:db8:7::3" }
            rules:
              - { priority: 1100, from: 10.7.0.0/24, table: 100 }
              - { priority: 1100, from: "2001:db8:7::/64", table: 100 }
          instances:
            V4:
              interface: eth0
              virtual-router-id: 51
              version: 3
              advertisement-interval: 50ms
              accept: false
              addresses: [10.9.0.100/24, 10.9.0.101/24]
        virtual-servers:
          web:
            addresses: ["10.9.0.100-10.9.0.101:80"]
            instance: V4
            real-servers: ["10.9.0.3:80"]
        """),
    NO_VIRTUAL_MAC(
        """
        vrrp:
          instances:
            V4:
              interface: eth0
              virtual-router-id: 51
              version: 3
              advertisement-interval: 50ms
              addresses: [10.9.0.101/24]
        """);

    private final String text;

    Configuration(String text) {
      this.text = text;
    }
  }

  /** Where in its life an agent is killed, with the longest time after that. */
  private enum Moment {
    START(1200),
    MASTER(50),
    REPAIR(60),
    RELOAD(150),
    STOP(80);

    private final int longestMillis;

    Moment(int longestMillis) {
      this.longestMillis = longestMillis;
    }
  }

  private enum Aftermath {
    RESTART,
    RELEASE,
    ANOTHER_DEATH
  }

  /**
   * One life and death.
   *
   * @param next what the agent reloads, or what its next run has
   */
  private record Round(
      Configuration configuration,
      Moment moment,
      Duration delay,
      Configuration next,
      Aftermath aftermath) {

    static Round draw(RandomGenerator random) {
      var moment = any(random, Moment.values());
      return new Round(
          any(random, Configuration.values()),
          moment,
          Duration.ofNanos(random.nextLong(TimeUnit.MILLISECONDS.toNanos(moment.longestMillis))),
          any(random, Configuration.values()),
          any(random, Aftermath.values()));
    }

    private static <T> T any(RandomGenerator random, T[] values) {
      return values[random.nextInt(values.length)];
    }
  }

  @Test
  @Timeout(value = 1, unit = TimeUnit.HOURS)
  void nothingIsLeftWheneverTheAgentWasKilled() {
    Needs.tools(Tools.HOLDFAST, Tools.NFTABLES);
    long seed =
        Long.getLong("holdfast.kills.seed", ThreadLocalRandom.current().nextLong(1_000_000_000));
    int rounds = Integer.getInteger("holdfast.kills.rounds", ROUNDS);
    System.out.printf("KillMomentsIT: -Dholdfast.kills.seed=%d, %d rounds%n", seed, rounds);
    var random = new SplittableRandom(seed);
    try (var lab = PairLab.open()) {
      lab.a().attach(lab.lan(), "eth1", "10.8.0.1/24").run("sh", "-c", HOST);
      var victim = new Victim(lab.a());
      for (int number = 1; number <= rounds; number++) {
        victim.play(number, Round.draw(random));
      }
      victim.end();
    }
  }

  /** The agent that is killed, and the states that its host has to have. */
  private static final class Victim {
    private final Node node;
    private final LabAgent agent;
    private final HostState before;
    private final Map<Configuration, HostState> wanted = new EnumMap<>(Configuration.class);
    private final List<String> played = new ArrayList<>();

    Victim(Node node) {
      this.node = node;
      agent = new LabAgent(node);
      before = HostState.of(node);
      for (var configuration : Configuration.values()) {
        wanted.put(configuration, stateIn(configuration));
      }
    }

    /** Returns the host's state with an agent that has never been killed. */
    private HostState stateIn(Configuration configuration) {
      agent.start(configuration.text);
      var seen = new AtomicReference<>(before);
      Awaitility.await("the host no longer changes")
          .atMost(Lab.PATIENCE)
          .pollInterval(Duration.ofMillis(300))
          .until(() -> {
            boolean serving = isServing();
            var now = HostState.of(node);
            return now.equals(seen.getAndSet(now)) && serving;
          });
      agent.stop();
      awaitState("an untouched host", before);
      return seen.get();
    }

    private boolean isServing() {
      return agent.report().filter(Victim::isServing).isPresent();
    }

    private static boolean isServing(StatusReport report) {
      return !report.instances().isEmpty()
          && report.instances().stream()
              .allMatch(one ->
                  one.state() == VrrpState.MASTER
                      && one.addresses().stream().allMatch(AddressStatus::found)
                      && one.objects().stream().allMatch(ObjectStatus::found))
          && report.staticObjects().stream().allMatch(ObjectStatus::found);
    }

    void play(int number, Round round) {
      played.add(number + ": " + round);
      agent.start(round.configuration.text);
      if (round.moment != Moment.START) {
        awaitLife(round.configuration);
      }
      switch (round.moment) {
        case START, MASTER -> {}
        case REPAIR -> node.run("sh", "-c", DAMAGE);
        case RELOAD -> {
          agent.configure(round.next.text);
          agent.hangUp();
        }
        case STOP -> agent.terminate();
      }
      LockSupport.parkNanos(round.delay.toNanos());
      agent.kill();
      switch (round.aftermath) {
        case RESTART -> {
          agent.start(round.next.text);
          awaitLife(round.next);
          agent.stop();
          awaitState("an untouched host after a stop", before);
        }
        case RELEASE -> {
          agent.release();
          awaitState("an untouched host after a release", before);
        }
        case ANOTHER_DEATH -> {}
      }
    }

    /** Runs the agent once more after the last round, which may have left its objects. */
    void end() {
      var last = Configuration.NO_VIRTUAL_MAC;
      agent.start(last.text);
      awaitLife(last);
      agent.stop();
      awaitState("an untouched host at the end", before);
    }

    /** Waits for an agent that answers, and not only for what an earlier life may have left. */
    private void awaitLife(Configuration configuration) {
      var state = Objects.requireNonNull(wanted.get(configuration));
      await("master of " + configuration, state, this::isServing);
    }

    /** Waits, because the kernel reports and removes some things after the fact. */
    private void awaitState(String what, HostState state) {
      await(what, state, () -> true);
    }

    private void await(String what, HostState state, BooleanSupplier also) {
      try {
        Awaitility.await(what)
            .atMost(Lab.PATIENCE)
            .pollInterval(Duration.ofMillis(50))
            .until(() -> also.getAsBoolean() && HostState.of(node).equals(state));
      } catch (ConditionTimeoutException e) {
        throw new AssertionError(
            "not so: %s%n  %s%nplayed:%n  %s%nlog:%n  %s"
                .formatted(
                    what,
                    String.join("\n  ", HostState.of(node).differenceTo(state)),
                    String.join("\n  ", played),
                    String.join("\n  ", agent.log())),
            e);
      }
    }
  }
}
