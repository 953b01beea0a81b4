package org.holdfast.agent.config;

import java.util.ArrayList;
import java.util.List;
import org.holdfast.agent.config.CheckKeywords.Start;
import org.holdfast.agent.config.EndpointType.Endpoint;
import org.holdfast.agent.config.NotificationKeywords.Subject;
import org.holdfast.agent.config.VirtualServerConfig.RealServer;
import org.holdfast.agent.notify.MailConfig.Subjects;
import org.holdfast.health.ServerConfig;
import org.holdfast.health.ServerConfig.Damping;
import org.holdfast.health.ServerConfig.Use;
import org.holdfast.ipvs.Forwarding;

/** Writes the servers of a virtual server, as {@link ServerBinder} reads them. */
final class ServerWriter {

  private final Form form;
  private final Audience audience;
  private final CheckWriter checks;
  private final VirtualServerConfig config;

  ServerWriter(Form form, Audience audience, CheckWriter checks, VirtualServerConfig config) {
    this.form = form;
    this.audience = audience;
    this.checks = checks;
    this.config = config;
  }

  /**
   * One draft for each server.
   *
   * @param virtualServer which gets the timing that checks have in common that are not all alike
   */
  List<Draft> write(Draft virtualServer) {
    var servers = config.pool().servers();
    var uses = new ArrayList<List<Draft>>();
    for (int i = 0; i < servers.size(); i++) {
      uses.add(uses(servers.get(i), config.realServers().get(i)));
    }
    if (!areAlike(uses)) {
      virtualServer.section(TimingKeywords.CHECK_TIMING, timing(uses));
    }
    var drafts = new ArrayList<Draft>();
    for (int i = 0; i < servers.size(); i++) {
      var draft = server(servers.get(i), config.realServers().get(i));
      drafts.add(draft.sections(CheckKeywords.CHECK, uses.get(i)));
    }
    return drafts;
  }

  private static boolean areAlike(List<List<Draft>> uses) {
    var first = trees(uses.getFirst());
    return uses.stream().allMatch(its -> trees(its).equals(first));
  }

  private static List<Object> trees(List<Draft> drafts) {
    return drafts.stream().map(Draft::tree).toList();
  }

  private Draft timing(List<List<Draft>> uses) {
    var scheduled = new ArrayList<Draft>();
    for (int i = 0; i < uses.size(); i++) {
      for (int j = 0; j < uses.get(i).size(); j++) {
        var probe = config.pool().servers().get(i).checks().get(j).spec().probe();
        if (!CheckKind.of(probe).isTold()) {
          scheduled.add(uses.get(i).get(j));
        }
      }
    }
    return Draft.under(TimingKeywords.CHECK_TIMING, form).gather(scheduled);
  }

  private List<Draft> uses(ServerConfig health, RealServer server) {
    var destination = server.destination();
    var place = new Place(destination.address(), destination.port(), null);
    var drafts = new ArrayList<Draft>();
    for (var use : health.checks()) {
      var draft = checks.server(use.spec(), place);
      if (!startAlike(health)) {
        draft.put(CheckKeywords.START, start(use), Start.UP);
      }
      drafts.add(draft);
    }
    return drafts;
  }

  private static boolean startAlike(ServerConfig health) {
    return health.checks().stream().map(Use::startDown).distinct().count() == 1;
  }

  private static Start start(Use use) {
    return use.startDown() ? Start.DOWN : Start.UP;
  }

  private Draft server(ServerConfig health, RealServer server) {
    var destination = server.destination();
    var draft =
        Draft.under(ServerKeywords.REAL_SERVERS, form)
            .put(ServerKeywords.ADDRESS, endpoint(form, config, server))
            .put(ServerKeywords.WEIGHT, health.weight())
            .put(ServerKeywords.UPPER_THRESHOLD, destination.upperThreshold())
            .put(ServerKeywords.LOWER_THRESHOLD, destination.lowerThreshold())
            .put(ServerKeywords.INHIBIT_ON_FAILURE, health.inhibitOnFailure())
            .put(ServerKeywords.TIER, health.tier())
            .put(ServerKeywords.SLOW_START, health.slowStart())
            .section(ServerKeywords.DAMPING, damping(health.damping()))
            .section(ServerKeywords.NOTIFY, notifications(health, server));
    if (startAlike(health)) {
      draft.put(CheckKeywords.START, start(health.checks().getFirst()), Start.UP);
    }
    var forwarding = destination.forwarding();
    return form.defaults() || !forwarding.equals(Forwarding.NAT)
        ? draft.section(
            ServiceKeywords.FORWARDING, VirtualServerWriter.forwarding(forwarding, form))
        : draft;
  }

  /** With the port where the services' would not hold by itself. */
  static Endpoint endpoint(Form form, VirtualServerConfig config, RealServer server) {
    var destination = server.destination();
    boolean isUsual = destination.port() == new Services(config.keys()).port();
    return new Endpoint(
        destination.address(), isUsual && !form.defaults() ? 0 : destination.port());
  }

  private Draft damping(Damping damping) {
    var draft = Draft.under(ServerKeywords.DAMPING, form);
    return damping.equals(Damping.NONE)
        ? draft
        : draft
            .put(ServerKeywords.FIRST_DAMPING, damping.first())
            .put(ServerKeywords.MOST_DAMPING, damping.most());
  }

  private Draft notifications(ServerConfig health, RealServer server) {
    return Draft.under(ServerKeywords.NOTIFY, form)
        .put(ServerKeywords.UP, server.notifyUp())
        .put(ServerKeywords.DOWN, server.notifyDown())
        .put(
            ServerKeywords.MAIL,
            audience.isMailed(Subject.SERVERS, Subjects.server(config.name(), health.name())),
            audience.isMailed(Subject.SERVERS));
  }
}
