package org.holdfast.vrrp.io;

import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;
import java.util.stream.Collectors;
import org.holdfast.linux.LogBudget;
import org.holdfast.linux.route.RouteRemoval;
import org.holdfast.vrrp.VirtualObject;
import org.holdfast.vrrp.VirtualRoute;
import org.holdfast.vrrp.VirtualRule;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Restores missing routes and rules of masters: at once when the kernel reports a removal, and when
 * they are periodically compared with the kernel's. If another program keeps removing them, repairs
 * are limited: each is followed by a pause of 200 ms, growing to 2 s while repairs continue, and
 * one turn of the loop does a bounded number of them. Owned by the kernel loop.
 */
final class RouteRepairs {

  private static final Logger log = LoggerFactory.getLogger(RouteRepairs.class);

  static final int AT_ONE_TURN = 64;
  static final long SHORTEST_PAUSE_MILLIS = 200;
  static final long LONGEST_PAUSE_MILLIS = 2_000;

  private final HoldingBook book;
  private final KernelObjects objects;
  private final Removals removals;
  private final AddressKeeper.Later later;
  private final SequencedSet<Doubt> doubts = new LinkedHashSet<>();
  private boolean doubtsAll;
  private boolean busy;
  private long pauseMillis = SHORTEST_PAUSE_MILLIS;

  /**
   * An object that may be missing.
   *
   * @param removed whether the kernel has reported its removal
   */
  private record Doubt(Holding holding, VirtualObject object, boolean removed) {
    boolean isWanted() {
      return holding.isServing() && holding.has(object);
    }

    /** Whether it is put back: an untracked object is only added if it never was. */
    boolean isOfInterest(KernelObjects objects) {
      return isWanted() && !objects.isLetGo(object);
    }
  }

  RouteRepairs(
      HoldingBook book, KernelObjects objects, Removals removals, AddressKeeper.Later later) {
    this.book = book;
    this.objects = objects;
    this.removals = removals;
    this.later = later;
  }

  /** Handles the notification of a removal, by this process or another program. */
  void removed(RouteRemoval removal) {
    forgetListed();
    for (var holding : book.serving()) {
      for (var object : holding.companions()) {
        if (concerns(removal, object)) {
          doubts.add(new Doubt(holding, object, true));
        }
      }
    }
    plan();
  }

  private static boolean concerns(RouteRemoval removal, VirtualObject object) {
    return switch (removal) {
      case RouteRemoval.OfRoute gone ->
          object instanceof VirtualRoute route
              && (int) route.table() == gone.table()
              && route.destination().equals(gone.destination());
      case RouteRemoval.OfRule gone ->
          object instanceof VirtualRule rule && KernelRecords.rule(rule).equals(gone.rule());
    };
  }

  /**
   * Checks all objects after an event that can remove them without a notification: a link or an
   * address was removed, a link has come up again, or notifications were lost.
   */
  void doubtAll() {
    forgetListed();
    doubtsAll = true;
    plan();
  }

  /**
   * Handles a new or changed address: objects that were refused for lack of it may be added now.
   */
  void addressChanged() {
    if (objects.routes.hasRefused() || objects.rules.hasRefused()) {
      doubtAll();
    }
  }

  private void forgetListed() {
    objects.routes.changed();
    objects.rules.changed();
  }

  /** Adds all objects again, which has no effect on present ones. Called periodically. */
  void verify() {
    repair(all());
  }

  private List<Doubt> all() {
    return book.serving().stream()
        .flatMap(holding ->
            holding.companions().stream().map(object -> new Doubt(holding, object, false)))
        .toList();
  }

  private void plan() {
    if (!busy && (doubtsAll || !doubts.isEmpty())) {
      busy = true;
      later.run(this::repairSome, 0);
    }
  }

  private void repairSome() {
    boolean more = false;
    try {
      if (doubtsAll) {
        doubtsAll = false;
        doubts.addAll(all());
      }
      var some = doubts.stream().limit(AT_ONE_TURN).toList();
      repair(some);
      some.forEach(doubts::remove); // only now, so that a lost reply leads to another attempt
      more = !doubts.isEmpty();
    } finally {
      if (more) {
        later.run(this::repairSome, 0);
      } else {
        later.run(this::rested, pauseMillis);
      }
    }
  }

  private void rested() {
    busy = false;
    boolean again = doubtsAll || !doubts.isEmpty();
    pauseMillis = again ? Math.min(2 * pauseMillis, LONGEST_PAUSE_MILLIS) : SHORTEST_PAUSE_MILLIS;
    plan();
  }

  private void repair(List<Doubt> some) {
    var wanted = some.stream().filter(doubt -> doubt.isOfInterest(objects)).toList();
    var missing = wanted.stream().map(Doubt::object).toList();
    var held = missing.stream().filter(objects::isHeld).collect(Collectors.toSet());
    // Only missing ones are counted: the report may be of a removal by this process.
    var back = new HashSet<>(objects.putBack(missing));
    for (var doubt : wanted) {
      if (back.remove(doubt.object())) {
        putBack(doubt, held.contains(doubt.object()));
      }
    }
  }

  private void putBack(Doubt doubt, boolean held) {
    var holding = doubt.holding();
    var object = doubt.object();
    var instance = holding.name();
    var what = object.kind() + " " + object.words();
    if (!held) {
      log.info("({}) {} has been added after earlier failures", instance, what);
    } else if (removals.areRecent()) {
      log.info("({}) {} was removed by the kernel with an address: put back", instance, what);
    } else {
      holding.restored(object);
      if (LogBudget.OTHERS.admits("routes and rules put back")) {
        log.warn(
            doubt.removed()
                ? "({}) {} was removed by another program: put back"
                : "({}) {} was missing: put back",
            instance,
            what);
      }
    }
  }
}
