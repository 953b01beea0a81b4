package org.holdfast.ipvs.run;

import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.holdfast.ipvs.ServiceKey;
import org.holdfast.linux.LinuxException;
import org.holdfast.linux.nftables.FoundTable;
import org.holdfast.linux.nftables.MarkElement;
import org.holdfast.linux.nftables.MarkKernel;
import org.holdfast.linux.nftables.MarkTableContents;
import org.holdfast.linux.nftables.MarkTableTerms;
import org.holdfast.linux.nftables.TableNames;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sets firewall marks for services, by one nftables table of this agent's own, in which only
 * differences are written. No other table is ever changed. The table exists while a destination is
 * marked. A table of an earlier run is taken over with its elements: those of a mark stay until
 * that mark is requested or withdrawn, so that its services go on serving.
 *
 * <p>Not thread-safe; calls block until the kernel has answered.
 */
final class MarkKeeper {

  private static final Logger log = LoggerFactory.getLogger(MarkKeeper.class);

  private static final String OPERATION = "firewall marks by nftables: ";

  private final Supplier<MarkKernel> opener;
  private final MarkRecord record;
  private final KeeperProblems problems;
  private final Map<ServiceKey.Mark, Wanted> wanted = new LinkedHashMap<>();
  private final Set<ServiceKey.Mark> changed = new LinkedHashSet<>();
  private Set<MarkElement> present = new HashSet<>();
  private @Nullable MarkKernel kernel;
  private @Nullable MarkTableTerms goal;
  private @Nullable MarkTableTerms table;

  /** Whether no table of an earlier run is left, other than the one that was taken over. */
  private boolean isClean;

  private long repairs;

  /** The destinations of a mark, and the intervals that they make. */
  private record Wanted(List<ServiceKey.Address> destinations, Set<MarkElement> elements) {}

  /**
   * Creates a keeper, without access to the kernel.
   *
   * @param opener opens the kernel's tables in the network namespace of the services; throws
   *     LinuxException
   */
  MarkKeeper(Supplier<MarkKernel> opener, MarkRecord record, KeeperProblems problems) {
    this.opener = opener;
    this.record = record;
    this.problems = problems;
    isClean = record.ofEarlierRuns().isEmpty();
  }

  /**
   * Sets the name and the priority of the table; null for a table as it is until no destination is
   * marked any longer.
   */
  void want(@Nullable MarkTableTerms terms) {
    goal = terms;
  }

  /** Requests the mark for these destinations, and no others. */
  void want(ServiceKey.Mark mark, List<ServiceKey.Address> destinations) {
    var before = wanted.get(mark);
    if (before != null && before.destinations().equals(destinations)) {
      return;
    }
    if (destinations.isEmpty()) {
      wanted.remove(mark);
    } else {
      wanted.put(
          mark, new Wanted(destinations, MarkedDestinations.of(destinations, mark.fwmark())));
    }
    changed.add(mark);
  }

  /** Writes everything that was requested since the last call, and what failed before it. */
  void settle() {
    var terms = goal;
    boolean isSettled =
        terms == null ? table == null && isClean : terms.equals(table) && changed.isEmpty();
    if (isSettled) {
      return;
    }
    try {
      if (terms == null && !isClean) {
        removeEarlier();
      }
      // A mark that is withdrawn first may have elements in the table of an earlier run.
      boolean isDue = table != null || !wanted.isEmpty() || (!isClean && !changed.isEmpty());
      if (terms != null && isDue) {
        open(terms);
        if (!isClean) {
          removeEarlier();
        }
      }
      write();
      if (wanted.isEmpty() && present.isEmpty()) {
        remove();
      }
      changed.clear();
      problems.succeeded(KeeperProblems.Keeper.MARKS);
    } catch (LinuxException e) {
      failed(e);
    }
  }

  private MarkKernel kernel() {
    var open = kernel;
    if (open == null) {
      open = opener.get();
      kernel = open;
    }
    return open;
  }

  // ---- The table ----

  /** Makes the table, takes over that of an earlier run, or gives it other terms. */
  private void open(MarkTableTerms terms) {
    var before = table;
    if (before != null && isNameOf(terms, before.name())) {
      if (before.priority() != terms.priority()) {
        replace(new MarkTableTerms(before.name(), terms.priority()), present);
      }
      return;
    }
    var found =
        kernel().tables().stream()
            .collect(Collectors.toMap(FoundTable::name, one -> one, (a, _) -> a));
    if (!takeOver(terms, found, before) && (before != null || !wanted.isEmpty())) {
      make(terms, found.keySet(), before);
    }
  }

  /** Takes over the table of an earlier run; returns whether there is one. */
  private boolean takeOver(
      MarkTableTerms terms, Map<String, FoundTable> found, @Nullable MarkTableTerms before) {
    for (var name : TableNames.from(terms.name())) {
      var there = found.get(name);
      if (there != null && there.marked() && record.ofEarlierRuns().contains(name)) {
        takeOver(new MarkTableTerms(name, terms.priority()));
        leave(before);
        return true;
      }
    }
    return false;
  }

  private void make(MarkTableTerms terms, Set<String> found, @Nullable MarkTableTerms before) {
    for (var name : TableNames.from(terms.name())) {
      if (!found.contains(name)) {
        var made = new MarkTableTerms(name, terms.priority());
        record.made(name);
        if (kernel().create(made)) {
          var elements = present;
          table = made;
          present = new HashSet<>();
          change(List.of(), elements);
          leave(before);
          if (!name.equals(terms.name())) {
            log.info(
                "IPVS: nftables table inet {} is another program's or agent's: this agent has inet"
                    + " {}",
                terms.name(),
                name);
          }
          return;
        }
        record.gone(name); // another program has been faster
      }
    }
    throw TableNames.allTaken(terms.name());
  }

  private static boolean isNameOf(MarkTableTerms terms, String name) {
    return TableNames.from(terms.name()).contains(name);
  }

  private void takeOver(MarkTableTerms terms) {
    var contents = kernel().contents(terms);
    record.made(terms.name());
    if (contents.isPresent() && contents.get().isWhole()) {
      table = terms;
      present = new HashSet<>(contents.get().elements());
    } else {
      replace(terms, contents.map(MarkTableContents::elements).orElse(Set.of()));
    }
    changed.addAll(wanted.keySet());
  }

  private void replace(MarkTableTerms terms, Set<MarkElement> elements) {
    kernel().replace(terms, elements);
    table = terms;
    present = new HashSet<>(elements);
  }

  /** Removes the tables of earlier runs, except the one that was taken over. */
  private void removeEarlier() {
    var own = table;
    for (var there : kernel().tables()) {
      boolean isOurs = there.marked() && record.ofEarlierRuns().contains(there.name());
      if (isOurs && (own == null || !own.name().equals(there.name()))) {
        log.info(
            "IPVS: removing nftables table inet {}, which an earlier run of this agent left",
            there.name());
        kernel().delete(there.name());
        record.gone(there.name());
      }
    }
    isClean = true;
  }

  /** Removes the table that this run had under another name. */
  private void leave(@Nullable MarkTableTerms before) {
    if (before != null) {
      kernel().delete(before.name());
      record.gone(before.name());
    }
  }

  private void remove() {
    var there = table;
    if (there != null) {
      kernel().delete(there.name());
      record.gone(there.name());
      table = null;
      present = new HashSet<>();
    }
  }

  // ---- The elements ----

  private void write() {
    if (table == null) {
      return;
    }
    var requested = new LinkedHashSet<MarkElement>();
    for (var mark : changed) {
      var elements = wanted.get(mark);
      if (elements != null) {
        requested.addAll(elements.elements());
      }
    }
    var missing = new LinkedHashSet<>(requested);
    missing.removeAll(present);
    var unwanted = new LinkedHashSet<MarkElement>();
    for (var element : present) {
      boolean stays = requested.contains(element) || !changed.contains(markOf(element));
      if (!stays || isInTheWay(element, missing)) {
        unwanted.add(element);
      }
    }
    var target = new HashSet<>(present);
    target.removeAll(unwanted);
    target.addAll(missing);
    try {
      change(unwanted, missing);
    } catch (LinuxException _) { // the kernel does not have what was written before
      restore(target);
    }
  }

  /** Whether an element gives some of these destinations another mark. */
  private static boolean isInTheWay(MarkElement element, Set<MarkElement> missing) {
    return missing.stream().anyMatch(one -> one.mark() != element.mark() && one.overlaps(element));
  }

  private static ServiceKey.Mark markOf(MarkElement element) {
    return new ServiceKey.Mark(element.mark(), element.first().family());
  }

  private void change(Collection<MarkElement> away, Collection<MarkElement> more) {
    var there = table;
    if (there != null && !(away.isEmpty() && more.isEmpty())) {
      kernel().change(there.name(), away, more);
      present.removeAll(away);
      present.addAll(more);
    }
  }

  /** Compares the table with the kernel's, and restores it if another program changed it. */
  void verify() {
    var there = table;
    if (there == null) {
      settle();
      return;
    }
    try {
      var contents = kernel().contents(there);
      boolean isSame =
          contents.isPresent()
              && contents.get().isWhole()
              && contents.get().elements().equals(present);
      if (!isSame) {
        restore(present);
      }
      problems.succeeded(KeeperProblems.Keeper.MARKS);
    } catch (LinuxException e) {
      failed(e);
    }
    settle();
  }

  /** Makes the table again, which another program removed or changed. */
  private void restore(Set<MarkElement> elements) {
    var there = table;
    if (there == null) {
      return;
    }
    boolean isForeign =
        kernel().tables().stream()
            .anyMatch(one -> one.name().equals(there.name()) && !one.marked());
    if (isForeign) { // another program has made a table of that name in between
      record.gone(there.name());
      table = null;
      present = elements;
      open(goal == null ? there : goal);
    } else {
      replace(there, elements);
    }
    repairs++;
    log.warn(
        "IPVS: nftables table inet {} was removed or changed by another program: restored, with {}"
            + " elements",
        there.name(),
        elements.size());
  }

  // ---- The end ----

  /** Removes the table, and those of earlier runs if the end comes before they were looked at. */
  void end() {
    wanted.clear();
    changed.clear();
    try {
      remove();
      if (!isClean) {
        removeEarlier();
      }
    } catch (LinuxException e) {
      failed(e);
    }
    close();
  }

  /** Closes the socket; the table stays. */
  void close() {
    if (kernel != null) {
      kernel.close();
      kernel = null;
    }
  }

  private void failed(LinuxException e) {
    problems.failed(KeeperProblems.Keeper.MARKS, OPERATION + e.getMessage());
  }

  /** How often a change of the table by another program was undone. */
  long repairs() {
    return repairs;
  }

  /** Why destinations may lack their marks; empty if all is well. */
  String error() {
    return problems.of(KeeperProblems.Keeper.MARKS);
  }
}
