package org.holdfast.vrrp.io;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.holdfast.linux.Errno;
import org.holdfast.linux.LinuxException;
import org.holdfast.linux.netlink.Ack;
import org.holdfast.linux.nftables.DropTableContents;
import org.holdfast.linux.nftables.DropTableTerms;
import org.holdfast.linux.nftables.DroppedAddress;
import org.holdfast.linux.nftables.FoundTable;
import org.holdfast.linux.nftables.NftKernel;
import org.jspecify.annotations.Nullable;

/** Tables of nftables in memory. */
final class FakeNftKernel implements NftKernel {

  /** A table: ours with terms, another program's without. */
  static final class Table {
    @Nullable DropTableTerms terms;
    boolean hasRules = true;
    final Set<DroppedAddress> addresses = new LinkedHashSet<>();
  }

  final Map<String, Table> tables = new LinkedHashMap<>();

  /** The requests that change something, such as {@code add holdfast 10.0.0.9}. */
  final List<String> changes = new ArrayList<>();

  /** Called with each change before it is carried out. */
  Consumer<String> watcher = change -> {};

  /** The kernel's answer to everything; null if it does what is asked. */
  @Nullable Errno refusal;

  /** Adds a table of another program. */
  void foreign(String name) {
    tables.put(name, new Table());
  }

  /** Returns a table that exists. */
  Table table(String name) {
    return Objects.requireNonNull(tables.get(name), name);
  }

  /** Returns the addresses of a table as texts. */
  List<String> addresses(String table) {
    return table(table).addresses.stream().map(DroppedAddress::toString).toList();
  }

  private void look() {
    if (refusal != null) {
      throw new LinuxException("nftables", refusal.number());
    }
  }

  private Ack change(
      String what, String table, Collection<DroppedAddress> addresses, @Nullable Errno error) {
    if (refusal != null) {
      return new Ack(refusal.number(), "");
    }
    var words = new StringBuilder(what + " " + table);
    addresses.forEach(one -> words.append(' ').append(one));
    changes.add(words.toString());
    watcher.accept(words.toString());
    return error == null ? Ack.DONE : new Ack(error.number(), "");
  }

  @Override
  public List<FoundTable> tables() {
    look();
    return tables.entrySet().stream()
        .map(one -> new FoundTable(one.getKey(), one.getValue().terms != null))
        .toList();
  }

  @Override
  public Ack create(DropTableTerms terms, Collection<DroppedAddress> addresses) {
    boolean exists = tables.containsKey(terms.name());
    var ack = change("create", terms.name(), addresses, exists ? Errno.EEXIST : null);
    if (ack.isDone()) {
      put(terms, addresses);
    }
    return ack;
  }

  @Override
  public Ack replace(DropTableTerms terms, Collection<DroppedAddress> addresses) {
    var ack = change("replace", terms.name(), addresses, null);
    if (ack.isDone()) {
      put(terms, addresses);
    }
    return ack;
  }

  private void put(DropTableTerms terms, Collection<DroppedAddress> addresses) {
    var table = new Table();
    table.terms = terms;
    table.addresses.addAll(addresses);
    tables.put(terms.name(), table);
  }

  @Override
  public Ack add(String table, Collection<DroppedAddress> addresses) {
    boolean missing = !tables.containsKey(table);
    var ack = change("add", table, addresses, missing ? Errno.ENOENT : null);
    if (ack.isDone()) {
      table(table).addresses.addAll(addresses);
    }
    return ack;
  }

  @Override
  public Ack remove(String table, Collection<DroppedAddress> addresses) {
    boolean missing =
        !tables.containsKey(table) || !tables.get(table).addresses.containsAll(addresses);
    var ack = change("remove", table, addresses, missing ? Errno.ENOENT : null);
    if (ack.isDone()) {
      table(table).addresses.removeAll(addresses);
    }
    return ack;
  }

  @Override
  public Ack delete(String table) {
    boolean missing = !tables.containsKey(table);
    var ack = change("delete", table, List.of(), missing ? Errno.ENOENT : null);
    if (ack.isDone()) {
      tables.remove(table);
    }
    return ack;
  }

  @Override
  public Optional<DropTableContents> contents(String table) {
    look();
    return Optional.ofNullable(tables.get(table))
        .map(one -> new DropTableContents(one.hasRules, one.addresses));
  }

  @Override
  public void close() {}
}
