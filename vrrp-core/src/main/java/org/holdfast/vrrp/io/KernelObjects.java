package org.holdfast.vrrp.io;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.holdfast.linux.route.RouteKernel;
import org.holdfast.vrrp.VirtualAddress;
import org.holdfast.vrrp.VirtualObject;
import org.holdfast.vrrp.VirtualRoute;
import org.holdfast.vrrp.VirtualRule;
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

  /** What a table does with objects of its kind, such as {@code ObjectTable::put}. */
  private interface Operation {
    <T extends VirtualObject> Collection<T> on(ObjectTable<T> table, List<T> objects);
  }

  /** What a table says of one object of its kind, such as {@code ObjectTable::isHeld}. */
  private interface Question<R> {
    <T extends VirtualObject> R to(ObjectTable<T> table, T object);
  }

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
    return each(tables, ObjectTable::put, wanted);
  }

  /** As {@link #put}, for objects that may have gone; what is there stays as it is. */
  Set<VirtualObject> putBack(Collection<? extends VirtualObject> wanted) {
    return each(tables, ObjectTable::putBack, wanted);
  }

  /**
   * Removes objects.
   *
   * @return those that the kernel would not remove
   */
  Set<VirtualObject> remove(Collection<? extends VirtualObject> unwanted) {
    return each(tables.reversed(), ObjectTable::remove, unwanted);
  }

  /** Asks the kernel which of these are there, ready for use. */
  Predicate<VirtualObject> present(Collection<? extends VirtualObject> asked) {
    return each(tables, ObjectTable::present, asked)::contains;
  }

  /** Whether this process has put it there, or has found it there as its own. */
  boolean isHeld(VirtualObject object) {
    return ask(ObjectTable::isHeld, object);
  }

  /** Whether it is there by the hand of another program, and so is not ours to remove. */
  boolean isForeign(VirtualObject object) {
    return ask(ObjectTable::isForeign, object);
  }

  /** Why it could not be added, in words; null when it was not refused. */
  @Nullable String refusal(VirtualObject object) {
    return ask(ObjectTable::refusal, object).orElse(null);
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

  private <R> R ask(Question<R> question, VirtualObject object) {
    return switch (object) {
      case VirtualAddress address -> question.to(addresses, address);
      case VirtualRoute route -> question.to(routes, route);
      case VirtualRule rule -> question.to(rules, rule);
    };
  }
}
