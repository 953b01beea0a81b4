package org.holdfast.agent.config.bind;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.holdfast.agent.config.VirtualServerConfig;
import org.holdfast.agent.config.table.DurationType;
import org.holdfast.agent.config.table.EndpointRangeType.EndpointRange;
import org.holdfast.agent.config.table.Entry;
import org.holdfast.agent.config.table.Fields;
import org.holdfast.agent.config.table.Key;
import org.holdfast.agent.config.table.Nearest;
import org.holdfast.agent.config.table.NodePosition;
import org.holdfast.agent.config.table.Report;
import org.holdfast.agent.config.table.ValueType;
import org.holdfast.agent.config.words.ServerKeywords;
import org.holdfast.agent.config.words.ServiceKeywords;
import org.holdfast.ipvs.ServiceKey;
import org.holdfast.ipvs.ServiceKey.Protocol;
import org.holdfast.ipvs.ServiceTerms;
import org.holdfast.ipvs.ServiceTerms.Flag;
import org.holdfast.net.Family;
import org.holdfast.net.IpAddress;
import org.jspecify.annotations.Nullable;

/** Creates the services of virtual servers, and records which virtual server owns each service. */
final class ServiceBinder {

  private final Report report;
  private final Map<ServiceKey, String> owners = new HashMap<>();

  ServiceBinder(Report report) {
    this.report = report;
  }

  /** Returns the services, or null if errors leave none. */
  @Nullable Services bind(String name, Fields fields) {
    var keys = new ArrayList<ServiceKey>();
    var protocol = fields.get(ServiceKeywords.PROTOCOL);
    for (var entry : addresses(fields)) {
      var range = entry.value();
      boolean isSaid = false;
      for (int i = 0; i < range.count(); i++) {
        var key = new ServiceKey.Address(protocol, range.address(i), range.port());
        if (report.admits(entry.spot()) && !isSaid) {
          isSaid = !claim(key, name, entry.spot());
        }
        keys.add(key);
      }
      checkPort(range, fields, entry.spot());
    }
    var family = family(fields, keys);
    for (var entry : fields.list(ServiceKeywords.FIREWALL_MARKS)) {
      var key = new ServiceKey.Mark(entry.value().intValue(), family);
      claim(key, name, entry.spot());
      keys.add(key);
    }
    checkKeys(fields, keys);
    return keys.isEmpty() ? null : new Services(keys);
  }

  private static List<Entry<EndpointRange>> addresses(Fields fields) {
    var addresses = new ArrayList<Entry<EndpointRange>>();
    var one = fields.find(ServiceKeywords.ADDRESS);
    if (one != null) {
      addresses.add(new Entry<>(one, fields.spot(ServiceKeywords.ADDRESS)));
    }
    addresses.addAll(fields.list(ServiceKeywords.ADDRESSES));
    return addresses;
  }

  /**
   * Records {@code bound} as the owner of its services; reports each service that already has
   * another owner.
   */
  void claim(VirtualServerConfig bound) {
    for (var key : bound.keys()) {
      if (owners.putIfAbsent(key, bound.name()) != null) {
        report.error(0, 0, key.words() + " has two owners");
      }
    }
  }

  /** Returns whether the service had no owner. */
  private boolean claim(ServiceKey key, String name, NodePosition at) {
    var owner = owners.putIfAbsent(key, name);
    if (owner != null) {
      report.error(
          at,
          owner.equals(name)
              ? key.words() + " is listed twice; remove one"
              : key.words()
                  + " already belongs to "
                  + owner
                  + "; a service can belong to only one virtual server");
    }
    return owner == null;
  }

  private void checkPort(EndpointRange range, Fields fields, NodePosition at) {
    if (range.port() == 0
        && fields.get(ServiceKeywords.PERSISTENCE).isZero()
        && fields.isSound(ServiceKeywords.PERSISTENCE)) {
      report.error(
          at,
          "no port means every port, which needs persistence; write the port"
              + (range.first().family() == Family.IPV6
                  ? ", with the address in brackets: " + inBrackets(range.first()) + ","
                  : ",")
              + " or add persistence (keepalived adds 6m by itself)");
    }
  }

  /** Returns the address with the port that its last group may be meant to be. */
  private static String inBrackets(IpAddress address) {
    var text = address.toString();
    int colon = text.lastIndexOf(':');
    var last = text.substring(colon + 1);
    boolean isPort = last.matches("[1-9][0-9]{1,4}") && text.lastIndexOf(':', colon - 1) >= 0;
    var before = text.substring(0, Math.max(0, colon));
    return isPort && IpAddress.parse(before).isPresent()
        ? "[" + before + "]:" + last
        : "[" + text + "]:80";
  }

  private Family family(Fields fields, List<ServiceKey> addresses) {
    var family = fields.find(ServiceKeywords.FAMILY);
    if (family == null && !addresses.isEmpty()) {
      return addresses.getFirst().family();
    }
    if (family == null) {
      for (var server : fields.list(ServerKeywords.REAL_SERVERS)) {
        var endpoint = server.value().find(ServerKeywords.ADDRESS);
        if (endpoint != null) {
          return endpoint.address().family();
        }
      }
    }
    return family == null ? Family.IPV4 : family;
  }

  private void checkKeys(Fields fields, List<ServiceKey> keys) {
    if (keys.isEmpty()) {
      if (fields.isSound(ServiceKeywords.ADDRESS)
          && fields.isSound(ServiceKeywords.ADDRESSES)
          && fields.isSound(ServiceKeywords.FIREWALL_MARKS)) {
        report.error(
            fields.spot(), "nothing to serve (expected: address, addresses or firewall-mark)");
      }
      return;
    }
    var family = keys.getFirst().family();
    for (var key : keys) {
      if (key.family() != family) {
        report.error(
            fields.spot(),
            keys.getFirst().words()
                + " and "
                + key.words()
                + " are of different families; make a second virtual server, which may share the"
                + " rest by a YAML anchor");
        return;
      }
    }
    var marks = fields.list(ServiceKeywords.FIREWALL_MARKS);
    if (!marks.isEmpty() && marks.size() == keys.size()) {
      if (fields.isGiven(ServiceKeywords.PROTOCOL)) {
        report.warning(
            fields.spot(ServiceKeywords.PROTOCOL),
            "has no effect: a firewall mark takes packets of every protocol");
      }
    } else if (marks.isEmpty() && fields.isGiven(ServiceKeywords.FAMILY)) {
      report.warning(
          fields.spot(ServiceKeywords.FAMILY), "has no effect: the addresses determine the family");
    }
  }

  ServiceTerms terms(Fields fields, Services services) {
    var scheduler = fields.get(ServiceKeywords.SCHEDULER);
    checkScheduler(fields, scheduler);
    var persistence = fields.get(ServiceKeywords.PERSISTENCE);
    if (persistence.toNanos() % 1_000_000_000 != 0) {
      report.error(
          fields.spot(ServiceKeywords.PERSISTENCE),
          DurationType.words(persistence) + " (expected: whole seconds, which IPVS counts in)");
    }
    return new ServiceTerms(
        scheduler,
        flags(fields, scheduler, services),
        persistence,
        prefix(fields, services.family(), !persistence.isZero()),
        engine(fields, !persistence.isZero()));
  }

  private void checkScheduler(Fields fields, String scheduler) {
    if (!ServiceKeywords.SCHEDULERS.contains(scheduler)
        && !fields.get(ServiceKeywords.KERNEL_SCHEDULER)) {
      report.error(
          fields.spot(ServiceKeywords.SCHEDULER),
          ValueType.quote(scheduler)
              + " (expected: "
              + String.join(", ", ServiceKeywords.SCHEDULERS)
              + "; or kernel-scheduler: true beside it if a module of the kernel has this"
              + " scheduler)"
              + Nearest.hint(scheduler, ServiceKeywords.SCHEDULERS));
    }
  }

  private int prefix(Fields fields, Family family, boolean persistent) {
    var bits = fields.find(ServiceKeywords.PERSISTENCE_PREFIX);
    if (bits == null) {
      return family.bits();
    }
    if (bits > family.bits()) {
      report.error(
          fields.spot(ServiceKeywords.PERSISTENCE_PREFIX),
          bits + " (expected: 1 to " + family.bits() + ", the bits of its addresses)");
    }
    requirePersistence(fields, ServiceKeywords.PERSISTENCE_PREFIX, persistent);
    return Math.min(bits.intValue(), family.bits());
  }

  private @Nullable String engine(Fields fields, boolean persistent) {
    var engine = fields.find(ServiceKeywords.PERSISTENCE_ENGINE);
    if (engine != null) {
      requirePersistence(fields, ServiceKeywords.PERSISTENCE_ENGINE, persistent);
    }
    return engine;
  }

  private void requirePersistence(Fields fields, Key<?> key, boolean persistent) {
    if (!persistent && fields.isSound(ServiceKeywords.PERSISTENCE)) {
      var persistence = report.name(fields.spot(), ServiceKeywords.PERSISTENCE);
      report.error(
          fields.spot(key),
          "has no effect without " + persistence + "; add " + persistence + " or remove it");
    }
  }

  private EnumSet<Flag> flags(Fields fields, String scheduler, Services services) {
    var flags = EnumSet.noneOf(Flag.class);
    for (var entry : fields.list(ServiceKeywords.FLAGS)) {
      switch (entry.value()) {
        case HASHED -> flags.add(Flag.HASHED);
        case ONE_PACKET -> {
          checkOnePacket(fields, services, entry.spot());
          flags.add(Flag.ONE_PACKET);
        }
        case FLAG_1 -> flags.add(Flag.SCHEDULER_1);
        case FLAG_2 -> flags.add(Flag.SCHEDULER_2);
        case FLAG_3 -> flags.add(Flag.SCHEDULER_3);
        case SH_FALLBACK -> flags.add(ofScheduler("sh", scheduler, Flag.SCHEDULER_1, entry.spot()));
        case SH_PORT -> flags.add(ofScheduler("sh", scheduler, Flag.SCHEDULER_2, entry.spot()));
        case MH_FALLBACK -> flags.add(ofScheduler("mh", scheduler, Flag.SCHEDULER_1, entry.spot()));
        case MH_PORT -> flags.add(ofScheduler("mh", scheduler, Flag.SCHEDULER_2, entry.spot()));
      }
    }
    return flags;
  }

  private Flag ofScheduler(String owner, String scheduler, Flag flag, NodePosition at) {
    if (!owner.equals(scheduler)) {
      report.error(
          at, "belongs to scheduler " + owner + ", and this is " + scheduler + "; change one");
    }
    return flag;
  }

  private void checkOnePacket(Fields fields, Services services, NodePosition at) {
    if (services.haveAddress() && fields.get(ServiceKeywords.PROTOCOL) != Protocol.UDP) {
      report.error(at, "one-packet works only with udp and firewall marks; remove it");
    }
  }
}
