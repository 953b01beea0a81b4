package org.holdfast.agent.publish;

import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.holdfast.agent.config.AgentConfig;
import org.holdfast.agent.config.VirtualServerConfig;
import org.holdfast.agent.notify.MailConfig.Subject;
import org.holdfast.agent.notify.Notice;
import org.holdfast.agent.notify.NotificationChannels;
import org.holdfast.agent.notify.Notifier;
import org.holdfast.agent.notify.Transition;
import org.holdfast.health.PoolChange;
import org.holdfast.ipvs.Destination;
import org.holdfast.ipvs.ServiceKey;
import org.holdfast.time.NanoClock;
import org.holdfast.vrrp.election.VrrpState;
import org.holdfast.vrrp.io.InstanceId;
import org.holdfast.vrrp.io.InstanceIds;
import org.holdfast.vrrp.io.VrrpNews;
import org.jspecify.annotations.Nullable;

/**
 * Reports changes to commands, FIFOs and mail, in keepalived's words. Thread-safe; reports return
 * at once.
 */
public final class Notifications implements Consumer<VrrpNews>, AutoCloseable {

  private final Scripts scripts;
  private final InstanceIds instances;
  private volatile Receivers receivers;

  /** The FIFOs and the mail, and the configuration that selects their notices. */
  private record Receivers(AgentConfig config, NotificationChannels channels) {}

  Notifications(
      AgentConfig config, InstanceIds instances, Scripts scripts, NotificationChannels channels) {
    this.instances = instances;
    this.scripts = scripts;
    receivers = new Receivers(config, channels);
  }

  /**
   * Opens the configured FIFOs.
   *
   * @param instances the instances of the running configuration
   */
  public static Notifications of(AgentConfig config, InstanceIds instances, Scripts scripts) {
    return new Notifications(
        config,
        instances,
        scripts,
        new NotificationChannels(config.notifications(), terms(config, scripts)));
  }

  private static NotificationChannels.Terms terms(AgentConfig config, Scripts scripts) {
    return new NotificationChannels.Terms(
        scripts::checked, scripts.loop(), config.routerId(), Notifier.STOP_WAIT, NanoClock.wall());
  }

  /** Applies {@code next} to later reports. Must not be called on an event loop. */
  public void follow(AgentConfig next) {
    receivers =
        new Receivers(
            next, receivers.channels().follow(next.notifications(), terms(next, scripts)));
  }

  /** Writes the states of all instances to the FIFOs after a reload, if configured. */
  public void reloaded() {
    receivers.channels().reloaded();
  }

  @Override
  public void accept(VrrpNews news) {
    switch (news) {
      case VrrpNews.Moved moved -> {
        // keepalived has a separate word for the stop of an instance that a reload removes.
        boolean removed = moved.state() == VrrpState.STOP && !instances.has(moved.instance());
        var state = removed ? Transition.State.DELETED : reported(moved.state());
        report(Transition.Kind.INSTANCE, moved.instance(), state, moved.priority());
      }
      case VrrpNews.GroupMoved(String group, VrrpState state) ->
          report(Transition.Kind.GROUP, group, reported(state), 0);
      case VrrpNews.PriorityChanged(InstanceId instance, VrrpState state, int priority) ->
          report(Transition.Kind.INSTANCE, instance, withOtherPriority(state), priority);
      case VrrpNews.LowerPriorityHeard(InstanceId instance, int priority) ->
          report(
              Transition.Kind.INSTANCE, instance, Transition.State.MASTER_RX_LOWER_PRI, priority);
      case VrrpNews.TrackTurned _, VrrpNews.PeerDisagrees _, VrrpNews.PeerAgrees _ -> {}
    }
  }

  /** Returns keepalived's word for that state; null if keepalived does not report the state. */
  private static Transition.@Nullable State reported(VrrpState state) {
    return switch (state) {
      case INIT -> null;
      case BACKUP -> Transition.State.BACKUP;
      case MASTER -> Transition.State.MASTER;
      case FAULT -> Transition.State.FAULT;
      case STOP -> Transition.State.STOP;
    };
  }

  /**
   * Returns keepalived's word for a changed priority in that state; null if keepalived does not
   * report the change.
   */
  private static Transition.@Nullable State withOtherPriority(VrrpState state) {
    return switch (state) {
      case MASTER -> Transition.State.MASTER_PRIORITY;
      case BACKUP -> Transition.State.BACKUP_PRIORITY;
      case INIT, FAULT, STOP -> null;
    };
  }

  private void report(
      Transition.Kind kind, Object subject, Transition.@Nullable State state, int priority) {
    if (state == null) {
      return;
    }
    var transition = new Transition(kind, subject, state, priority);
    var name = transition.name();
    scripts.report(transition);
    var here = receivers;
    if (!isPriority(state) || here.config().reportsPriorityChanges(name)) {
      here.channels().report(transition, here.config().isMailed(kind, name));
    }
  }

  private static boolean isPriority(Transition.State state) {
    return switch (state) {
      case MASTER_PRIORITY, BACKUP_PRIORITY -> true;
      case MASTER, BACKUP, FAULT, STOP, DELETED, MASTER_RX_LOWER_PRI -> false;
    };
  }

  /** Reports a change in the pool of a virtual server. */
  public void poolChanged(VirtualServerConfig server, PoolChange change) {
    poolChanged(server, change, true);
  }

  /** Reports a change to the FIFOs only: one at the start of a server or at the agent's end. */
  public void poolChangedUnmailed(VirtualServerConfig server, PoolChange change) {
    poolChanged(server, change, false);
  }

  private void poolChanged(VirtualServerConfig server, PoolChange change, boolean mailing) {
    switch (change) {
      case PoolChange.ServerUp(String name) -> turned(server, name, true, "", mailing);
      // As with keepalived, there is no mail about a server that has never been up.
      case PoolChange.ServerDown(String name, String why, boolean never) ->
          turned(server, name, false, why, mailing && !never);
      case PoolChange.QuorumGained _, PoolChange.QuorumLost _ -> {
        var service = service(server);
        var notice =
            change instanceof PoolChange.QuorumGained gained
                ? new Notice.QuorumTurned(service, true, gained.meaning(service))
                : new Notice.QuorumTurned(service, false, change.words(service));
        report(notice, Subject.VIRTUAL_SERVERS, server.notifications().mailed(), mailing);
      }
      case PoolChange.Placed _,
          PoolChange.AliveServers _,
          PoolChange.SorryServer _,
          PoolChange.TierServes _ -> {}
    }
  }

  private void turned(
      VirtualServerConfig server, String name, boolean up, String why, boolean mailing) {
    var real = server.realServer(name);
    if (real != null) {
      report(turned(server, real, up, why), Subject.SERVERS, real.mailed(), mailing);
    }
  }

  private static Notice turned(
      VirtualServerConfig server, VirtualServerConfig.RealServer real, boolean up, String why) {
    return new Notice.ServerTurned(service(server), real(server, real.destination()), up, why);
  }

  private void report(Notice news, Subject subject, @Nullable Boolean own, boolean mailing) {
    var here = receivers;
    here.channels().report(news, mailing && here.config().notifications().isMailed(subject, own));
  }

  /**
   * Returns the virtual server in keepalived's words: {@code [ADDRESS]:PROTOCOL:PORT}, {@code FWM
   * MARK}, or, with several addresses, {@code [NAME]:0}.
   */
  static String service(VirtualServerConfig server) {
    List<ServiceKey> keys = server.keys();
    return switch (keys.getFirst()) {
      case ServiceKey.Mark mark -> "FWM " + Integer.toUnsignedString(mark.fwmark());
      case ServiceKey.Address first ->
          keys.size() > 1
              ? "[" + group(server.name(), first) + "]:0"
              : "[" + first.address() + "]:" + word(first.protocol()) + ":" + first.port();
    };
  }

  /**
   * Returns the name of a group without the protocol; a group of a keepalived.conf is read as
   * {@code GROUP/PROTOCOL}.
   */
  private static String group(String name, ServiceKey.Address first) {
    var protocol = "/" + word(first.protocol());
    return name.endsWith(protocol) ? name.substring(0, name.length() - protocol.length()) : name;
  }

  private static String real(VirtualServerConfig server, Destination destination) {
    return switch (server.keys().getFirst()) {
      case ServiceKey.Mark _ -> "[" + destination.address() + "]:none:" + destination.port();
      case ServiceKey.Address first ->
          "["
              + destination.address()
              + "]:"
              + word(first.protocol())
              + ":"
              + (destination.port() == 0 ? first.port() : destination.port());
    };
  }

  private static String word(ServiceKey.Protocol protocol) {
    return protocol.name().toLowerCase(Locale.ROOT);
  }

  @Override
  public void close() {
    receivers.channels().close();
  }
}
