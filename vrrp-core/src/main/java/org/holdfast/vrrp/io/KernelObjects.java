package org.holdfast.vrrp.io;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.holdfast.linux.route.RouteKernel;
import org.holdfast.vrrp.VirtualAddress;
import org.holdfast.vrrp.VirtualDrop;
import org.holdfast.vrrp.VirtualLink;
import org.holdfast.vrrp.VirtualObject;
import org.holdfast.vrrp.VirtualRoute;
import org.holdfast.vrrp.VirtualRule;
import org.jspecify.annotations.Nullable;

/**
 * All kinds of kernel objects behind one interface: each object is passed to the table of its kind.
 * Objects are added in the order of the tables, because addresses need links and drops, and routes
 * need addresses, and removed in the reverse order. Owned by the kernel loop.
 */
final class KernelObjects {

  final LinkTable links;
  final DropTable drops;
  final AddressPlacer addresses;
  final RouteTable routes;
  final RuleTable rules;

  /** One table for each kind, in the order of adding. */
  private final List<ObjectTable<?>> tables;

  /** An operation of a table on objects of its kind, such as {@code ObjectTable::put}. */
  private interface Operation {
    <T extends VirtualObject> Collection<T> on(ObjectTable<T> table, List<T> objects);
  }

  /** A query to a table about one object of its kind, such as {@code ObjectTable::isHeld}. */
  private interface Query<R> {
    <T extends VirtualObject> R to(ObjectTable<T> table, T object);
  }

  /**
   * @param recording as in {@link LinkTable}
   */
  KernelObjects(
      RouteKernel kernel,
      KernelTables present,
      Ownership ownership,
      KernelRefusals refusals,
      DropTable drops,
      Runnable recording) {
    links = new LinkTable(kernel, present, refusals, ownership.earlier(), recording);
    this.drops = drops;
    addresses = new AddressPlacer(present, ownership, refusals);
    Predicate<String> recorded = text -> ownership.earlier().contains(text);
    routes = new RouteTable(kernel, present, refusals, ownership.earlier(), recorded);
    rules = new RuleTable(kernel, refusals, recorded);
    tables = List.of(links, drops, addresses, routes, rules);
  }

  /**
   * Adds objects, and replaces our own objects that are present with other properties.
   *
   * @return the objects that were not present before
   */
  Set<VirtualObject> put(Collection<? extends VirtualObject> wanted) {
    return withoutForeignDrops(wanted, each(tables, ObjectTable::put, wanted));
  }

  /**
   * Removes the drops of addresses that are the host's own: packets to them are accepted. Only
   * adding an address tells that it is another program's.
   */
  private Set<VirtualObject> withoutForeignDrops(
      Collection<? extends VirtualObject> wanted, Set<VirtualObject> fresh) {
    var foreign =
        wanted.stream()
            .filter(VirtualAddress.class::isInstance)
            .map(VirtualAddress.class::cast)
            .filter(addresses::isForeign)
            .map(VirtualDrop::of)
            .filter(wanted::contains)
            .toList();
    drops.remove(foreign);
    fresh.removeAll(Set.copyOf(foreign));
    return fresh;
  }

  /**
   * Adds objects that may have been removed; like {@link #put}, but leaves objects alone that are
   * present.
   */
  Set<VirtualObject> putBack(Collection<? extends VirtualObject> wanted) {
    return each(tables, ObjectTable::putBack, wanted);
  }

  /**
   * Removes objects.
   *
   * @return the objects that the kernel would not remove
   */
  Set<VirtualObject> remove(Collection<? extends VirtualObject> unwanted) {
    var afterDrops = tables.subList(tables.indexOf(drops) + 1, tables.size());
    var left = each(afterDrops.reversed(), ObjectTable::remove, unwanted);
    var needed = dropsOf(left);
    var removable = unwanted.stream().filter(object -> !needed.contains(object)).toList();
    left.addAll(onItsKind(drops, ObjectTable::remove, removable));
    unwanted.stream().filter(needed::contains).forEach(left::add);
    left.addAll(onItsKind(links, ObjectTable::remove, unwanted));
    return left;
  }

  /** Returns the drops of addresses that are still present. */
  private static Set<VirtualDrop> dropsOf(Collection<VirtualObject> left) {
    return left.stream()
        .filter(VirtualAddress.class::isInstance)
        .map(address -> VirtualDrop.of((VirtualAddress) address))
        .collect(Collectors.toSet());
  }

  /** Returns the objects that are present and usable according to the kernel. */
  Predicate<VirtualObject> present(Collection<? extends VirtualObject> candidates) {
    return each(tables, ObjectTable::present, candidates)::contains;
  }

  /** Whether this process has added the object, or has found it present as its own. */
  boolean isHeld(VirtualObject object) {
    return query(ObjectTable::isHeld, object);
  }

  /**
   * Whether the object, if it is missing, is not put back: it is not tracked, and this process has
   * added it, so that another program has removed it. An address with duplicate address detection
   * is also missing while another host has it, and is added again then.
   */
  boolean isLetGo(VirtualObject object) {
    boolean isDetecting =
        object instanceof VirtualAddress address && address.duplicateAddressDetection();
    return !object.tracked() && !isDetecting && isHeld(object);
  }

  /** Whether another program added the object, so that this agent must not remove it. */
  boolean isForeign(VirtualObject object) {
    return query(ObjectTable::isForeign, object);
  }

  /** Returns the reason why the kernel refused to add the object; null if it did not. */
  @Nullable String refusal(VirtualObject object) {
    return query(ObjectTable::refusal, object).orElse(null);
  }

  private static Set<VirtualObject> each(
      List<ObjectTable<?>> tables,
      Operation operation,
      Collection<? extends VirtualObject> objects) {
    var result = new LinkedHashSet<VirtualObject>();
    tables.forEach(table -> result.addAll(onItsKind(table, operation, objects)));
    return result;
  }

  private static <T extends VirtualObject> Collection<T> onItsKind(
      ObjectTable<T> table, Operation operation, Collection<? extends VirtualObject> objects) {
    var some = new ArrayList<T>();
    for (var object : objects) {
      if (table.kind().isInstance(object)) {
        some.add(table.kind().cast(object));
      }
    }
    return some.isEmpty() ? some : operation.on(table, some);
  }

  private <R> R query(Query<R> query, VirtualObject object) {
    return switch (object) {
      case VirtualLink link -> query.to(links, link);
      case VirtualDrop drop -> query.to(drops, drop);
      case VirtualAddress address -> query.to(addresses, address);
      case VirtualRoute route -> query.to(routes, route);
      case VirtualRule rule -> query.to(rules, rule);
    };
  }
}
