package org.holdfast.vrrp.io;

import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.holdfast.linux.Errno;
import org.holdfast.linux.LinuxException;
import org.holdfast.linux.LogBudget;
import org.holdfast.linux.netlink.Ack;
import org.holdfast.linux.nftables.DropTableTerms;
import org.holdfast.linux.nftables.DroppedAddress;
import org.holdfast.linux.nftables.FoundTable;
import org.holdfast.linux.nftables.NftKernel;
import org.holdfast.linux.nftables.TableNames;
import org.holdfast.vrrp.FirewallConfig;
import org.holdfast.vrrp.VirtualDrop;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Drops packets to and from addresses, by one nftables table of this agent's own. No other table is
 * ever changed: a table is ours if its comment says that an agent made it, and the state file names
 * it or no other agent can have made it. A kernel that refuses the table is reported, and the
 * addresses are added all the same, as keepalived does. Owned by the kernel loop.
 */
final class DropTable implements ObjectTable<VirtualDrop> {

  private static final Logger log = LoggerFactory.getLogger(DropTable.class);

  private static final String RECORDED = "nftables inet ";

  /** Stands in the state file while a table may be made whose name is not known yet. */
  private static final String INTENDED = RECORDED + "(being made)";

  private static final String TABLE = "The nftables table";
  private static final String ACCEPTED =
      "Packets to the addresses of instances with \"accept: false\" are accepted, because nftables"
          + " cannot drop them";
  private static final String DROPPED =
      "Packets to released addresses are still dropped, because nftables does not release them";

  private final Supplier<NftKernel> kernel;
  private final KernelRefusals refusals;
  private final Supplier<Set<String>> earlier;
  private final BooleanSupplier alone;
  private final Supplier<Collection<VirtualDrop>> maybePresent;
  private final Set<VirtualDrop> inside = new LinkedHashSet<>();
  private FirewallConfig config;
  private @Nullable String name;

  /**
   * @param kernel opens the kernel's tables, or returns them; throws LinuxException
   * @param earlier the texts that earlier runs of this agent recorded in the state file
   * @param alone whether no other agent runs in this network namespace
   * @param maybePresent the drops that belong to addresses which an earlier run may have left
   */
  DropTable(
      Supplier<NftKernel> kernel,
      FirewallConfig config,
      KernelRefusals refusals,
      Supplier<Set<String>> earlier,
      BooleanSupplier alone,
      Supplier<Collection<VirtualDrop>> maybePresent) {
    this.kernel = kernel;
    this.config = config;
    this.refusals = refusals;
    this.earlier = earlier;
    this.alone = alone;
    this.maybePresent = maybePresent;
  }

  @Override
  public Class<VirtualDrop> kind() {
    return VirtualDrop.class;
  }

  /** Returns the table's name; null if there is none. */
  @Nullable String name() {
    return name;
  }

  /**
   * Returns the table's text in the state file; empty if there is no table.
   *
   * @param needed whether an instance drops packets, so that the table may be made at any time
   */
  Optional<String> text(boolean needed) {
    return Optional.ofNullable(name)
        .map(DropTable::text)
        .or(() -> needed ? Optional.of(INTENDED) : Optional.empty());
  }

  /** Returns texts with enough room for each that the table may have in the state file. */
  List<String> longestTexts() {
    return List.of(INTENDED, text(candidates().getLast()));
  }

  private static String text(String table) {
    return RECORDED + table;
  }

  // ---- The table ----

  /**
   * Creates the table, in place of one that an earlier run left, and removes further ones. If no
   * instance drops packets, removes the table; without a trace of an earlier run, the kernel's
   * nftables are not looked at, because that may load a module.
   *
   * @param needed whether an instance drops packets
   * @return whether nothing of earlier runs is left
   */
  boolean prepare(boolean needed) {
    boolean traces = earlier.get().stream().anyMatch(text -> text.startsWith(RECORDED));
    var old = name;
    if (!needed && old == null && !traces) {
      return true;
    }
    return attempt(
            needed ? ACCEPTED : DROPPED,
            () -> {
              if (needed && name == null) {
                make(List.of());
              } else if (!needed && old != null && inside.isEmpty()) {
                var ack = kernel.get().delete(old);
                if (!ack.is(Errno.ENOENT)) { // else another program has removed it
                  settled(ack, "remove nftables table inet " + old);
                }
                name = null;
              }
              for (var table : kernel.get().tables()) {
                if (isOurs(table) && !table.name().equals(name)) {
                  log.info(
                      "removing nftables table inet {}, which an earlier run of this agent left",
                      table.name());
                  kernel.get().delete(table.name());
                }
              }
              return Set.<VirtualDrop>of();
            })
        .isPresent();
  }

  private boolean isOurs(FoundTable table) {
    return table.marked() && (earlier.get().contains(text(table.name())) || alone.getAsBoolean());
  }

  private List<String> candidates() {
    return TableNames.from(config.table());
  }

  /** Creates the table with these drops, in place of one that an earlier run left. */
  private void make(Collection<VirtualDrop> drops) {
    var found =
        kernel.get().tables().stream()
            .collect(Collectors.toMap(FoundTable::name, Function.identity(), (a, b) -> a));
    var own =
        candidates().stream()
            .filter(one -> found.containsKey(one) && isOurs(found.get(one)))
            .findFirst();
    var wanted = new LinkedHashSet<>(drops);
    if (own.isPresent()) {
      wanted.addAll(maybePresent.get()); // their addresses may still be on the links
      settled(kernel.get().replace(terms(own.get()), keys(wanted)), "nftables");
      made(own.get(), wanted);
    } else {
      make(found, wanted);
    }
  }

  private void make(Map<String, FoundTable> found, Set<VirtualDrop> wanted) {
    for (var candidate : candidates()) {
      if (found.containsKey(candidate)) {
        continue;
      }
      var ack = kernel.get().create(terms(candidate), keys(wanted));
      if (!ack.is(Errno.EEXIST)) { // else another program has been faster
        settled(ack, "nftables");
        made(candidate, wanted);
        return;
      }
    }
    throw TableNames.allTaken(config.table());
  }

  private void made(String table, Set<VirtualDrop> drops) {
    if (!table.equals(config.table())) {
      log.info(
          "nftables table inet {} is another program's or agent's: this agent has inet {}",
          config.table(),
          table);
    }
    name = table;
    inside.clear();
    inside.addAll(drops);
  }

  private DropTableTerms terms(String table) {
    return new DropTableTerms(table, config.priority(), config.counters());
  }

  /** Follows a changed configuration of the table, without a moment in which nothing is dropped. */
  void follow(FirewallConfig next) {
    if (next.equals(config)) {
      return;
    }
    boolean renamed = !next.table().equals(config.table());
    config = next;
    var before = name;
    if (before == null) {
      return;
    }
    attempt(
        ACCEPTED,
        () -> {
          if (renamed) {
            make(List.copyOf(inside));
            kernel.get().delete(before);
          } else {
            settled(kernel.get().replace(terms(before), keys(inside)), "nftables");
          }
          return Set.of();
        });
  }

  // ---- The addresses ----

  @Override
  public Set<VirtualDrop> put(List<VirtualDrop> wanted) {
    var missing = new LinkedHashSet<>(wanted);
    missing.removeAll(inside);
    if (missing.isEmpty()) {
      return missing;
    }
    return attempt(
            ACCEPTED,
            () -> {
              var table = name;
              if (table == null) {
                make(missing);
              } else {
                var ack = kernel.get().add(table, keys(missing));
                if (ack.is(Errno.ENOENT)) {
                  restore(missing);
                } else {
                  settled(ack, "nftables");
                  inside.addAll(missing);
                }
              }
              return missing;
            })
        .orElse(Set.of());
  }

  /** Creates the table again, which another program removed or changed. */
  private void restore(Collection<VirtualDrop> more) {
    var all = new LinkedHashSet<>(inside);
    all.addAll(more);
    var table = name;
    name = null;
    boolean foreign =
        kernel.get().tables().stream().anyMatch(one -> one.name().equals(table) && !one.marked());
    if (table == null || foreign) {
      make(all);
    } else {
      name = table;
      settled(kernel.get().replace(terms(table), keys(all)), "nftables");
      made(table, all);
    }
    if (LogBudget.OTHERS.admits("nftables table restored")) {
      log.warn(
          "nftables table inet {} was removed or changed by another program: restored, with {}"
              + " addresses",
          name,
          all.size());
    }
  }

  @Override
  public List<VirtualDrop> remove(List<VirtualDrop> unwanted) {
    var present = new LinkedHashSet<>(unwanted);
    present.retainAll(inside);
    var table = name;
    if (table == null || present.isEmpty()) {
      return List.of();
    }
    var removed =
        attempt(
            DROPPED,
            () -> {
              var ack = kernel.get().remove(table, keys(present));
              if (ack.is(Errno.ENOENT)) {
                inside.removeAll(present);
                restore(List.of());
              } else {
                settled(ack, "nftables");
                inside.removeAll(present);
              }
              return present;
            });
    return removed.isPresent() ? List.of() : List.copyOf(present);
  }

  /**
   * Compares the table with the kernel's, and restores it if another program removed or changed it.
   *
   * @param wanted the drops of all masters
   * @return the drops that were missing
   */
  Set<VirtualDrop> verify(List<VirtualDrop> wanted) {
    var table = name;
    if (table == null) {
      put(wanted);
      return Set.of();
    }
    var missing =
        attempt(
            ACCEPTED,
            () -> {
              var contents = kernel.get().contents(table);
              var there = contents.map(one -> one.addresses()).orElse(Set.of());
              var gone = new LinkedHashSet<>(inside);
              gone.removeIf(one -> there.contains(key(one)));
              boolean whole = contents.isPresent() && contents.get().hasRules();
              if (!whole || !gone.isEmpty() || there.size() != inside.size()) {
                restore(List.of());
              }
              return gone;
            });
    put(wanted);
    return missing.orElse(Set.of());
  }

  private static DroppedAddress key(VirtualDrop drop) {
    return new DroppedAddress(drop.address(), drop.interfaceName());
  }

  private static List<DroppedAddress> keys(Collection<VirtualDrop> drops) {
    return drops.stream().map(DropTable::key).toList();
  }

  // ---- Refusals ----

  private static void settled(Ack ack, String operation) {
    if (!ack.isDone()) {
      throw ack.failure(operation);
    }
  }

  /** Runs a task; empty if the kernel refuses or does not answer, which is then reported. */
  private Optional<Set<VirtualDrop>> attempt(String consequence, Supplier<Set<VirtualDrop>> task) {
    try {
      var result = task.get();
      refusals.settled(TABLE);
      return Optional.of(result);
    } catch (LinuxException refused) {
      refusals.refused(TABLE, consequence + ": " + refused.getMessage() + wayOut(refused));
      return Optional.empty();
    }
  }

  private static String wayOut(LinuxException refused) {
    boolean missing =
        Stream.of(Errno.EOPNOTSUPP, Errno.EPROTONOSUPPORT, Errno.EAFNOSUPPORT)
            .anyMatch(refused::is);
    return missing ? ". Load the module nf_tables, or use a kernel with CONFIG_NF_TABLES_INET" : "";
  }

  @Override
  public Set<VirtualDrop> present(List<VirtualDrop> candidates) {
    var present = new HashSet<>(candidates);
    present.retainAll(inside);
    return present;
  }

  @Override
  public boolean isHeld(VirtualDrop object) {
    return inside.contains(object);
  }

  @Override
  public Optional<String> refusal(VirtualDrop object) {
    return inside.contains(object) ? Optional.empty() : refusals.reason(TABLE);
  }

  /**
   * Removes the tables that a dead agent left.
   *
   * @param record the texts in its state file
   * @param alone whether no other agent can have made a table
   * @return the number of removed tables
   */
  static int release(Supplier<NftKernel> kernel, List<String> record, boolean alone) {
    if (record.stream().noneMatch(text -> text.startsWith(RECORDED))) {
      return 0;
    }
    int removed = 0;
    try (var open = kernel.get()) {
      for (var table : open.tables()) {
        if (table.marked() && (alone || record.contains(text(table.name())))) {
          removed += open.delete(table.name()).isDone() ? 1 : 0;
        }
      }
    }
    return removed;
  }
}
