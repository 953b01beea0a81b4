package org.holdfast.it.nemesis;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.holdfast.agent.status.ReloadReport;
import org.holdfast.it.lab.LabException;
import org.holdfast.net.IpAddress;
import org.holdfast.vrrp.io.InstanceStatus;

/**
 * Whether a pair is as it should be when nothing is wrong: A is master of the IPv4 instance and B
 * of the IPv6 instance; what the agents say, what their kernels hold, and what clients see agree.
 */
final class Health {
  private static final Set<String> IPV6 = Set.of("fe80::100", "2001:db8:9::100");

  /** A script that runs about three times a second is not run at all if it is later than this. */
  private static final double LATE_SECONDS = 3;

  private final World world;
  private final Map<Side, Boolean> reloaded = new EnumMap<>(Side.class);

  /** Creates a look at the pair after a step. Each agent reloads its configuration once. */
  Health(World world) {
    this.world = world;
  }

  /** Returns what is not as it should be; empty if all is well. */
  String complaint() {
    for (Side side : Side.values()) {
      if (!world.subject(side).launcher().isRunning()) {
        return side + ": the launcher has ended";
      }
    }
    try {
      for (Side side : Side.values()) {
        if (world.subject(side).status().scripts().getFirst().nextRunInSeconds() < -LATE_SECONDS) {
          return side + ": the track script is not run";
        }
        String complaint = reload(side);
        if (!complaint.isEmpty()) {
          return complaint;
        }
      }
      return states();
    } catch (IOException e) {
      return "an agent does not answer: " + e;
    } catch (UncheckedIOException | LabException e) {
      return "the kernel's list changed while it was read: " + e; // the end of a storm
    }
  }

  /** What was written to the file while an agent started may not have been read. */
  private String reload(Side side) throws IOException {
    if (reloaded.containsKey(side)) {
      return "";
    }
    ReloadReport report = world.subject(side).reload();
    if (!report.applied()) {
      return side + ": the reload was refused: " + report.errors();
    }
    reloaded.put(side, true);
    return "";
  }

  private String states() throws IOException {
    Map<String, String> ofA = states(Side.A);
    Map<String, String> ofB = states(Side.B);
    for (String instance : List.of(Setting.V4, Setting.V6)) {
      Side master = instance.equals(Setting.V4) ? Side.A : Side.B;
      boolean isA = master == Side.A;
      if (!"MASTER".equals((isA ? ofA : ofB).get(instance))
          || !"BACKUP".equals((isA ? ofB : ofA).get(instance))) {
        return "states: A %s, B %s".formatted(ofA, ofB);
      }
      String complaint = addresses(instance, master);
      if (!complaint.isEmpty()) {
        return complaint;
      }
      if (instance.equals(Setting.V4)) {
        complaint = outside(master);
        if (!complaint.isEmpty()) {
          return complaint;
        }
      }
    }
    return "";
  }

  private Map<String, String> states(Side side) throws IOException {
    return world.subject(side).status().instances().stream()
        .collect(Collectors.toMap(InstanceStatus::name, each -> each.state().toString()));
  }

  private String addresses(String instance, Side master) {
    for (Side side : Side.values()) {
      Set<String> wanted = instance.equals(Setting.V4) ? wantedV4(side, master) : Set.of();
      if (instance.equals(Setting.V6) && side == master) {
        wanted = IPV6;
      }
      Set<String> found = virtual(side, instance);
      if (!found.equals(wanted)) {
        return "%s is master of %s; %s has %s and should have %s"
            .formatted(master, instance, side, found, wanted);
      }
    }
    return "";
  }

  private Set<String> wantedV4(Side side, Side master) {
    Setting setting = world.subject(side).setting();
    var wanted = new HashSet<>(setting.ownAddresses());
    if (side == master) {
      wanted.addAll(setting.addresses());
    }
    return wanted;
  }

  /** Returns the addresses of a director that none but the master of the instance has. */
  private Set<String> virtual(Side side, String instance) {
    return world.node(side).addresses().stream()
        .map(IpAddress::toString)
        .filter(
            address -> instance.equals(Setting.V4) ? isVirtualV4(address) : IPV6.contains(address))
        .collect(Collectors.toSet());
  }

  private static boolean isVirtualV4(String address) {
    return address.startsWith("10.9.0.1") && address.length() == "10.9.0.1xx".length();
  }

  private String outside(Side master) {
    Set<String> owners = world.watch().owners();
    if (!owners.equals(Set.of(world.hardwareAddress(master)))) {
      return "%s is master, and the hosts that answer for %s are %s"
          .formatted(master, World.VIP, owners);
    }
    long routes = count(master, "ip", "route", "show", "table", "all");
    long rules = count(master, "ip", "rule", "show");
    long left =
        count(master.other(), "ip", "route", "show", "table", "all")
            + count(master.other(), "ip", "rule", "show");
    if (routes != 1 || rules != 1 || left != 0) {
      return "%s is master and has %d routes of 1, %d rules of 1; the other one has %d"
          .formatted(master, routes, rules, left);
    }
    if (!world.probers().stream().allMatch(prober -> prober.isAnswered())) {
      return "probes are not answered";
    }
    return "";
  }

  private long count(Side side, String... command) {
    return world.node(side).run(command).lines().filter(line -> line.contains("proto 72")).count();
  }
}
