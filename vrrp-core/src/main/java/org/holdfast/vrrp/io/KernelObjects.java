package org.holdfast.vrrp.io;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.holdfast.linux.route.RouteKernel;
import org.holdfast.vrrp.VirtualObject;
import org.jspecify.annotations.Nullable;

/**
 * All kinds of kernel objects as one: each object goes to the table of its kind. Objects are added
 * in the order of the tables, as routes need addresses, and removed in the reverse order. Owned by
 * the kernel loop.
 */
final class KernelObjects {

  final AddressPlacer addresses;
  final RouteTable routes;
  final RuleTable rules;

  /** One for each kind, those that others need first. */
  private final List<ObjectTable<?>> tables;

  KernelObjects(
      RouteKernel kernel, KernelTables links, Ownership ownership, KernelRefusals refusals) {
    addresses = new AddressPlacer(links, ownership, refusals);
    routes = new RouteTable(kernel, links, refusals);
    rules = new RuleTable(kernel, refusals);
    tables = List.of(addresses, routes, rules);
  }

  /**
   * Adds objects, and replaces those of ours that are there in another form.
   *
   * @return those that were not there before
   */
  Set<VirtualObject> put(Collection<? extends VirtualObject> wanted) {
    var fresh = new LinkedHashSet<VirtualObject>();
    tables.forEach(table -> put(table, wanted, fresh));
    return fresh;
  }

  private static <T extends VirtualObject> void put(
      ObjectTable<T> table, Collection<? extends VirtualObject> wanted, Set<VirtualObject> fresh) {
    var some = ofKind(table, wanted);
    if (!some.isEmpty()) {
      fresh.addAll(table.put(some));
    }
  }

  /** As {@link #put}, for objects that may have gone; what is there stays as it is. */
  Set<VirtualObject> putBack(Collection<? extends VirtualObject> wanted) {
    var fresh = new LinkedHashSet<VirtualObject>();
    tables.forEach(table -> putBack(table, wanted, fresh));
    return fresh;
  }

  private static <T extends VirtualObject> void putBack(
      ObjectTable<T> table, Collection<? extends VirtualObject> wanted, Set<VirtualObject> fresh) {
    var some = ofKind(table, wanted);
    if (!some.isEmpty()) {
      fresh.addAll(table.putBack(some));
    }
  }

  /**
   * Removes objects.
   *
   * @return those that the kernel would not remove
   */
  List<VirtualObject> remove(Collection<? extends VirtualObject> unwanted) {
    var left = new ArrayList<VirtualObject>();
    tables.reversed().forEach(table -> remove(table, unwanted, left));
    return left;
  }

  private static <T extends VirtualObject> void remove(
      ObjectTable<T> table,
      Collection<? extends VirtualObject> unwanted,
      List<VirtualObject> left) {
    var some = ofKind(table, unwanted);
    if (!some.isEmpty()) {
      left.addAll(table.remove(some));
    }
  }

  /** Asks the kernel which of these are there, ready for use. */
  Predicate<VirtualObject> present(Collection<? extends VirtualObject> asked) {
    Map<Class<?>, Predicate<VirtualObject>> byKind = new HashMap<>();
    tables.forEach(table -> byKind.put(table.kind(), present(table, asked)));
    return object -> byKind.getOrDefault(object.getClass(), _ -> false).test(object);
  }

  private static <T extends VirtualObject> Predicate<VirtualObject> present(
      ObjectTable<T> table, Collection<? extends VirtualObject> asked) {
    var some = ofKind(table, asked);
    if (some.isEmpty()) {
      return object -> false;
    }
    var present = table.present(some);
    return object -> present.test(table.kind().cast(object));
  }

  /** Whether this process has put it there, or has found it there as its own. */
  boolean isHeld(VirtualObject object) {
    return tables.stream().anyMatch(table -> isHeld(table, object));
  }

  private static <T extends VirtualObject> boolean isHeld(
      ObjectTable<T> table, VirtualObject object) {
    return table.kind().isInstance(object) && table.isHeld(table.kind().cast(object));
  }

  /** Whether it is there by the hand of another program, and so is not ours to remove. */
  boolean isForeign(VirtualObject object) {
    return tables.stream().anyMatch(table -> isForeign(table, object));
  }

  private static <T extends VirtualObject> boolean isForeign(
      ObjectTable<T> table, VirtualObject object) {
    return table.kind().isInstance(object) && table.isForeign(table.kind().cast(object));
  }

  /** Why it could not be added, in words; null when it was not refused. */
  @Nullable String refusal(VirtualObject object) {
    for (var table : tables) {
      if (table.kind().isInstance(object)) {
        return refusal(table, object);
      }
    }
    return null;
  }

  private static <T extends VirtualObject> @Nullable String refusal(
      ObjectTable<T> table, VirtualObject object) {
    return table.refusal(table.kind().cast(object));
  }

  private static <T extends VirtualObject> List<T> ofKind(
      ObjectTable<T> table, Collection<? extends VirtualObject> objects) {
    return objects.stream()
        .filter(table.kind()::isInstance)
        .map(object -> table.kind().cast(object))
        .toList();
  }
}
