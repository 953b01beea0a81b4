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
 * The decisions for one virtual server: from what its checks say to what belongs into the table.
 *
 * <p>By keepalived's rules: a server is down as soon as one check has failed, up when none has;
 * lost quorum puts the sorry server in the place of those that are up, and changes nothing in the
 * table when there is no sorry server; while it serves, what happens is written down, not placed.
 * Beyond them: tiers, of which the lowest that has its quorum serves; slow start; damping; what the
 * operator wants.
 *
 * <p>When no tier has its quorum and there is no sorry server, the lowest that has any weight keeps
 * serving.
 *
 * <p>Deterministic; for one thread alone. Instants are nanoseconds of the caller's clock and
 * compare by subtraction only. An event costs the logarithm of the number of servers at most,
 * unless the quorum or the tier changes by it. A late, early or doubled {@link #tick} changes
 * nothing that is not due. Not checked: that the quorum can be reached at all.
 */
public final class Pool {

  private static final Place OUT = new Place(false, 0);
  private static final Place IDLE = new Place(true, 0);
  private static final Place SORRY = new Place(true, 1);

  private final PoolConfig config;
  private final Member[] members;
  private final Tiers tiers;
  private final Place[] places;
  private final Deadlines deadlines;

  /**
   * As it is at the start, of which nothing is told: servers are up unless a check of theirs must
   * pass first, and the sorry server serves at once if they are not enough.
   */
  public Pool(PoolConfig config, long nowNanos) {
    this(config, Map.of(), nowNanos);
  }

  /**
   * As {@link #Pool(PoolConfig, long)}, after an earlier life of the agent.
   *
   * <p>Differs: keepalived puts every server into the table at its start, those too that it had
   * taken out, and with {@code alpha} takes out all that serve.
   *
   * @param served whether that life had a server serve, by the server's name, for those that it
   *     knew. One that served serves until a check fails; one that did not is down until its checks
   *     have passed.
   */
  public Pool(PoolConfig config, Map<String, Boolean> served, long nowNanos) {
    var members =
        config.servers().stream()
            .map(server -> {
              var before = served.get(server.name());
              return before == null
                  ? new Member(server, nowNanos)
                  : new Member(server, before, nowNanos);
            })
            .toArray(Member[]::new);
    this(config, members, new Tiers(config, members));
  }

  private Pool(PoolConfig config, Member[] members, Tiers tiers) {
    this.config = config;
    this.members = members;
    this.tiers = tiers;
    places = new Place[members.length];
    Arrays.setAll(places, this::placeOf);
    deadlines = new Deadlines(members.length);
  }

  /**
   * The pool for a changed configuration. Servers of the same name and checks that are equal keep
   * what is known of them, tiers keep their quorum. A check that is new or was changed is believed
   * to be what the server was, until it has been run: that takes no server down, and brings none
   * up. Every server is looked at again by the first {@link #tick}, which is due at once and tells
   * what the change has changed.
   *
   * <p>Differs: keepalived decides the quorum anew, so that a sum between the two limits is enough
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
    var heir = new Pool(next, heirs, new Tiers(next, heirs, tiers));
    for (int i = 0; i < heirs.length; i++) {
      heir.deadlines.set(i, OptionalLong.of(nowNanos));
    }
    return heir;
  }

  /**
   * A check has been run.
   *
   * @param server its index in the configuration
   * @param check its index among the server's
   * @param verdict what is believed of it now
   * @param last what came of the run
   */
  public List<PoolChange> heard(
      int server, int check, Verdict verdict, ProbeResult last, long nowNanos) {
    if (!members[server].heard(check, verdict, last)) {
      return List.of();
    }
    var changes = new ArrayList<PoolChange>();
    settle(server, nowNanos, changes);
    return changes;
  }

  /** The operator wants this of a server; it replaces what he wanted before. */
  public List<PoolChange> operator(int server, Intervention intervention, long nowNanos) {
    members[server].intervene(intervention);
    var changes = new ArrayList<PoolChange>();
    settle(server, nowNanos, changes);
    return changes;
  }

  /** A server that is being drained has no connections left. Harmless for any other. */
  public List<PoolChange> drained(int server, long nowNanos) {
    members[server].connectionsGone();
    var changes = new ArrayList<PoolChange>();
    settle(server, nowNanos, changes);
    return changes;
  }

  /** Time has passed. */
  public List<PoolChange> tick(long nowNanos) {
    var changes = new ArrayList<PoolChange>();
    for (int due = deadlines.takeDue(nowNanos); due >= 0; due = deadlines.takeDue(nowNanos)) {
      settle(due, nowNanos, changes);
    }
    return changes;
  }

  /** When {@link #tick} is due; empty for not before something else happens. */
  public OptionalLong deadlineNanos() {
    return deadlines.first();
  }

  /** All of it, as of the last event; {@code nowNanos} is for the times in the words alone. */
  public PoolView view(long nowNanos) {
    var servers = new ArrayList<PoolView.Server>(members.length);
    for (int i = 0; i < members.length; i++) {
      var member = members[i];
      servers.add(
          new PoolView.Server(
              member.config().name(),
              member.up(),
              member.sinceNanos(),
              places[i],
              member.why(nowNanos)));
    }
    var serving = tiers.serving();
    return new PoolView(
        config.name(),
        tiers.quorum(),
        (serving == null ? tiers.first() : serving).sum(),
        serving == null ? PoolView.NO_TIER : serving.number(),
        servers,
        config.sorryServer() ? sorryPlace(serving) : null);
  }

  /** In keepalived's order: the table, the server, the quorum. */
  private void settle(int server, long nowNanos, List<PoolChange> changes) {
    var member = members[server];
    var tier = tiers.of(member);
    tier.add(-member.counts());
    boolean turned = member.settle(nowNanos);
    tier.add(member.counts());
    deadlines.set(server, member.deadlineNanos(nowNanos));
    tellServer(server, turned, nowNanos, changes);
    tier.decide();
    settleService(tier, changes);
  }

  private void tellServer(int server, boolean turned, long nowNanos, List<PoolChange> changes) {
    boolean moved = !placeOf(server).equals(places[server]);
    if (!moved && !turned) {
      return;
    }
    var member = members[server];
    var why = member.why(nowNanos);
    if (moved) {
      changes.add(replaced(server, turned, why));
    }
    if (turned) {
      var name = member.config().name();
      changes.add(
          member.up()
              ? new PoolChange.ServerUp(server, name)
              : new PoolChange.ServerDown(server, name, why));
    }
  }

  /**
   * @param moved the tier by which it may have changed
   */
  private void settleService(Tier moved, List<PoolChange> changes) {
    boolean had = tiers.quorum();
    var served = tiers.serving();
    tiers.choose();
    var serving = tiers.serving();
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
   * Who joins is told before who leaves, so that at no time nobody serves.
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
      changes.add(new PoolChange.SorryServer(sorryPlace(served), SORRY));
    }
    if (!joining.isEmpty()) {
      changes.add(new PoolChange.AliveServers(true, joining));
    }
    if (!leaving.isEmpty()) {
      changes.add(new PoolChange.AliveServers(false, leaving));
    }
    if (served == null) {
      changes.add(new PoolChange.SorryServer(SORRY, sorryPlace(serving)));
    }
  }

  private PoolChange.Placed replaced(int server, boolean turned, String why) {
    var before = places[server];
    places[server] = placeOf(server);
    return new PoolChange.Placed(
        server, members[server].config().name(), before, places[server], turned, why);
  }

  private Place placeOf(int server) {
    var member = members[server];
    if (member.up() && tiers.serves(member)) {
      return new Place(true, member.weight());
    }
    return member.config().inhibitOnFailure() && !member.drained() ? IDLE : OUT;
  }

  private Place sorryPlace(@Nullable Tier tier) {
    if (tier == null) {
      return SORRY;
    }
    return config.sorryInhibit() ? IDLE : OUT;
  }
}
