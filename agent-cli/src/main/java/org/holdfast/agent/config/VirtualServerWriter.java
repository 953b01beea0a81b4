package org.holdfast.agent.config;

import org.holdfast.agent.config.NotificationKeywords.Subject;
import org.holdfast.agent.config.ServiceKeywords.Method;
import org.holdfast.agent.config.ServiceKeywords.Tunnel;
import org.holdfast.agent.config.VirtualServerConfig.RealServer;
import org.holdfast.ipvs.Forwarding;

/**
 * Writes a virtual server, as {@link VirtualServerBinder} reads it. What all of its servers have in
 * common stands with it and not with each.
 */
final class VirtualServerWriter {

  private final Form form;
  private final Audience audience;
  private final CheckWriter checks;
  private final VirtualServerConfig config;

  VirtualServerWriter(
      Form form, Audience audience, CheckWriter checks, VirtualServerConfig config) {
    this.form = form;
    this.audience = audience;
    this.checks = checks;
    this.config = config;
  }

  Draft write() {
    var pool = config.pool();
    var draft =
        Draft.under(ServerKeywords.VIRTUAL_SERVERS, form)
            .put(ServerKeywords.QUORUM, pool.quorum())
            .put(ServerKeywords.HYSTERESIS, pool.hysteresis())
            .section(ServerKeywords.POOL_NOTIFY, notifications())
            .put(ServerKeywords.INSTANCE, config.instance())
            .put(ServerKeywords.STANDBY, config.standby())
            .put(ServerKeywords.HA_SUSPEND, config.haSuspend());
    new ServiceWriter(config).write(draft);
    var servers = new ServerWriter(form, audience, checks, config);
    var drafts = servers.write(draft);
    draft.gather(drafts).sections(ServerKeywords.REAL_SERVERS, drafts);
    return config.sorryServer() == null
        ? draft
        : draft.section(ServerKeywords.SORRY_SERVER, sorryServer(config.sorryServer()));
  }

  private Draft notifications() {
    var notify = config.notifications();
    return Draft.under(ServerKeywords.POOL_NOTIFY, form)
        .put(ServerKeywords.QUORUM_UP, notify.quorumUp())
        .put(ServerKeywords.QUORUM_DOWN, notify.quorumDown())
        .put(ServerKeywords.ON_STOP, notify.onStop())
        .put(
            ServerKeywords.POOL_MAIL,
            audience.isMailed(Subject.VIRTUAL_SERVERS, config.name()),
            audience.isMailed(Subject.VIRTUAL_SERVERS));
  }

  private Draft sorryServer(RealServer sorry) {
    var forwarding = sorry.destination().forwarding();
    var draft =
        Draft.under(ServerKeywords.SORRY_SERVER, form)
            .put(ServerKeywords.ADDRESS, ServerWriter.endpoint(form, config, sorry))
            .put(ServerKeywords.SORRY_INHIBIT, config.pool().sorryInhibit());
    return form.defaults() || !forwarding.equals(shared())
        ? draft.section(ServiceKeywords.FORWARDING, forwarding(forwarding, form))
        : draft;
  }

  /** The forwarding of all servers, where it is gathered; else the usual one. */
  private Forwarding shared() {
    var servers = config.realServers();
    var first = servers.getFirst().destination().forwarding();
    boolean isGathered =
        servers.size() > 1
            && servers.stream().allMatch(server -> server.destination().forwarding().equals(first));
    return isGathered ? first : Forwarding.NAT;
  }

  static Draft forwarding(Forwarding forwarding, Form form) {
    var draft = Draft.under(ServiceKeywords.FORWARDING, form);
    return switch (forwarding) {
      case Forwarding.Nat _ -> draft.put(ServiceKeywords.METHOD, Method.NAT);
      case Forwarding.DirectRoute _ -> draft.put(ServiceKeywords.METHOD, Method.DIRECT_ROUTE);
      case Forwarding.IpIp _ -> tunnel(draft, Tunnel.IPIP);
      case Forwarding.Gue gue ->
          tunnel(draft, Tunnel.GUE)
              .put(ServiceKeywords.TUNNEL_PORT, (Long) (long) gue.port())
              .put(ServiceKeywords.TUNNEL_CHECKSUM, gue.checksum());
      case Forwarding.Gre gre ->
          tunnel(draft, Tunnel.GRE).put(ServiceKeywords.TUNNEL_CHECKSUM, gre.checksum());
    };
  }

  private static Draft tunnel(Draft draft, Tunnel tunnel) {
    return draft.put(ServiceKeywords.METHOD, Method.TUNNEL).put(ServiceKeywords.TUNNEL, tunnel);
  }
}
