package org.holdfast.agent;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.holdfast.agent.answers.Snapshot;
import org.holdfast.agent.config.AgentConfig;
import org.holdfast.agent.control.ControlServer;
import org.holdfast.agent.events.Events;
import org.holdfast.agent.orders.EarlierOrders;
import org.holdfast.agent.orders.OrderBook;
import org.holdfast.agent.orders.OrderFile;
import org.holdfast.agent.orders.OrderService;
import org.holdfast.agent.orders.OrderTargets;
import org.holdfast.agent.publish.EventPublisher;
import org.holdfast.agent.publish.Hooks;
import org.holdfast.agent.publish.NewsAfterAddresses;
import org.holdfast.agent.publish.Notifications;
import org.holdfast.agent.publish.Scripts;
import org.holdfast.agent.publish.ServerCommands;
import org.holdfast.agent.publish.Webhooks;
import org.holdfast.agent.services.Bfd;
import org.holdfast.agent.services.IpvsAccess;
import org.holdfast.agent.services.LoadBalancer;
import org.holdfast.agent.services.PoolWiring;
import org.holdfast.agent.services.SetTerms;
import org.holdfast.agent.services.TrackWatches;
import org.holdfast.agent.snmp.SnmpEvents;
import org.holdfast.health.run.CheckService;
import org.holdfast.health.run.EarlierLife;
import org.holdfast.ipvs.ServiceKey;
import org.holdfast.ipvs.run.MarkRecord;
import org.holdfast.time.NanoClock;
import org.holdfast.vrrp.InstanceConfig;
import org.holdfast.vrrp.io.InstanceIds;
import org.holdfast.vrrp.io.LifeRecord;
import org.holdfast.vrrp.io.VrrpService;

/** The parts of a running agent. Opens, starts and ends them, and lists them for a reload. */
record Parts(
    Scripts scripts,
    Notifications notices,
    NewsAfterAddresses masters,
    Webhooks webhooks,
    Hooks hooks,
    LoadBalancer balancer,
    VrrpService vrrp,
    PoolWiring health,
    Bfd bfd,
    TrackWatches watches,
    OrderService orders,
    SnmpEvents snmpEvents,
    SetTerms setTerms) {

  /**
   * The parameters with which the parts of one agent are opened.
   *
   * @param life the record of the agent's instances, locked for this agent
   * @param ordersPath the file of the operator's orders
   */
  record Ground(LifeRecord life, Path ordersPath, Events events, NanoClock clock) {}

  /**
   * Opens all parts and wires them to each other. Instances send and listen at once; all other
   * parts wait for {@link #begin}.
   *
   * @param closing closes the parts. Receives each part as soon as it is open, so that a failure
   *     closes the parts opened before it. The parts that serve behind the addresses close after
   *     the addresses are released, because a master serves until then.
   * @throws Scripts.InsecureScriptException if script security refuses a command
   */
  static Parts open(AgentConfig config, Ground ground, Closing closing) {
    var clock = ground.clock();
    var events = ground.events();
    var tracks = new LateTracks();
    var scripts = new Scripts(config, Scripts.Opener.ofProcesses(clock), tracks);
    closing.add(scripts::close);
    var instances = new InstanceIds(config.vrrp().instances());
    var notices = Notifications.of(config, instances, scripts);
    closing.add(notices::close);
    var webhooks = Webhooks.following(events, config);
    closing.add(webhooks::close);
    var ordersPath = ground.ordersPath();
    var earlier = Files.exists(ordersPath) ? new EarlierOrders(ordersPath, config) : null;
    var snmpEvents = new SnmpEvents(config.snmp(), clock);
    var masters = new NewsAfterAddresses(config, notices);
    var publisher =
        new EventPublisher(events, masters.andThen(snmpEvents), snmpEvents::poolChanged);
    var hooks = new Hooks(config, scripts);
    var balancer =
        new LoadBalancer(
            config,
            instances,
            publisher,
            IpvsAccess.ofThisHost(clock, config.process().ipvsPlace()));
    closing.add(balancer::close);
    var vrrp =
        VrrpService.start(
            config.vrrp(),
            instances,
            ground.life(),
            clock,
            List.of(balancer, hooks, masters),
            publisher,
            earlier == null ? Map.of() : earlier.stepDowns());
    closing.add(vrrp::close);
    closing.add(vrrp::stop); // even if a later part cannot be opened
    tracks.bind(vrrp);
    var health =
        new PoolWiring(
            config,
            () -> new CheckService(clock, scripts.prober()),
            new ServerCommands(scripts),
            notices,
            balancer,
            publisher,
            tracks);
    closing.add(health::close);
    var bfd = Bfd.start(config, clock, tracks, health);
    closing.add(bfd::close);
    var watches =
        new TrackWatches(config, TrackWatches.Opener.onThisHost(clock), tracks, health::fileHolds);
    closing.add(watches::close);
    var orders =
        new OrderService(
            earlier == null ? OrderBook.EMPTY : earlier.book(),
            OrderFile.at(ordersPath),
            config,
            OrderTargets.of(vrrp, hooks, health, balancer),
            events,
            NanoClock.wall(),
            clock);
    closing.add(orders::close);
    closing.add(vrrp::stop); // before the parts that serve behind the addresses close
    return new Parts(
        scripts,
        notices,
        masters,
        webhooks,
        hooks,
        balancer,
        vrrp,
        health,
        bfd,
        watches,
        orders,
        snmpEvents,
        new SetTerms(config.vrrp(), vrrp::reload));
  }

  /**
   * Starts the parts that {@link #open} left waiting. To be called once the control socket answers.
   *
   * @param earlierServices the IPVS services of an earlier agent that crashed on this host
   * @param marks the record of the tables that set firewall marks
   */
  void begin(List<ServiceKey> earlierServices, MarkRecord marks) {
    scripts.track();
    balancer.begin(earlierServices, marks);
    // Reads the table that an earlier process left before the first pool changes it.
    health.begin(new EarlierLife(orders.interventions(), balancer.served()));
    orders.begin();
    watches.track();
  }

  /**
   * Returns the parts that never refuse a configuration, in the order in which they apply it.
   *
   * <ol>
   *   <li>Reporting parts come before the parts whose events they report, so that the new
   *       configuration decides how a removed or a new instance is reported.
   *   <li>Hooks come before the instances that run them.
   *   <li>Instances come before the parts that report tracks to them, so that a new instance
   *       receives the current result of each track.
   *   <li>The settings of the IPVS table come before the pools, which fill the table.
   *   <li>New services are written before new addresses are added, and services are withdrawn after
   *       the addresses, so that no client meets an address without the service behind it.
   *   <li>Orders come after the parts that carry them out.
   * </ol>
   */
  List<Reloader.Part> inOrder(ControlServer control) {
    return List.of(
        next -> control.share(next.config().control()),
        next -> scripts.follow(next.commands(), next.config().notifications().commandLimit()),
        next -> notices.follow(next.config()),
        next -> masters.follow(next.config()),
        next -> webhooks.follow(next.config()),
        next -> hooks.follow(next.config()),
        next -> addressesAndServices(next.config()),
        next -> bfd.follow(next.config()),
        next -> watches.follow(next.config()),
        next -> orders.follow(next.config()),
        _ -> notices.reloaded());
  }

  private void addressesAndServices(AgentConfig next) {
    balancer.reloads(next);
    vrrp.holdChanges();
    try {
      setTerms.follow(next.vrrp());
      scripts.retrack();
      balancer.follow(next);
      health.follow(next);
      balancer.awaitServices();
    } finally { // a part that fails must not keep the addresses back
      vrrp.changeHeld();
      balancer.addressesFollowed();
    }
  }

  /** Returns the parts that a snapshot queries. */
  Snapshot.Sources sources() {
    return new Snapshot.Sources(
        vrrp::status, vrrp::statics, health::views, balancer::status, bfd::status, scripts::states);
  }

  /**
   * Ends the parts in order, while the control socket still answers: tracks no longer change, the
   * masters hand over, and the checks end.
   */
  void end(Supplier<AgentConfig> running) throws InterruptedException {
    scripts.stopTracking();
    watches.stopTracking();
    hooks
        .beforeRelease(running.get().vrrp().instances().stream().map(InstanceConfig::name).toList())
        .join();
    vrrp.stop();
    health.end();
  }
}
