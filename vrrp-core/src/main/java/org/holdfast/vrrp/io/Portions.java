package org.holdfast.vrrp.io;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import org.holdfast.vrrp.VirtualAddress;
import org.holdfast.vrrp.VirtualDrop;
import org.holdfast.vrrp.VirtualLink;
import org.holdfast.vrrp.VirtualObject;
import org.holdfast.vrrp.VirtualRoute;
import org.holdfast.vrrp.VirtualRule;

/** Divides the objects of an instance into portions, one for each turn of the kernel loop. */
final class Portions {

  /** The addresses of a portion: one batch for the kernel, which takes some milliseconds. */
  static final int ADDRESSES = 64;

  private Portions() {}

  /**
   * Divides objects so that those of a portion need only those of earlier portions: the links are
   * in the first one, the drop of an address is with the address or before it, and routes and rules
   * are in the last one. Without more than {@link #ADDRESSES} addresses there is one portion.
   *
   * @return at least one portion
   */
  static List<List<VirtualObject>> of(List<? extends VirtualObject> objects) {
    var addresses = addresses(objects);
    if (addresses.size() <= ADDRESSES) {
      return List.of(List.copyOf(objects));
    }
    var first = new ArrayList<VirtualObject>();
    var drops = new LinkedHashSet<VirtualDrop>();
    var last = new ArrayList<VirtualObject>();
    for (var object : objects) {
      switch (object) {
        case VirtualLink link -> first.add(link);
        case VirtualDrop drop -> drops.add(drop);
        case VirtualAddress _ -> {}
        case VirtualRoute route -> last.add(route);
        case VirtualRule rule -> last.add(rule);
      }
    }
    var portions = new ArrayList<List<VirtualObject>>();
    for (int from = 0; from < addresses.size(); from += ADDRESSES) {
      var some = addresses.subList(from, Math.min(from + ADDRESSES, addresses.size()));
      var portion = new ArrayList<VirtualObject>();
      for (var address : some) {
        var drop = VirtualDrop.of(address);
        if (drops.remove(drop)) {
          portion.add(drop);
        }
      }
      portion.addAll(some);
      portions.add(portion);
    }
    first.addAll(drops); // of no address among these
    portions.getFirst().addAll(0, first);
    portions.getLast().addAll(last);
    return portions;
  }

  /** Returns the addresses among objects, in this order. */
  static List<VirtualAddress> addresses(List<? extends VirtualObject> objects) {
    return objects.stream()
        .filter(VirtualAddress.class::isInstance)
        .map(VirtualAddress.class::cast)
        .toList();
  }
}
