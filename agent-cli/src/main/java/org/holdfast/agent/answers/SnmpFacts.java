package org.holdfast.agent.answers;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.holdfast.agent.cli.Version;
import org.holdfast.agent.config.AgentConfig;
import org.holdfast.agent.orders.OrderService;
import org.holdfast.agent.orders.WeightOrders;
import org.holdfast.agent.services.SetTerms;
import org.holdfast.agent.snmp.SnmpEvents;
import org.holdfast.agent.snmp.SnmpSource;
import org.holdfast.agent.snmp.mib.MibFacts;
import org.holdfast.agent.snmp.mib.Setting;
import org.holdfast.health.Intervention;
import org.holdfast.health.run.CheckStates;
import org.holdfast.linux.route.RouteKernel;
import org.holdfast.time.NanoClock;
import org.holdfast.vrrp.Holdings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The agent for SNMP: facts from the snapshot that all requests share, and its settings. */
public final class SnmpFacts implements SnmpSource {

  private static final Logger log = LoggerFactory.getLogger(SnmpFacts.class);

  private final Supplier<CompletableFuture<Snapshot>> snapshots;
  private final Supplier<CheckStates> checks;
  private final OrderService orders;
  private final SetTerms terms;
  private final SnmpEvents events;

  /**
   * @param snapshots shared by all requests
   * @param checks the state of every check
   */
  public SnmpFacts(
      Supplier<CompletableFuture<Snapshot>> snapshots,
      Supplier<CheckStates> checks,
      OrderService orders,
      SetTerms terms,
      SnmpEvents events) {
    this.snapshots = snapshots;
    this.checks = checks;
    this.orders = orders;
    this.terms = terms;
    this.events = events;
  }

  @Override
  public CompletableFuture<MibFacts> ask() {
    return snapshots.get().thenCompose(snapshot -> snapshot.once("snmp", () -> factsOf(snapshot)));
  }

  private MibFacts factsOf(Snapshot snapshot) {
    var states = new HashMap<String, String>();
    checks
        .get()
        .states()
        .forEach(check -> states.put(check.spec().probe().words(), check.verdict().word()));
    return new MibFacts(
        Version.current(),
        snapshot.config(),
        snapshot.instances(),
        snapshot.statics().objects(),
        snapshot.pools(),
        snapshot.table(),
        snapshot.scripts(),
        snapshot.sessions(),
        states,
        weights(),
        terms.preempts(),
        events.pasts(),
        links(snapshot.config()));
  }

  private Map<String, Map<String, Integer>> weights() {
    var weights = new HashMap<String, Map<String, Integer>>();
    orders
        .interventions()
        .forEach((service, servers) ->
            servers.forEach((server, intervention) -> {
              if (intervention instanceof Intervention.Weight(int weight)) {
                weights.computeIfAbsent(service, _ -> new HashMap<>()).put(server, weight);
              }
            }));
    return weights;
  }

  /** Returns the links that instances name, and those of addresses and routes. */
  private static Map<String, MibFacts.Link> links(AgentConfig config) {
    var links = new HashMap<String, MibFacts.Link>();
    var names = new LinkedHashSet<String>();
    var holdings = new ArrayList<Holdings>();
    holdings.add(config.vrrp().statics().holdings());
    for (var instance : config.vrrp().instances()) {
      names.add(instance.interfaceName());
      holdings.add(instance.holdings());
    }
    for (var held : holdings) {
      held.all().forEach(address -> names.add(address.interfaceName()));
      held.routes().forEach(route -> names.addAll(route.interfaceNames()));
    }
    if (names.isEmpty()) {
      return links;
    }
    try (var kernel = RouteKernel.open(NanoClock.system())) {
      for (var name : names) {
        kernel
            .link(name)
            .ifPresent(link ->
                links.put(
                    name,
                    new MibFacts.Link(
                        link.index(),
                        link.mac().isPresent()
                            ? String.format(Locale.ROOT, "%012x", link.mac().getAsLong())
                            : "")));
      }
    }
    return links;
  }

  @Override
  public CompletableFuture<Void> apply(Setting setting) {
    return switch (setting) {
      case Setting.Priority(String instance, int priority, int before) -> {
        log.info("({}) priority {}, set by SNMP; it was {}", instance, priority, before);
        yield done(terms.setPriority(instance, priority), instance);
      }
      case Setting.Preempt(String instance, boolean preempt, _) -> {
        log.info("({}) {}, set by SNMP", instance, preempt ? "preempts" : "does not preempt");
        yield done(terms.setPreempt(instance, preempt), instance);
      }
      case Setting.Weight(String service, String server, int weight, _) ->
          new WeightOrders(orders).set(service, server, weight, "SNMP");
    };
  }

  private static CompletableFuture<Void> done(boolean there, String instance) {
    return there
        ? CompletableFuture.completedFuture(null)
        : CompletableFuture.failedFuture(
            new IllegalStateException("no instance is called " + instance));
  }
}
