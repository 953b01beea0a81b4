package org.holdfast.agent.doctor.look;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.holdfast.agent.config.AgentConfig;
import org.holdfast.agent.config.ConfiguredCommand;
import org.holdfast.agent.control.ControlClient;
import org.holdfast.agent.doctor.HeardAdvert;
import org.holdfast.agent.doctor.HostFacts;
import org.holdfast.agent.doctor.HostFacts.FileFacts;
import org.holdfast.agent.doctor.HostFacts.Host;
import org.holdfast.agent.doctor.HostFacts.Owner;
import org.holdfast.agent.doctor.HostRole;
import org.holdfast.agent.doctor.ModuleChecks;
import org.holdfast.agent.doctor.Network;
import org.holdfast.agent.status.StatusReport;
import org.holdfast.health.script.ScriptSecurity;
import org.holdfast.linux.Capabilities;
import org.holdfast.linux.LinuxException;
import org.holdfast.linux.route.Link;
import org.holdfast.linux.route.RouteKernel;
import org.holdfast.net.Family;
import org.holdfast.net.IpAddress;
import org.holdfast.time.NanoClock;
import org.holdfast.vrrp.Authentication;
import org.holdfast.vrrp.Transport;
import org.jspecify.annotations.Nullable;

/**
 * Collects the facts about this host. Takes some tens of milliseconds; {@code probes} adds 300 ms,
 * {@code listens} three seconds.
 *
 * @param configuration the director's file
 * @param probes whether to send ARP probes for the virtual addresses that this host does not have
 * @param listens whether to listen to the adverts on the links
 */
public record Look(
    Path configuration, Path controlSocket, boolean probes, boolean listens, NanoClock clock) {

  /**
   * Collects the facts.
   *
   * @throws LinuxException if the kernel does not list its links
   */
  public HostFacts at(HostRole subject) {
    var unseen = new ArrayList<String>();
    var network = network();
    var agent = subject.config().isPresent() ? agent() : Optional.<StatusReport>empty();
    var heard = listens ? heard(subject, network, unseen) : List.<HeardAdvert>of();
    return new HostFacts(
        network,
        KernelFiles.settings(network.links()),
        Capabilities.ofThisProcess(),
        KernelFiles.modules(ModuleChecks.of(subject.virtualServers()).keySet()),
        subject.instances().isEmpty() ? Optional.empty() : Filters.read(unseen),
        unseen,
        host(subject, agent),
        probes ? owners(subject, network, heard, agent, unseen) : List.of(),
        heard,
        agent);
  }

  private Network network() {
    try (var kernel = RouteKernel.open(clock)) {
      var links = kernel.links();
      var routes = new ArrayList<>(kernel.routes(Family.IPV4));
      routes.addAll(kernel.routes(Family.IPV6));
      return new Network(links, kernel.addresses(), routes, KernelFiles.bridges(links));
    }
  }

  private Optional<StatusReport> agent() {
    try {
      return Optional.of(StatusReport.fromJson(new ControlClient(controlSocket).get("/v1/status")));
    } catch (IOException noneAnswers) {
      return Optional.empty();
    }
  }

  private Host host(HostRole subject, Optional<StatusReport> agent) {
    var files = new ArrayList<FileFacts>();
    if (subject.config().isPresent()) {
      files.addAll(HostFiles.withDirectory(configuration, holdsSecrets(subject)));
      files.addAll(HostFiles.withDirectory(controlSocket, false));
    }
    var programs = HostFiles.programs();
    return new Host(
        programs.near(),
        programs.unplaced(),
        HostFiles.openFiles(agent.map(report -> Long.toString(report.pid())).orElse("self")),
        KernelFiles.backlogDrops(),
        KernelFiles.connectionTable(KernelFiles.text(KernelFiles.TABLE).orElse("")),
        files,
        subject.config().map(Look::refused).orElse(List.of()),
        HostFiles.archive(),
        HostFiles.isArchiveMapped(),
        HostFiles.units());
  }

  /**
   * Returns the refused commands with the reasons: {@code script web-alive: /opt/x: no such file}.
   */
  private static List<String> refused(AgentConfig config) {
    var refused = new ArrayList<String>();
    for (var command : ConfiguredCommand.allOf(config)) {
      if (command.call().checked() instanceof ScriptSecurity.Finding.Refused(String why)) {
        refused.add(command.what() + ": " + why);
      }
    }
    return refused;
  }

  private static boolean holdsSecrets(HostRole subject) {
    return subject.instances().stream()
        .anyMatch(
            instance -> !(instance.protocol().authentication() instanceof Authentication.None));
  }

  private List<HeardAdvert> heard(HostRole subject, Network network, List<String> unseen) {
    var posts = new LinkedHashSet<Neighbours.Post>();
    for (var instance : subject.instances()) {
      if (instance.transport() instanceof Transport.Multicast multicast) {
        link(network, instance.interfaceName())
            .ifPresent(link -> posts.add(new Neighbours.Post(link, multicast.group())));
      }
    }
    try {
      return new Neighbours(clock).listen(List.copyOf(posts));
    } catch (LinuxException e) {
      unseen.add("adverts cannot be heard: " + e.getMessage());
      return List.of();
    }
  }

  private List<Owner> owners(
      HostRole subject,
      Network network,
      List<HeardAdvert> heard,
      Optional<StatusReport> agent,
      List<String> unseen) {
    var masters = masters(heard, agent);
    var questions = new ArrayList<Neighbours.Question>();
    for (var link : network.links()) {
      var wanted = new HashSet<IpAddress>();
      for (var instance : subject.instances()) {
        instance
            .holdings()
            .all()
            .filter(address -> address.interfaceName().equals(link.name()))
            .forEach(address -> wanted.add(address.address()));
      }
      if (!wanted.isEmpty()) {
        wanted.addAll(masters);
        wanted.removeIf(a -> a.family() != Family.IPV4 || network.holds(a));
      }
      if (!wanted.isEmpty() && link.isUp() && link.usesArp() && link.mac().isPresent()) {
        questions.add(new Neighbours.Question(link, wanted));
      }
    }
    try {
      return new Neighbours(clock).ask(questions);
    } catch (LinuxException e) {
      unseen.add("no host can be asked by ARP: " + e.getMessage());
      return List.of();
    }
  }

  /** Returns the masters' addresses; an owner with the MAC address of one of them is legitimate. */
  private static Set<IpAddress> masters(List<HeardAdvert> heard, Optional<StatusReport> agent) {
    var masters = new HashSet<IpAddress>();
    heard.forEach(advert -> masters.add(advert.source()));
    agent.stream()
        .flatMap(report -> report.instances().stream())
        .map(instance -> instance.master())
        .forEach(master -> addSource(masters, master == null ? null : master.source()));
    return masters;
  }

  private static void addSource(Set<IpAddress> masters, @Nullable String source) {
    if (source != null) {
      IpAddress.parse(source).ifPresent(masters::add);
    }
  }

  private static Optional<Link> link(Network network, String name) {
    return network.links().stream().filter(link -> link.name().equals(name)).findFirst();
  }
}
