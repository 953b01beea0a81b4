package org.holdfast.it.nemesis;

import java.util.random.RandomGenerator;
import org.holdfast.it.lab.Node;

/** What happens to the link of a director. */
enum LinkFault implements Fault {
  /** The cable is pulled. */
  LINK_DOWN(Effect.MOVE) {
    @Override
    public End begin(World world, Side side, RandomGenerator random) {
      Node node = world.node(side);
      node.unplug(DEVICE);
      return () -> node.plug(DEVICE);
    }
  },

  /** The cable is loose. */
  LINK_FLAPS(Effect.OUTAGE) {
    @Override
    public End begin(World world, Side side, RandomGenerator random) {
      Node node = world.node(side);
      return Flapping.start(
          random, world.interval(), () -> node.unplug(DEVICE), () -> node.plug(DEVICE));
    }
  },

  /** The director keeps its carrier and reaches no other node. */
  CUT_OFF(Effect.MOVE) {
    @Override
    public End begin(World world, Side side, RandomGenerator random) {
      Node node = world.node(side);
      node.isolate(DEVICE);
      return () -> node.rejoin(DEVICE);
    }
  },

  /** What the director sends is lost. */
  MUTE(Effect.MOVE) {
    @Override
    public End begin(World world, Side side, RandomGenerator random) {
      Node node = world.node(side);
      node.mute(DEVICE);
      return () -> node.heal(DEVICE);
    }
  },

  /**
   * The director receives nothing. It cannot know, and its peer cannot either: a deaf master serves
   * no client, and a deaf backup takes the clients over.
   */
  DEAF(Effect.OUTAGE) {
    @Override
    public End begin(World world, Side side, RandomGenerator random) {
      Node node = world.node(side);
      node.deafen(DEVICE);
      return () -> node.heal(DEVICE);
    }
  },

  /** The directors do not hear each other, and clients hear both. */
  PARTED(Effect.SPLIT) {
    @Override
    public End begin(World world, Side side, RandomGenerator random) {
      for (Side each : Side.values()) {
        world.node(each).part(DEVICE);
      }
      return () -> {
        for (Side each : Side.values()) {
          world.node(each).unite(DEVICE);
        }
      };
    }

    @Override
    public boolean mayMeet(Fault other, boolean sameSide) {
      return !(other instanceof LinkFault);
    }
  },

  /** The device disappears, and one with the same name and another hardware address comes. */
  DEVICE_REPLACED(Effect.MOVE) {
    @Override
    public End begin(World world, Side side, RandomGenerator random) {
      Node node = world.node(side);
      node.remove(DEVICE);
      return () -> node.replace(DEVICE);
    }
  };

  private static final String DEVICE = "eth0";

  private final Effect effect;

  LinkFault(Effect effect) {
    this.effect = effect;
  }

  @Override
  public Effect effect() {
    return effect;
  }

  @Override
  public boolean mayMeet(Fault other, boolean sameSide) {
    return !sameSide || !(other instanceof LinkFault);
  }
}
