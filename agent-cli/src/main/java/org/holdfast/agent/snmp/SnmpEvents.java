package org.holdfast.agent.snmp;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.holdfast.agent.config.SnmpConfig;
import org.holdfast.agent.events.LatestQueue;
import org.holdfast.agent.snmp.mib.MibFacts.Past;
import org.holdfast.agent.snmp.mib.TrapNews;
import org.holdfast.health.PoolChange;
import org.holdfast.net.IpAddress;
import org.holdfast.time.NanoClock;
import org.holdfast.vrrp.election.Reason;
import org.holdfast.vrrp.election.VrrpState;
import org.holdfast.vrrp.io.InstanceId;
import org.holdfast.vrrp.io.VrrpNews;
import org.holdfast.vrrp.peer.Disagreement;
import org.jspecify.annotations.Nullable;

/**
 * Remembers what the MIBs say of the past of each instance, and passes changes on to the service
 * that sends traps, if there is one. There even without SNMP, because a reload may turn it on; then
 * it costs a map entry for each instance. Thread-safe; never blocks.
 */
public final class SnmpEvents implements Consumer<VrrpNews> {

  /** The most changes that wait for the service; beyond it the oldest is dropped. */
  private static final int MOST_TRAPS = 1024;

  private static final int PREEMPTED = 2;
  private static final int NO_RESPONSE = 3;
  private static final int BY_PRIORITY = 1;
  private static final int TYPE_MISMATCH = 2;
  private static final int WRONG_VERSION = 2;
  private static final int WRONG_CHECKSUM = 3;

  private final NanoClock clock;
  private final Map<InstanceId, Known> pasts = new ConcurrentHashMap<>();
  private final LatestQueue<TrapNews> traps = new LatestQueue<>(MOST_TRAPS);
  private volatile boolean keepsTraps;
  private volatile Runnable receiver = () -> {};

  /**
   * @param runningSince when the instance last left INIT or FAULT; counts only while {@code
   *     running}
   */
  private record Known(boolean running, long runningSince, int masterReason, int errorReason) {
    static final Known NOTHING = new Known(false, 0, 0, 0);

    Known with(boolean runs, long now, int reason) {
      return new Known(runs, runs && running ? runningSince : now, reason, errorReason);
    }

    Known withError(int error) {
      return new Known(running, runningSince, masterReason, error);
    }
  }

  /**
   * @param config the configuration at the start; if it has traps, changes wait for the service
   */
  public SnmpEvents(@Nullable SnmpConfig config, NanoClock clock) {
    this.clock = clock;
    keepsTraps = config != null && config.isShown() && config.traps();
  }

  /**
   * Returns the changes that wait to be sent, for the service of this configuration.
   *
   * @param wakeup called after each change, on its thread; must not block
   */
  LatestQueue<TrapNews> receive(SnmpConfig config, Runnable wakeup) {
    receiver = wakeup;
    keepsTraps = config.traps();
    return traps;
  }

  /** Keeps no changes any longer, and forgets those that wait. */
  public void keepNothing() {
    keepsTraps = false;
    receiver = () -> {};
    traps.drain();
  }

  private void report(TrapNews news) {
    if (keepsTraps) {
      traps.add(news);
      receiver.run();
    }
  }

  @Override
  public void accept(VrrpNews news) {
    switch (news) {
      case VrrpNews.Moved moved -> moved(moved);
      case VrrpNews.GroupMoved(String group, VrrpState state) ->
          report(new TrapNews.GroupMoved(group, TrapNews.state(state)));
      case VrrpNews.PeerDisagrees(InstanceId instance, Disagreement disagreement) ->
          disagrees(instance, disagreement);
      case VrrpNews.PriorityChanged _,
          VrrpNews.LowerPriorityHeard _,
          VrrpNews.TrackTurned _,
          VrrpNews.PeerAgrees _ -> {}
    }
  }

  private void moved(VrrpNews.Moved moved) {
    var state = moved.state();
    boolean running = state == VrrpState.BACKUP || state == VrrpState.MASTER;
    var before = pasts.getOrDefault(moved.instance(), Known.NOTHING);
    int reason = state == VrrpState.MASTER ? masterReason(moved.reason()) : before.masterReason();
    if (state == VrrpState.STOP) {
      pasts.remove(moved.instance());
    } else {
      pasts.put(moved.instance(), before.with(running, clock.nanos(), reason));
    }
    report(new TrapNews.InstanceMoved(moved.instance().name(), TrapNews.state(state), reason));
  }

  /** Returns priority(1), preempted(2) or masterNoResponse(3) (RFC 6527). */
  private static int masterReason(Reason reason) {
    return switch (reason) {
      case Reason.Owner _ -> BY_PRIORITY;
      case Reason.Preempted _ -> PREEMPTED;
      case Reason.MasterSilent _, Reason.MasterResigned _, Reason.MasterUnreachable _ ->
          NO_RESPONSE;
      default -> BY_PRIORITY;
    };
  }

  private void disagrees(InstanceId instance, Disagreement disagreement) {
    switch (disagreement.kind()) {
      case OTHER_AUTHENTICATION ->
          IpAddress.parse(disagreement.peer())
              .ifPresent(source ->
                  report(
                      new TrapNews.AuthenticationFailed(instance.name(), source, TYPE_MISMATCH)));
      case OTHER_VERSION -> protocolError(instance, WRONG_VERSION);
      case OTHER_CHECKSUM -> protocolError(instance, WRONG_CHECKSUM);
      case TWO_MASTERS, OTHER_ADDRESSES, OTHER_VIRTUAL_ROUTER, OTHER_INTERVAL, OTHER_OWNER -> {}
    }
  }

  private void protocolError(InstanceId instance, int reason) {
    pasts.merge(instance, Known.NOTHING.withError(reason), (before, _) -> before.withError(reason));
    report(new TrapNews.ProtocolError(instance.name(), reason));
  }

  /** Reports a change in the pool of a virtual server. */
  public void poolChanged(String service, PoolChange change) {
    switch (change) {
      case PoolChange.ServerUp(String name) ->
          report(new TrapNews.ServerTurned(service, name, true));
      case PoolChange.ServerDown(String name, _, _) ->
          report(new TrapNews.ServerTurned(service, name, false));
      case PoolChange.QuorumGained _ -> report(new TrapNews.QuorumTurned(service, true));
      case PoolChange.QuorumLost _ -> report(new TrapNews.QuorumTurned(service, false));
      case PoolChange.Placed _,
          PoolChange.AliveServers _,
          PoolChange.SorryServer _,
          PoolChange.TierServes _ -> {}
    }
  }

  /** Returns what happened to each instance, by its present name. */
  public Map<String, Past> pasts() {
    long now = clock.nanos();
    var all = new HashMap<String, Past>();
    pasts.forEach((instance, known) ->
        all.put(
            instance.name(),
            new Past(
                known.running() ? (now - known.runningSince()) / 10_000_000 : 0,
                known.masterReason(),
                known.errorReason())));
    return all;
  }
}
