package org.holdfast.it.nemesis;

import java.util.random.RandomGenerator;

/** What happens to the agent's process. */
enum ProcessFault implements Fault {
  /** The agent is killed, and its launcher starts it again. */
  KILL(Effect.SPLIT, true) {
    @Override
    public End begin(World world, Side side, RandomGenerator random) {
      world.subject(side).signal("KILL");
      return End.NONE;
    }
  },

  /** The JVM breaks, as by a fault in native code. */
  CRASH(Effect.SPLIT, true) {
    @Override
    public End begin(World world, Side side, RandomGenerator random) {
      world.subject(side).signal("SEGV");
      return End.NONE;
    }
  },

  OUT_OF_MEMORY(Effect.SPLIT, true) {
    @Override
    public End begin(World world, Side side, RandomGenerator random) {
      world.exhaustHeap(side);
      return End.NONE;
    }
  },

  /** The launcher and the agent are killed, and started again at the end. */
  KILL_LAUNCHER(Effect.SPLIT, false) {
    @Override
    public End begin(World world, Side side, RandomGenerator random) {
      world.subject(side).launcher().kill();
      return () -> world.subject(side).start(world.launcher());
    }

    // A killed process may exist until a frozen disk has thawed.
    @Override
    public boolean endsLast() {
      return true;
    }
  },

  /** No thread of the agent runs, while the kernel goes on answering for its addresses. */
  FREEZE(Effect.SPLIT, false) {
    @Override
    public End begin(World world, Side side, RandomGenerator random) {
      world.subject(side).signal("STOP");
      return () -> world.subject(side).signal("CONT");
    }
  },

  /** An orderly stop, and a start at the end. */
  RESTART(Effect.MOVE, false) {
    @Override
    public End begin(World world, Side side, RandomGenerator random) {
      world.subject(side).launcher().terminate();
      return () -> {
        world.subject(side).awaitEnd();
        world.subject(side).start(world.launcher());
      };
    }

    @Override
    public boolean endsLast() {
      return true;
    }
  },

  /** The agent is stopped, in order or not, and one of another tree is started at once. */
  UPGRADE(Effect.SPLIT, false) {
    @Override
    public End begin(World world, Side side, RandomGenerator random) {
      var launcher = world.upgrade();
      if (random.nextBoolean()) {
        world.subject(side).launcher().terminate();
        world.subject(side).awaitEnd();
      } else {
        world.subject(side).launcher().kill();
      }
      world.subject(side).start(launcher);
      return End.NONE;
    }
  };

  private final Effect effect;
  private final boolean isDeath;

  ProcessFault(Effect effect, boolean isDeath) {
    this.effect = effect;
    this.isDeath = isDeath;
  }

  @Override
  public Effect effect() {
    return effect;
  }

  @Override
  public boolean isDeath() {
    return isDeath;
  }

  @Override
  public boolean mayMeet(Fault other, boolean sameSide) {
    return !sameSide || !(other instanceof ProcessFault);
  }
}
