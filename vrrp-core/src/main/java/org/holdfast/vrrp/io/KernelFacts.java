package org.holdfast.vrrp.io;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.holdfast.vrrp.VirtualAddress;
import org.holdfast.vrrp.VirtualDrop;
import org.holdfast.vrrp.VirtualLink;
import org.holdfast.vrrp.VirtualObject;
import org.holdfast.vrrp.VirtualRoute;
import org.holdfast.vrrp.VirtualRule;
import org.holdfast.vrrp.io.InstanceStatus.AddressStatus;
import org.holdfast.vrrp.io.InstanceStatus.ObjectStatus;

/**
 * Adds the kernel's facts to the instances' statuses for a status report. Queries the kernel about
 * one link, or processes a bounded number of instances, in one turn of the kernel loop, so that a
 * report about thousands of instances does not delay a takeover. Owned by the kernel loop.
 */
final class KernelFacts {

  static final int AT_ONE_TURN = 64;

  private final Executor loop;
  private final AddressKeeper keeper;
  private final Function<InstanceId, TakeoverTimes> takeovers;

  /**
   * @param loop runs a task on the kernel loop after the tasks already waiting
   */
  KernelFacts(Executor loop, AddressKeeper keeper, Function<InstanceId, TakeoverTimes> takeovers) {
    this.loop = loop;
    this.keeper = keeper;
    this.takeovers = takeovers;
  }

  /**
   * Returns the same statuses with the kernel's facts added, in the same order. May be called from
   * any thread.
   */
  CompletableFuture<List<InstanceStatus>> of(Map<InstanceId, InstanceStatus> statuses) {
    var report = new Report();
    loop.execute(() -> report.step(() -> report.begin(statuses)));
    return report.done;
  }

  /** Returns the static objects as the kernel has them. Called on the kernel loop. */
  StaticStatus statics() {
    var holding = keeper.statics();
    var objects = keeper.staticConfig().objects();
    var present = keeper.objects().present(objects);
    var restored = new TreeMap<String, Long>();
    var statuses = new ArrayList<ObjectStatus>();
    for (var object : objects) {
      restored.put(object.kind(), holding.restored(object.kind()));
      statuses.add(status(object, holding.wanted, present.test(object)));
    }
    return new StaticStatus(statuses, restored);
  }

  private ObjectStatus status(VirtualObject object, boolean wanted, boolean found) {
    boolean letGo = isLetGo(object, wanted, found);
    return new ObjectStatus(
        object.kind(),
        object.words(),
        wanted && !letGo,
        found,
        letGo,
        keeper.objects().refusal(object));
  }

  private boolean isLetGo(VirtualObject object, boolean wanted, boolean found) {
    return wanted && !found && keeper.objects().isLetGo(object);
  }

  private AddressStatus status(
      VirtualAddress address, boolean advertised, boolean wanted, boolean found) {
    boolean letGo = isLetGo(address, wanted, found);
    return new AddressStatus(
        address.prefix().toString(),
        address.interfaceName(),
        advertised,
        wanted && !letGo,
        found,
        letGo,
        keeper.objects().refusal(address));
  }

  /** One report in progress. */
  private final class Report {
    final CompletableFuture<List<InstanceStatus>> done = new CompletableFuture<>();
    private final Queue<Runnable> steps = new ArrayDeque<>();
    private final Map<String, Predicate<VirtualObject>> addresses = new HashMap<>();
    private final List<InstanceStatus> completed = new ArrayList<>();
    private Predicate<VirtualObject> companions = object -> false;

    private record Pair(InstanceStatus status, Holding holding) {}

    void step(Runnable task) {
      try {
        task.run();
        var next = steps.poll();
        if (next == null) {
          done.complete(List.copyOf(completed));
        } else {
          loop.execute(() -> step(next));
        }
      } catch (RuntimeException failure) {
        done.completeExceptionally(failure);
      }
    }

    void begin(Map<InstanceId, InstanceStatus> statuses) {
      var pairs = new ArrayList<Pair>();
      statuses.forEach(
          (instance, status) -> pairs.add(new Pair(status, keeper.book().get(instance))));
      var byLink =
          pairs.stream()
              .flatMap(pair -> pair.holding().addresses().stream())
              .collect(
                  Collectors.groupingBy(
                      VirtualAddress::interfaceName, LinkedHashMap::new, Collectors.toList()));
      byLink.forEach(
          (link, some) -> steps.add(() -> addresses.put(link, keeper.objects().present(some))));
      var others = pairs.stream().flatMap(pair -> others(pair.holding()).stream()).toList();
      steps.add(() -> companions = keeper.objects().present(others));
      for (int from = 0; from < pairs.size(); from += AT_ONE_TURN) {
        var some = pairs.subList(from, Math.min(from + AT_ONE_TURN, pairs.size()));
        steps.add(() -> some.forEach(pair -> completed.add(withFacts(pair))));
      }
    }

    private InstanceStatus withFacts(Pair pair) {
      var status = pair.status();
      var holding = pair.holding();
      boolean wanted = status.holdsAddresses();
      var advertised = Set.copyOf(holding.holdings().advertised());
      var restored = new TreeMap<String, Long>();
      for (var kind : List.of(VirtualRoute.KIND, VirtualRule.KIND)) {
        restored.put(kind, holding.restored(kind));
      }
      if (!holding.links().isEmpty()) {
        restored.put(VirtualLink.KIND, holding.restored(VirtualLink.KIND));
      }
      ofLinks(holding)
          .forEach(
              own -> restored.merge(own.kind(), keeper.statics().restoredOfLink(own), Long::sum));
      if (!holding.drops().isEmpty()) {
        restored.put(VirtualDrop.KIND, holding.restored(VirtualDrop.KIND));
      }
      return status.withKernelFacts(
          holding.addresses().stream()
              .map(address ->
                  status(address, advertised.contains(address), wanted, isPresent(address)))
              .toList(),
          others(holding).stream()
              .map(object -> status(object, wanted || isKept(object), companions.test(object)))
              .toList(),
          holding.campaign.sent(),
          holding.restored(VirtualAddress.KIND),
          restored,
          takeovers.apply(holding.instance).status(holding.campaign));
    }

    private List<VirtualObject> others(Holding holding) {
      var others = new ArrayList<VirtualObject>(holding.links());
      others.addAll(ofLinks(holding));
      others.addAll(holding.drops());
      others.addAll(holding.companions());
      return others;
    }

    /** Returns the addresses that the instance's links have of their own. */
    private List<VirtualAddress> ofLinks(Holding holding) {
      return holding.links().stream()
          .flatMap(link -> keeper.staticConfig().ownOf(link).stream())
          .toList();
    }

    /** Whether the instance has the object in every state. */
    private boolean isKept(VirtualObject object) {
      var statics = keeper.statics();
      return statics.wanted
          && (object instanceof VirtualLink || object instanceof VirtualAddress)
          && statics.has(object);
    }

    /**
     * Whether the address was present when its link was queried; false for an address configured
     * since then.
     */
    private boolean isPresent(VirtualAddress address) {
      return addresses.getOrDefault(address.interfaceName(), _ -> false).test(address);
    }
  }
}
