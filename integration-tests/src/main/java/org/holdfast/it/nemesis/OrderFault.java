package org.holdfast.it.nemesis;

import java.io.IOException;
import java.util.random.RandomGenerator;

/** What an operator does. */
enum OrderFault implements Fault {
  /** A reload of the same configuration. */
  RELOAD(Effect.NOTHING) {
    @Override
    public End begin(World world, Side side, RandomGenerator random) {
      world.subject(side).signal("HUP");
      return End.NONE;
    }
  },

  /** A reload of a configuration that changes nearly everything except the priorities. */
  RELOAD_CHANGED(Effect.NOTHING) {
    @Override
    public End begin(World world, Side side, RandomGenerator random) {
      Subject subject = world.subject(side);
      subject.reload(subject.setting().withVariant(random.nextInt(1000)));
      return End.NONE;
    }
  },

  /** A reload of a file that is no configuration. */
  RELOAD_BROKEN(Effect.NOTHING) {
    @Override
    public End begin(World world, Side side, RandomGenerator random) {
      Subject subject = world.subject(side);
      String good = subject.setting().yaml();
      subject.configure(random.nextBoolean() ? good.replace("VI_4:", "VI_4: [") : "");
      subject.signal("HUP");
      return () -> subject.reload(subject.setting());
    }

    // An agent that is started with such a file refuses to start, which is another matter.
    @Override
    public boolean mayMeet(Fault other, boolean sameSide) {
      return !sameSide || !(other instanceof ProcessFault || other instanceof OrderFault);
    }
  },

  /** The priority changes, so that the better director is another one, and back. */
  RELOAD_PRIORITY(Effect.MOVE) {
    @Override
    public End begin(World world, Side side, RandomGenerator random) {
      Subject subject = world.subject(side);
      Setting usual = subject.setting();
      subject.reload(usual.withPriority(side == Side.A ? 50 : 200));
      return () -> subject.reload(subject.setting().withPriority(usual.priority()));
    }
  },

  /** The agent is told to be backup for a second. */
  STEP_DOWN(Effect.MOVE) {
    @Override
    public End begin(World world, Side side, RandomGenerator random) {
      Thread.ofVirtual().name("step-down").start(() -> stepDown(world.subject(side)));
      return End.NONE;
    }
  };

  private final Effect effect;

  private static void stepDown(Subject subject) {
    try {
      subject.ask("POST", "/v1/instances/" + Setting.V4 + "/step-down?for=1s&reason=nemesis");
    } catch (IOException _) {
      // the agent does not run at present, so it takes no orders
    }
  }

  OrderFault(Effect effect) {
    this.effect = effect;
  }

  @Override
  public Effect effect() {
    return effect;
  }
}
