package org.holdfast.agent.config;

import java.util.ArrayList;
import java.util.List;
import org.holdfast.agent.config.EndpointRangeType.EndpointRange;
import org.holdfast.agent.config.ServiceKeywords.Flag;
import org.holdfast.ipvs.ServiceKey;
import org.holdfast.ipvs.ServiceTerms;
import org.holdfast.net.Family;

/**
 * Writes a virtual server's services and how they schedule, as {@link ServiceBinder} reads them.
 */
final class ServiceWriter {

  private final VirtualServerConfig config;

  ServiceWriter(VirtualServerConfig config) {
    this.config = config;
  }

  /** Into a virtual server's draft. */
  void write(Draft draft) {
    var ranges = ranges();
    if (ranges.size() == 1) {
      draft.put(ServiceKeywords.ADDRESS, ranges.getFirst());
    } else {
      draft.list(ServiceKeywords.ADDRESSES, ranges);
    }
    var marks = new ArrayList<Long>();
    for (var key : config.keys()) {
      switch (key) {
        case ServiceKey.Address address -> draft.put(ServiceKeywords.PROTOCOL, address.protocol());
        case ServiceKey.Mark mark -> marks.add(Integer.toUnsignedLong(mark.fwmark()));
      }
    }
    draft.list(ServiceKeywords.FIREWALL_MARKS, marks);
    if (ranges.isEmpty()) {
      draft.put(ServiceKeywords.FAMILY, config.family(), familyOfServers());
    }
    terms(draft, config.terms());
  }

  private Family familyOfServers() {
    return config.realServers().isEmpty()
        ? Family.IPV4
        : config.realServers().getFirst().destination().address().family();
  }

  private List<EndpointRange> ranges() {
    var ranges = new ArrayList<EndpointRange>();
    for (var key : config.keys()) {
      if (key instanceof ServiceKey.Address address) {
        var last = ranges.isEmpty() ? null : ranges.getLast();
        if (last != null && last.isFollowedBy(address.address(), address.port())) {
          ranges.set(
              ranges.size() - 1, new EndpointRange(last.first(), last.count() + 1, last.port()));
        } else {
          ranges.add(new EndpointRange(address.address(), 1, address.port()));
        }
      }
    }
    return ranges;
  }

  private void terms(Draft draft, ServiceTerms terms) {
    var flags = new ArrayList<Flag>();
    for (var flag : ServiceTerms.Flag.values()) {
      if (terms.flags().contains(flag)) {
        flags.add(word(flag, terms.scheduler()));
      }
    }
    draft
        .put(ServiceKeywords.SCHEDULER, terms.scheduler())
        .list(ServiceKeywords.FLAGS, flags)
        .put(ServiceKeywords.PERSISTENCE, terms.persistence())
        .put(ServiceKeywords.PERSISTENCE_ENGINE, terms.persistenceEngine());
    if (!terms.persistence().isZero()) {
      draft.put(
          ServiceKeywords.PERSISTENCE_PREFIX, terms.persistencePrefix(), config.family().bits());
    }
  }

  /** By the scheduler's own name for it where it has one. */
  private static Flag word(ServiceTerms.Flag flag, String scheduler) {
    boolean sh = scheduler.equals("sh");
    boolean mh = scheduler.equals("mh");
    return switch (flag) {
      case HASHED -> Flag.HASHED;
      case ONE_PACKET -> Flag.ONE_PACKET;
      case SCHEDULER_1 -> sh ? Flag.SH_FALLBACK : mh ? Flag.MH_FALLBACK : Flag.FLAG_1;
      case SCHEDULER_2 -> sh ? Flag.SH_PORT : mh ? Flag.MH_PORT : Flag.FLAG_2;
      case SCHEDULER_3 -> Flag.FLAG_3;
    };
  }
}
