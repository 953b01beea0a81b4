package org.holdfast.health;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.holdfast.health.PoolView.Place;
import org.jspecify.annotations.Nullable;

/**
 * Derives the table entries of one virtual server from the results of its checks.
 *
 * <p>The decisions follow keepalived's rules: a server is down as soon as one check has failed, and
 * up when none has. When the quorum is lost, the sorry server replaces the servers that are up;
 * without a sorry server the table does not change. While the sorry server serves, other changes
 * are only recorded. In addition, the pool supports tiers, of which the lowest with a quorum
 * serves, slow start, damping, and the operator's orders.
 *
 * <p>When no tier has its quorum and there is no sorry server, the lowest tier with any weight
 * continues to serve.
 *
 * <p>Deterministic; not thread-safe. Instants are nanoseconds of the caller's clock and compare by
 * subtraction only. The cost of an event is at most logarithmic in the number of servers, unless it
 * changes the quorum or the tier. A late, early or duplicate {@link #tick} changes nothing that is
 * not due. The pool does not check whether the quorum can be reached at all.
 */
public final class Pool {

  private static final Place OUT = new Place(false, 0);
  private static final Place IDLE = new Place(true, 0);

  /** The place of a sorry server, and of most servers, which share it. */
  private static final Place ONE = new Place(true, 1);

  private final PoolConfig config;
  private final Member[] members;
  private final Tiers tiers;
  private final Place[] places;
  private final Deadlines deadlines;
  private long changedAt;
  // The last view, while it is still valid, so that each look at a pool at rest gets the same one.
  private @Nullable PoolView viewed;

  /**
   * The pool at the start; {@link #start} says what to report of it. Servers are up unless one of
   * their checks must pass first, and the sorry server serves at once if they do not suffice.
   */
  public Pool(PoolConfig config, long nowNanos) {
    this(config, Map.of(), nowNanos);
  }

  /**
   * Returns what is to be reported before the first event, as keepalived reports it: a quorum that
   * is there from the start, or a sorry server that serves from the start. A quorum that is not
   * there is not reported without a sorry server.
   */
  public List<PoolChange> start() {
    if (tiers.quorum()) {
      return List.of(
          new PoolChange.QuorumGained(config.quorum(), config.hysteresis(), sum(), true));
    }
    return tiers.serving() != null
        ? List.of()
        : List.of(
            new PoolChange.QuorumLost(config.quorum(), config.hysteresis(), sum(), true),
            new PoolChange.SorryServer(idleSorryPlace(), ONE));
  }

  /** The sum of the weights of the tier that serves, or of the first one. */
  private long sum() {
    var serving = tiers.serving();
    return (serving == null ? tiers.first() : serving).sum();
  }

  /**
   * Like {@link #Pool(PoolConfig, long)}, after an earlier run of the agent.
   *
   * <p>Differs: keepalived puts every server into the table when it starts, even those that it had
   * removed, and with {@code alpha} removes all servers that serve.
   *
   * @param served for each server known to that run, by name, whether it served then. A server that
   *     served continues to serve until a check fails; a server that did not serve is down until
   *     its checks have passed.
   */
  public Pool(PoolConfig config, Map<String, Boolean> served, long nowNanos) {
    var members = new Member[config.servers().size()];
    for (int i = 0; i < members.length; i++) {
      var server = config.servers().get(i);
      var before = served.get(server.name());
      members[i] =
          before == null ? new Member(server, nowNanos) : new Member(server, before, nowNanos);
    }
    this(config, members, new Tiers(config, members), nowNanos);
  }

  private Pool(PoolConfig config, Member[] members, Tiers tiers, long changedAt) {
    this.config = config;
    this.members = members;
    this.tiers = tiers;
    places = new Place[members.length];
    Arrays.setAll(places, this::placeOf);
    deadlines = new Deadlines(members.length);
    this.changedAt = changedAt;
  }

  /**
   * The pool for a changed configuration. Servers with the same name and equal checks keep their
   * state, and tiers keep their quorum. A new or changed check is assumed to agree with the
   * server's state until it has been run, so that it neither takes a server down nor brings one up.
   * The first {@link #tick}, which is due at once, settles every server and reports what the new
   * configuration has changed.
   *
   * <p>Differs: keepalived decides the quorum again, so that a sum between the two limits suffices
   * before a reload and not after it.
   */
  public Pool succeededBy(PoolConfig next, long nowNanos) {
    var known = new HashMap<String, Member>();
    for (var member : members) {
      known.put(member.config().name(), member);
    }
    var heirs = new Member[next.servers().size()];
    for (int i = 0; i < heirs.length; i++) {
      var server = next.servers().get(i);
      var earlier = known.get(server.name());
      heirs[i] =
          earlier == null ? new Member(server, nowNanos) : new Member(server, earlier, nowNanos);
    }
    var heir = new Pool(next, heirs, new Tiers(next, heirs, tiers), changedAt);
    for (int i = 0; i < heirs.length; i++) {
      heir.deadlines.set(i, OptionalLong.of(nowNanos));
    }
    return heir;
  }

  /**
   * Records the result of a check.
   *
   * @param server the server's index in the configuration
   * @param check the check's index among the server's checks
   * @param verdict the check's verdict now
   * @param last the result of the run
   */
  public List<PoolChange> record(
      int server, int check, Verdict verdict, ProbeResult last, long nowNanos) {
    viewed = null; // it may contain the words of the result before
    if (!members[server].record(check, verdict, last)) {
      return List.of();
    }
    var changes = new ArrayList<PoolChange>();
    settle(server, nowNanos, changes);
    return changes;
  }

  /** Applies the operator's order for a server; it replaces an earlier order. */
  public List<PoolChange> operator(int server, Intervention intervention, long nowNanos) {
    members[server].intervene(intervention);
    var changes = new ArrayList<PoolChange>();
    settle(server, nowNanos, changes);
    return changes;
  }

  /** Returns what {@link #view} would return after an order for a server; changes nothing. */
  public PoolView foresee(int server, Intervention intervention, long nowNanos) {
    var copy = succeededBy(config, nowNanos);
    var _ = copy.operator(server, intervention, nowNanos);
    return copy.view(nowNanos);
  }

  /**
   * Records that a server that is being drained has no connections left. Has no effect on other
   * servers.
   */
  public List<PoolChange> drained(int server, long nowNanos) {
    members[server].connectionsGone();
    var changes = new ArrayList<PoolChange>();
    settle(server, nowNanos, changes);
    return changes;
  }

  /** Applies changes that are due by time. */
  public List<PoolChange> tick(long nowNanos) {
    var changes = new ArrayList<PoolChange>();
    for (int due = deadlines.takeDue(nowNanos); due >= 0; due = deadlines.takeDue(nowNanos)) {
      settle(due, nowNanos, changes);
    }
    return changes;
  }

  /** When {@link #tick} is due; empty when it is not due before another event. */
  public OptionalLong deadlineAt() {
    return deadlines.first();
  }

  /** The state after the last event; {@code nowNanos} only affects the times in the texts. */
  public PoolView view(long nowNanos) {
    if (viewed != null) {
      return viewed;
    }
    var view = seen(nowNanos);
    viewed = showsTime(nowNanos) ? null : view;
    return view;
  }

  private boolean showsTime(long nowNanos) {
    for (var member : members) {
      if (member.showsTime(nowNanos)) {
        return true;
      }
    }
    return false;
  }

  private PoolView seen(long nowNanos) {
    var servers = new ArrayList<PoolView.Server>(members.length);
    for (int i = 0; i < members.length; i++) {
      var member = members[i];
      servers.add(
          new PoolView.Server(
              member.config().name(),
              member.up(),
              member.changedAt(),
              places[i],
              member.why(nowNanos)));
    }
    var serving = tiers.serving();
    return new PoolView(
        config.name(),
        tiers.quorum(),
        sum(),
        serving == null ? PoolView.NO_TIER : serving.number(),
        servers,
        config.sorryServer() ? sorryPlace(serving) : null,
        changedAt);
  }

  /** Reports in keepalived's order: the table, the server, the quorum. */
  private void settle(int server, long nowNanos, List<PoolChange> changes) {
    viewed = null;
    var member = members[server];
    var tier = tiers.of(member);
    tier.add(-member.counts());
    boolean turned = member.settle(nowNanos);
    tier.add(member.counts());
    deadlines.set(server, member.deadlineAt(nowNanos));
    tellServer(server, turned, nowNanos, changes);
    tier.decide();
    settleService(tier, nowNanos, changes);
  }

  private void tellServer(int server, boolean turned, long nowNanos, List<PoolChange> changes) {
    boolean moved = !placeOf(server).equals(places[server]);
    var member = members[server];
    if (!moved && !turned && !member.failsFirst()) {
      return;
    }
    var why = member.why(nowNanos);
    if (moved) {
      changes.add(replaced(server, turned, why));
    }
    if (turned) {
      var name = member.config().name();
      changes.add(
          member.up() ? new PoolChange.ServerUp(name) : new PoolChange.ServerDown(name, why));
    } else if (member.failsFirst()) {
      changes.add(new PoolChange.ServerDown(member.config().name(), why, true));
    }
  }

  /**
   * Settles quorum and tier.
   *
   * @param moved the tier whose sum may have changed
   */
  private void settleService(Tier moved, long nowNanos, List<PoolChange> changes) {
    boolean had = tiers.quorum();
    var served = tiers.serving();
    tiers.choose();
    var serving = tiers.serving();
    if (tiers.quorum() != had || (serving == null) != (served == null)) {
      changedAt = nowNanos;
    }
    if (tiers.quorum() != had) {
      changes.add(
          tiers.quorum()
              ? new PoolChange.QuorumGained(config.quorum(), config.hysteresis(), moved.sum())
              : new PoolChange.QuorumLost(config.quorum(), config.hysteresis(), moved.sum()));
    }
    if (serving == served) {
      return;
    }
    if (serving != null && tiers.several()) {
      changes.add(new PoolChange.TierServes(serving.number(), serving.sum()));
    }
    replace(served, serving, changes);
  }

  /**
   * Reports joining servers before leaving ones, so that there is always a server in the table.
   *
   * <p>Differs: keepalived removes the sorry server before it adds the others.
   */
  private void replace(@Nullable Tier served, @Nullable Tier serving, List<PoolChange> changes) {
    var joining = new ArrayList<PoolChange.Placed>();
    var leaving = new ArrayList<PoolChange.Placed>();
    for (int i = 0; i < members.length; i++) {
      var place = placeOf(i);
      if (!place.equals(places[i])) {
        (members[i].up() && tiers.serves(members[i]) ? joining : leaving)
            .add(replaced(i, true, ""));
      }
    }
    if (serving == null) {
      changes.add(new PoolChange.SorryServer(sorryPlace(served), ONE));
    }
    if (!joining.isEmpty()) {
      changes.add(new PoolChange.AliveServers(true, joining));
    }
    if (!leaving.isEmpty()) {
      changes.add(new PoolChange.AliveServers(false, leaving));
    }
    if (served == null) {
      changes.add(new PoolChange.SorryServer(ONE, sorryPlace(serving)));
    }
  }

  private PoolChange.Placed replaced(int server, boolean turned, String why) {
    var before = places[server];
    places[server] = placeOf(server);
    return new PoolChange.Placed(
        members[server].config().name(), before, places[server], turned, why);
  }

  private Place placeOf(int server) {
    var member = members[server];
    if (member.up() && tiers.serves(member)) {
      return member.weight() == 1 ? ONE : new Place(true, member.weight());
    }
    return member.config().inhibitOnFailure() && !member.drained() ? IDLE : OUT;
  }

  private Place sorryPlace(@Nullable Tier tier) {
    return tier == null ? ONE : idleSorryPlace();
  }

  private Place idleSorryPlace() {
    return config.sorryInhibit() ? IDLE : OUT;
  }
}
