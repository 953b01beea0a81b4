package org.holdfast.ipvs.run;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.holdfast.linux.Errno;
import org.holdfast.linux.LinuxException;
import org.holdfast.linux.nftables.FoundTable;
import org.holdfast.linux.nftables.MarkElement;
import org.holdfast.linux.nftables.MarkKernel;
import org.holdfast.linux.nftables.MarkTableContents;
import org.holdfast.linux.nftables.MarkTableTerms;

/** Tables of firewall marks in memory. */
final class FakeMarkKernel implements MarkKernel {

  /** A table; without terms it belongs to another program. */
  private record Table(Optional<MarkTableTerms> terms, Set<MarkElement> elements) {}

  private final Map<String, Table> tables = new LinkedHashMap<>();

  /** What was done, one line each. */
  final List<String> done = new ArrayList<>();

  boolean refuses;

  void foreign(String name) {
    tables.put(name, new Table(Optional.empty(), new HashSet<>()));
  }

  void left(MarkTableTerms terms, MarkElement... elements) {
    tables.put(terms.name(), new Table(Optional.of(terms), new HashSet<>(Set.of(elements))));
  }

  void flush() {
    tables.clear();
  }

  Set<String> names() {
    return Set.copyOf(tables.keySet());
  }

  Set<MarkElement> elements(String table) {
    return Set.copyOf(existing(table).elements());
  }

  private Table existing(String name) {
    var table = tables.get(name);
    if (table == null) {
      throw new LinuxException("table " + name, Errno.ENOENT.number(), "");
    }
    return table;
  }

  private void mayRefuse() {
    if (refuses) {
      throw new LinuxException("nftables", Errno.EOPNOTSUPP.number(), "");
    }
  }

  @Override
  public List<FoundTable> tables() {
    mayRefuse();
    return tables.entrySet().stream()
        .map(one -> new FoundTable(one.getKey(), one.getValue().terms().isPresent()))
        .toList();
  }

  @Override
  public boolean create(MarkTableTerms terms) {
    mayRefuse();
    done.add("create " + terms.name());
    return tables.putIfAbsent(terms.name(), new Table(Optional.of(terms), new HashSet<>())) == null;
  }

  @Override
  public void replace(MarkTableTerms terms, Collection<MarkElement> elements) {
    mayRefuse();
    done.add("replace " + terms.name());
    tables.put(terms.name(), new Table(Optional.of(terms), new HashSet<>(elements)));
  }

  @Override
  public void change(String table, Collection<MarkElement> removed, Collection<MarkElement> added) {
    mayRefuse();
    var next = new HashSet<>(existing(table).elements());
    if (!next.containsAll(removed)) {
      throw new LinuxException("change " + table, Errno.ENOENT.number(), "");
    }
    next.removeAll(removed);
    for (var one : added) {
      if (next.stream().anyMatch(other -> !other.equals(one) && other.overlaps(one))) {
        throw new LinuxException("change " + table, Errno.EEXIST.number(), "");
      }
      next.add(one);
    }
    done.add("change -" + removed.size() + " +" + added.size());
    existing(table).elements().clear();
    existing(table).elements().addAll(next);
  }

  @Override
  public void delete(String table) {
    mayRefuse();
    done.add("delete " + table);
    tables.remove(table);
  }

  @Override
  public Optional<MarkTableContents> contents(MarkTableTerms terms) {
    mayRefuse();
    return Optional.ofNullable(tables.get(terms.name()))
        .filter(table -> table.terms().isPresent())
        .map(table -> new MarkTableContents(table.terms().get().equals(terms), table.elements()));
  }

  @Override
  public void close() {
    done.add("close");
  }
}
