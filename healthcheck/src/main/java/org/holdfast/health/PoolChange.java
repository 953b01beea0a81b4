package org.holdfast.health;

import java.util.List;
import org.holdfast.health.PoolView.Place;

/** What has changed in a pool, in the order in which it is to be told. */
public sealed interface PoolChange {

  /**
   * For the log, in keepalived's words where it has some.
   *
   * @param pool how the log names the virtual server
   */
  String words(String pool);

  /** The servers that this change puts into another place. */
  default List<Placed> places() {
    return List.of();
  }

  /**
   * A server belongs into another place in the table for a reason of its own.
   *
   * @param server its index in the configuration
   * @param turned whether it has come up or gone down, and not its weight alone moved
   * @param why in words; may be empty
   */
  record Placed(int server, String name, Place before, Place now, boolean turned, String why)
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
   * Servers that are up join or leave the table together, as the quorum or the tier has changed.
   *
   * @param joining whether they begin to serve
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

  /** A server is up: told also when it is not its turn to serve. */
  record ServerUp(int server, String name) implements PoolChange {
    @Override
    public String words(String pool) {
      return "Service " + name + " of VS " + pool + " is up";
    }
  }

  /** A server is down. */
  record ServerDown(int server, String name, String why) implements PoolChange {
    @Override
    public String words(String pool) {
      return "Service " + name + " of VS " + pool + " is down: " + why;
    }
  }

  /** The sum of weights is enough. */
  record QuorumGained(int quorum, int hysteresis, long sum) implements PoolChange {
    @Override
    public String words(String pool) {
      return "Gained quorum "
          + quorum
          + "+"
          + hysteresis
          + "="
          + ((long) quorum + hysteresis)
          + " <= "
          + sum
          + " for VS "
          + pool;
    }
  }

  /** The sum of weights is no longer enough. */
  record QuorumLost(int quorum, int hysteresis, long sum) implements PoolChange {
    @Override
    public String words(String pool) {
      return "Lost quorum "
          + quorum
          + "-"
          + hysteresis
          + "="
          + (quorum - hysteresis)
          + " > "
          + sum
          + " for VS "
          + pool;
    }
  }

  /** The server of last resort begins or ceases to serve. */
  record SorryServer(Place before, Place now) implements PoolChange {
    @Override
    public String words(String pool) {
      boolean stays = before.inTable() && now.inTable();
      return now.weight() > 0
          ? (stays ? "Enabling" : "Adding") + " sorry server to VS " + pool
          : (stays ? "Disabling" : "Removing") + " sorry server from VS " + pool;
    }
  }

  /** Another tier serves; not told of a pool that has but one. */
  record TierServes(int tier, long sum) implements PoolChange {
    @Override
    public String words(String pool) {
      return "Tier " + tier + " serves VS " + pool + ", with a weight of " + sum;
    }
  }
}
