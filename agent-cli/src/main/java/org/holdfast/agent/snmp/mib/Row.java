package org.holdfast.agent.snmp.mib;

import java.util.NavigableMap;
import org.holdfast.agent.snmp.agentx.Oid;
import org.holdfast.agent.snmp.agentx.Value;
import org.holdfast.net.Family;
import org.holdfast.net.IpAddress;
import org.holdfast.net.IpPrefix;
import org.holdfast.vrrp.NotifyCommand;
import org.jspecify.annotations.Nullable;

/** Adds the objects of one row, or the scalars of one group, to the objects. */
final class Row {

  private final NavigableMap<Oid, Value> objects;
  private final Oid entry;
  private final Oid index;

  private Row(NavigableMap<Oid, Value> objects, Oid entry, Oid index) {
    this.objects = objects;
    this.entry = entry;
    this.index = index;
  }

  /**
   * Begins a row of a table.
   *
   * @param entry the name of the table's entry, without column and index
   */
  static Row of(NavigableMap<Oid, Value> objects, Oid entry, Oid index) {
    return new Row(objects, entry, index);
  }

  static Row of(NavigableMap<Oid, Value> objects, Oid entry, int... index) {
    return new Row(objects, entry, Oid.of(index));
  }

  /** Begins a group of scalars, which all have the index 0. */
  static Row scalars(NavigableMap<Oid, Value> objects, Oid group) {
    return new Row(objects, group, Oid.of(0));
  }

  /** Adds an object. */
  Row put(int column, Value value) {
    objects.put(entry.with(column).with(index), value);
    return this;
  }

  Row integer(int column, long number) {
    return put(column, Value.integer(number));
  }

  Row gauge(int column, long number) {
    return put(column, Value.gauge(number));
  }

  /** Adds a text, unless it is null. */
  Row text(int column, @Nullable String text) {
    return text == null ? this : put(column, Value.text(text));
  }

  /** Adds a command in keepalived's words, unless it is null. */
  Row command(int column, @Nullable NotifyCommand command) {
    return command == null ? this : text(column, MibWords.command(command.words()));
  }

  /** Adds an address, unless it is null. */
  Row address(int column, @Nullable IpAddress address) {
    return address == null ? this : put(column, Value.octets(address.toBytes()));
  }

  /** Adds the index and the name of a link, as far as there are such. */
  Row link(MibFacts facts, int indexColumn, int nameColumn, @Nullable String name) {
    var link = name == null ? null : facts.links().get(name);
    return (link == null ? this : integer(indexColumn, link.index())).text(nameColumn, name);
  }

  /** Adds the family, the address and the length in three columns, unless it is null. */
  Row prefix(int column, @Nullable IpPrefix prefix) {
    return prefix == null
        ? this
        : family(column, prefix.address().family())
            .address(column + 1, prefix.address())
            .gauge(column + 2, prefix.length());
  }

  /** Adds the destination's realm and the source's in two columns, as far as there are such. */
  Row realms(int column, int realms) {
    int destination = realms & 0xFFFF;
    var row = destination == 0 ? this : gauge(column, destination);
    return realms >>> 16 == 0 ? row : row.gauge(column + 1, realms >>> 16);
  }

  /** Adds InetAddressType: ipv4(1) or ipv6(2). */
  Row family(int column, Family family) {
    return integer(column, MibWords.family(family));
  }

  /** Adds 1 for yes and 2 for no: TruthValue, enabled and disabled, on and off. */
  Row yes(int column, boolean yes) {
    return integer(column, yes ? 1 : 2);
  }
}
