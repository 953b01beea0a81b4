package org.holdfast.agent.snmp.mib;

import java.util.HashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Set;
import java.util.stream.Stream;
import org.holdfast.agent.snmp.agentx.Oid;
import org.holdfast.agent.snmp.agentx.Value;
import org.holdfast.net.Family;
import org.holdfast.net.IpAddress;
import org.holdfast.vrrp.VirtualAddress;

/** The table of KEEPALIVED-MIB for addresses: virtual ones and static ones. */
final class HoldingTables {

  private static final Oid ADDRESS_ENTRY = Roots.VRRP.with(6, 1);

  private final NavigableMap<Oid, Value> objects;
  private final MibFacts facts;

  private HoldingTables(NavigableMap<Oid, Value> objects, MibFacts facts) {
    this.objects = objects;
    this.facts = facts;
  }

  static void add(NavigableMap<Oid, Value> objects, MibFacts facts) {
    var tables = new HoldingTables(objects, facts);
    var statuses = facts.instancesByName();
    var instances = facts.config().vrrp().instances();
    tables.addresses(
        Roots.STATIC,
        List.of(),
        facts.config().vrrp().statics().objects().stream()
            .filter(VirtualAddress.class::isInstance)
            .map(VirtualAddress.class::cast)
            .toList(),
        RouteTables.found(facts.statics(), VirtualAddress.KIND));
    for (int i = 0; i < instances.size(); i++) {
      var holdings = instances.get(i).holdings();
      var status = statuses.get(instances.get(i).name());
      if (status != null) { // otherwise it is being reloaded
        var found = new HashSet<String>();
        for (var address : status.addresses()) {
          if (address.found()) {
            found.add(address.address() + " dev " + address.interfaceName());
          }
        }
        tables.addresses(i + 1, holdings.advertised(), holdings.excluded(), found);
      }
    }
  }

  private void addresses(
      int instance,
      List<VirtualAddress> advertised,
      List<VirtualAddress> excluded,
      Set<String> found) {
    int index = 0;
    for (var address : Stream.concat(advertised.stream(), excluded.stream()).toList()) {
      index++;
      var ip = address.address();
      boolean second = ip.family() == Family.IPV4;
      var row =
          Row.of(objects, ADDRESS_ENTRY, instance, index)
              .family(2, ip.family())
              .address(3, ip)
              .address(
                  4, second && address.broadcast() == null ? IpAddress.ANY_V4 : address.broadcast())
              .gauge(5, address.prefix().length())
              .integer(6, MibWords.scope(address.scope()));
      row.link(facts, 7, 8, address.interfaceName());
      row.text(9, address.label())
          .yes(10, found.contains(address.toString()))
          .yes(11, index <= advertised.size())
          .address(12, address.peer());
    }
  }
}
