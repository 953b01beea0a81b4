package org.holdfast.vrrp.io;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.holdfast.vrrp.VirtualAddress;
import org.holdfast.vrrp.VirtualObject;
import org.holdfast.vrrp.VirtualRoute;
import org.holdfast.vrrp.VirtualRule;
import org.holdfast.vrrp.io.InstanceStatus.AddressStatus;
import org.holdfast.vrrp.io.InstanceStatus.ObjectStatus;

/**
 * Puts the kernel's facts beside what instances believe, for a status report. It asks the kernel
 * about one link in a turn of the kernel loop, and looks at a bounded number of instances in a
 * turn, so that a takeover does not wait for a report of thousands. Owned by the kernel loop.
 */
final class Confrontation {

  static final int AT_ONE_TURN = 64;

  private final Executor loop;
  private final AddressKeeper keeper;
  private final Function<InstanceId, TakeoverTimes> takeovers;

  /**
   * @param loop runs a task on the kernel loop, after those that are waiting
   */
  Confrontation(
      Executor loop, AddressKeeper keeper, Function<InstanceId, TakeoverTimes> takeovers) {
    this.loop = loop;
    this.keeper = keeper;
    this.takeovers = takeovers;
  }

  /** The same beliefs with the kernel's facts beside them, in order. From any thread. */
  CompletableFuture<List<InstanceStatus>> of(Map<InstanceId, InstanceStatus> beliefs) {
    var report = new Report();
    loop.execute(() -> report.step(() -> report.begin(beliefs)));
    return report.done;
  }

  /** One report under way. */
  private final class Report {
    final CompletableFuture<List<InstanceStatus>> done = new CompletableFuture<>();
    private final Queue<Runnable> steps = new ArrayDeque<>();
    private final Map<String, Predicate<VirtualObject>> addresses = new HashMap<>();
    private final List<InstanceStatus> confronted = new ArrayList<>();
    private Predicate<VirtualObject> companions = object -> false;

    private record Pair(InstanceStatus belief, Holding holding) {}

    void step(Runnable task) {
      try {
        task.run();
        var next = steps.poll();
        if (next == null) {
          done.complete(List.copyOf(confronted));
        } else {
          loop.execute(() -> step(next));
        }
      } catch (RuntimeException failure) {
        done.completeExceptionally(failure);
      }
    }

    void begin(Map<InstanceId, InstanceStatus> beliefs) {
      var pairs = new ArrayList<Pair>();
      beliefs.forEach(
          (instance, belief) -> pairs.add(new Pair(belief, keeper.book().get(instance))));
      var byLink =
          pairs.stream()
              .flatMap(pair -> pair.holding().addresses().stream())
              .collect(
                  Collectors.groupingBy(
                      VirtualAddress::interfaceName, LinkedHashMap::new, Collectors.toList()));
      byLink.forEach(
          (link, some) -> steps.add(() -> addresses.put(link, keeper.objects().present(some))));
      var others = pairs.stream().flatMap(pair -> pair.holding().companions().stream()).toList();
      steps.add(() -> companions = keeper.objects().present(others));
      for (int from = 0; from < pairs.size(); from += AT_ONE_TURN) {
        var some = pairs.subList(from, Math.min(from + AT_ONE_TURN, pairs.size()));
        steps.add(() -> some.forEach(pair -> confronted.add(confront(pair))));
      }
    }

    private InstanceStatus confront(Pair pair) {
      var belief = pair.belief();
      var holding = pair.holding();
      boolean wanted = belief.holdsAddresses();
      var advertised = holding.holdings().advertised();
      var restored = new TreeMap<String, Long>();
      for (var kind : List.of(VirtualRoute.KIND, VirtualRule.KIND)) {
        restored.put(kind, holding.restored(kind));
      }
      return belief.confronted(
          holding.addresses().stream()
              .map(address ->
                  new AddressStatus(
                      address.prefix().toString(),
                      address.interfaceName(),
                      advertised.contains(address),
                      wanted,
                      isPresent(address),
                      keeper.objects().refusal(address)))
              .toList(),
          holding.companions().stream()
              .map(object ->
                  new ObjectStatus(
                      object.kind(),
                      object.words(),
                      wanted,
                      companions.test(object),
                      keeper.objects().refusal(object)))
              .toList(),
          holding.campaign.sent(),
          holding.restored(VirtualAddress.KIND),
          restored,
          takeovers.apply(holding.instance).status(holding.campaign));
    }

    /** An address that has been configured since the links were asked about is not there yet. */
    private boolean isPresent(VirtualAddress address) {
      return addresses.getOrDefault(address.interfaceName(), _ -> false).test(address);
    }
  }
}
