package org.holdfast.health;

import java.util.List;
import org.holdfast.health.PoolView.Place;

/** A change in a pool. Changes are reported in order. */
public sealed interface PoolChange {

  /**
   * The change for the log, in keepalived's wording where keepalived reports the change.
   *
   * @param pool the virtual server's name in the log
   */
  String words(String pool);

  /** The kind of change in a few words, without names and numbers, for a list of numbers. */
  default String kind() {
    return switch (this) {
      case Placed _, AliveServers _ -> "changes of the table";
      case ServerUp _ -> "servers up";
      case ServerDown _ -> "servers down";
      case QuorumGained _ -> "quorum gained";
      case QuorumLost _ -> "quorum lost";
      case SorryServer _ -> "changes of the sorry server";
      case TierServes _ -> "changes of the serving tier";
    };
  }

  /** The servers that this change moves to another place in the table. */
  default List<Placed> places() {
    return List.of();
  }

  /**
   * A server moves to another place in the table for a reason that concerns only this server.
   *
   * @param turned true when the server came up or went down, false when only its weight changed
   * @param why in words; may be empty
   */
  record Placed(String name, Place before, Place now, boolean turned, String why)
      implements PoolChange {
    @Override
    public String words(String pool) {
      if (now.inTable() != before.inTable()) {
        return (now.inTable()
                ? "Adding service " + name + " to"
                : "Removing service " + name + " from")
            + " VS "
            + pool;
      }
      if (turned) {
        return (now.weight() > 0
                ? "Enabling service " + name + " to"
                : "Disabling service " + name + " from")
            + " VS "
            + pool;
      }
      return "Changing weight from "
          + before.weight()
          + " to "
          + now.weight()
          + " for active service "
          + name
          + " of VS "
          + pool
          + (why.isEmpty() ? "" : " (" + why + ")");
    }

    @Override
    public List<Placed> places() {
      return List.of(this);
    }
  }

  /**
   * Servers that are up join or leave the table together, because the quorum or the serving tier
   * changed.
   *
   * @param joining whether they start to serve
   */
  record AliveServers(boolean joining, List<Placed> places) implements PoolChange {
    public AliveServers {
      places = List.copyOf(places);
    }

    @Override
    public String words(String pool) {
      return (joining ? "Adding alive servers to" : "Removing alive servers from")
          + " the pool for VS "
          + pool;
    }
  }

  /** A server came up; also reported when its tier does not serve. */
  record ServerUp(String name) implements PoolChange {
    @Override
    public String words(String pool) {
      return "Service " + name + " of VS " + pool + " is up";
    }
  }

  /**
   * A server went down.
   *
   * @param never whether it has not been up since the start: a check that must pass first has
   *     failed
   */
  record ServerDown(String name, String why, boolean never) implements PoolChange {

    /** A server that was up went down. */
    public ServerDown(String name, String why) {
      this(name, why, false);
    }

    @Override
    public String words(String pool) {
      return "Service " + name + " of VS " + pool + " is down: " + why;
    }
  }

  /**
   * The sum of weights reached the quorum.
   *
   * @param atStart whether it suffices from the start, or from the reload that adds the pool
   */
  record QuorumGained(int quorum, int hysteresis, long sum, boolean atStart) implements PoolChange {

    /** The sum of weights has changed, and reached the quorum. */
    public QuorumGained(int quorum, int hysteresis, long sum) {
      this(quorum, hysteresis, sum, false);
    }

    @Override
    public String words(String pool) {
      return "Gained quorum " + sums(pool);
    }

    /** The change for a mail, in keepalived's wording, which has other words for the start. */
    public String meaning(String pool) {
      return atStart ? "Starting with quorum up " + sums(pool) : words(pool);
    }

    private String sums(String pool) {
      return enough(quorum, hysteresis) + " <= " + sum + " for VS " + pool;
    }
  }

  /**
   * The sum of weights fell below the quorum.
   *
   * @param atStart whether it does not suffice from the start, or from the reload that adds the
   *     pool; then the hysteresis counts as for a gain
   */
  record QuorumLost(int quorum, int hysteresis, long sum, boolean atStart) implements PoolChange {

    /** The sum of weights has changed, and fell below the quorum. */
    public QuorumLost(int quorum, int hysteresis, long sum) {
      this(quorum, hysteresis, sum, false);
    }

    /**
     * {@inheritDoc}
     *
     * <p>Differs: keepalived writes a minus sign at the start too, as in {@code 3-2=5}.
     */
    @Override
    public String words(String pool) {
      return (atStart
              ? "Starting with quorum down " + enough(quorum, hysteresis)
              : "Lost quorum " + quorum + "-" + hysteresis + "=" + (quorum - hysteresis))
          + " > "
          + sum
          + " for VS "
          + pool;
    }
  }

  private static String enough(int quorum, int hysteresis) {
    return quorum + "+" + hysteresis + "=" + ((long) quorum + hysteresis);
  }

  /** The sorry server starts or stops serving. */
  record SorryServer(Place before, Place now) implements PoolChange {
    @Override
    public String words(String pool) {
      boolean stays = before.inTable() && now.inTable();
      return now.weight() > 0
          ? (stays ? "Enabling" : "Adding") + " sorry server to VS " + pool
          : (stays ? "Disabling" : "Removing") + " sorry server from VS " + pool;
    }
  }

  /** Another tier serves; not reported for a pool with only one tier. */
  record TierServes(int tier, long sum) implements PoolChange {
    @Override
    public String words(String pool) {
      return "Tier " + tier + " serves VS " + pool + ", with a weight of " + sum;
    }
  }
}
