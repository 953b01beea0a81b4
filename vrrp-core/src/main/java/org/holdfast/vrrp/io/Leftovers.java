package org.holdfast.vrrp.io;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.holdfast.linux.route.ChangeOutcome;
import org.holdfast.linux.route.LinkAddress;
import org.holdfast.linux.route.RouteKernel;
import org.holdfast.vrrp.Holdings;
import org.holdfast.vrrp.VirtualAddress;
import org.holdfast.vrrp.VirtualObject;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes objects that earlier runs of this agent left in the kernel and that the present
 * configuration does not name: those listed in the state file, and those with our mark if no other
 * agent of this network namespace can have added them. Owned by the kernel loop.
 */
final class Leftovers {

  private static final Logger log = LoggerFactory.getLogger(Leftovers.class);

  /** The priority of the router that owns the addresses (RFC 9568): they are the host's own. */
  private static final int OWNER = 255;

  private final KernelTables kernel;
  private final KernelObjects objects;
  private final Ownership ownership;

  Leftovers(KernelTables kernel, KernelObjects objects, Ownership ownership) {
    this.kernel = kernel;
    this.objects = objects;
    this.ownership = ownership;
  }

  /**
   * Removes leftover objects that are not among {@code wanted}.
   *
   * @param alone whether no other agent runs in this network namespace
   * @return whether nothing is left
   */
  boolean clear(List<Holdings> wanted, boolean alone) {
    var wantedTexts =
        wanted.stream()
            .flatMap(holdings -> KernelRecords.texts(holdings).stream())
            .collect(Collectors.toSet());
    var earlier = ownership.earlier();
    boolean gone =
        clear(objects.rules, wanted.stream().flatMap(one -> one.rules().stream()), alone);
    gone &= clear(objects.routes, wanted.stream().flatMap(one -> one.routes().stream()), alone);
    var addresses = kernel.everyAddress();
    gone &= addresses.whole(); // otherwise the next attempt continues
    for (var address : addresses.entries()) {
      var text = kernel.textOf(address);
      if (!wantedTexts.contains(text) && isLeft(address, text, alone)) {
        gone &= removed(text, kernel.delete(address));
      }
    }
    if (gone) {
      ownership.settled(earlier.stream().filter(text -> !wantedTexts.contains(text)).toList());
    }
    return gone;
  }

  /**
   * Returns the objects of an instance that has not been master yet which an earlier run, or
   * keepalived, left.
   */
  List<VirtualObject> of(Holding holding) {
    objects.rules.removeOfKeepalived(holding.holdings().rules());
    objects.routes.removeOfKeepalived(holding.holdings().routes());
    var present = kernel.present(holding.addresses().stream());
    boolean owner = !holding.isStatic() && holding.config().election().priority() == OWNER;
    var left = new ArrayList<VirtualObject>();
    for (var address : holding.addresses()) {
      var found = kernel.find(address, present);
      if (found.isEmpty()) {
        continue;
      }
      if (ownership.isOurs(address.toString(), found.get())) {
        left.add(address);
      } else if (!owner && looksLeftBehind(address, found.get())) {
        log.info(
            "({}) {} is present, as a killed keepalived leaves it, and this router is not master:"
                + " removing it",
            holding.name(),
            address);
        left.add(address);
      } else {
        log.warn("{} is present, and another program has added it: it is left alone", address);
      }
    }
    left.addAll(holding.links());
    left.addAll(holding.drops());
    left.addAll(holding.companions());
    return left;
  }

  private boolean looksLeftBehind(VirtualAddress address, LinkAddress present) {
    return !kernel.isLoopback(present.link())
        && kernel
            .record(address)
            .filter(one -> KernelRecords.looksLeftBehind(one, present, address.interfaceName()))
            .isPresent();
  }

  private <T extends VirtualObject, R> boolean clear(
      MarkedTable<T, R> table, Stream<T> wanted, boolean alone) {
    var found = table.unwanted(wanted);
    boolean gone = found.whole(); // a table that changed meanwhile may have more
    for (var one : found.entries()) {
      if (alone || ownership.earlier().contains(table.text(one))) {
        gone &= removed(table.name(one), table.deleteFound(one));
      }
    }
    return gone;
  }

  private boolean isLeft(LinkAddress address, String text, boolean alone) {
    if (address.protocol() == RouteKernel.PROTOCOL) {
      return alone || ownership.earlier().contains(text);
    }
    // An unmarked address matches by its text only, which is not enough on the loopback link.
    return !kernel.isLoopback(address.link()) && ownership.isOfEarlierRun(text, address);
  }

  private static boolean removed(String what, ChangeOutcome outcome) {
    log.info("removing {}, which an earlier run of this agent left", what);
    return outcome instanceof ChangeOutcome.Settled;
  }
}
